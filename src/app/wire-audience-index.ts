import { BitmapAudienceIndex } from "../audiences/adapters/bitmap/bitmap-audience-index.js";
import { ElasticsearchAudienceIndex } from "../audiences/adapters/elasticsearch/elasticsearch-audience-index.js";
import { ErasedDocuments } from "../audiences/adapters/elasticsearch/erased-documents.js";
import { refusedDocuments, searchIndexLag } from "../audiences/adapters/elasticsearch/index-lag.js";
import type { AudienceIndex, PositionLookup, SendLookup, SendsLeft } from "../audiences/index.js";
import { openSearch } from "../platform/search/index.js";
import type { ReadinessCheck } from "../server/index.js";
import type { PeopleIndex } from "../users/index.js";
import type { Core } from "./core.js";
import { gauge } from "./gauges.js";
import { lagMetrics } from "./lag-metrics.js";
import { repeatedly } from "./repeatedly.js";

/** How far the search index trails what nobody asks about. */
const FOLLOW_EVERY_MS = 1_000;

export interface AudienceIndexParts {
  index: AudienceIndex;
  /** Finds people by parts of their names; null without Elasticsearch: PostgreSQL does. */
  people: PeopleIndex | null;
  /** What Elasticsearch holds of people, for their erasure; null without it. */
  documents: ErasedDocuments | null;
  readiness: ReadinessCheck[];
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What no index knows by itself. */
interface Lookups {
  positions: PositionLookup;
  sends: SendLookup;
  sendsLeft: SendsLeft;
}

/** Elasticsearch where one is configured, else bitmaps in this process. */
export function wireAudienceIndex(core: Core, lookups: Lookups): AudienceIndexParts {
  const { database, logger, clock } = core;
  const { elasticsearch } = core.options;
  if (elasticsearch !== null) return wireElasticsearch(core, lookups, elasticsearch);
  const memoryBytes = core.options.audienceMemoryMb * 2 ** 20;
  const index = new BitmapAudienceIndex({ database, logger, ...lookups, clock, memoryBytes });
  return { index, people: null, documents: null, readiness: [], start: () => index.start(), close: () => index.close() };
}

function wireElasticsearch(
  { database, logger, clock, metrics }: Core,
  lookups: Lookups,
  { url, index: alias }: { url: string; index: string },
): AudienceIndexParts {
  const client = openSearch(url);
  const index = new ElasticsearchAudienceIndex({ database, logger, client, alias, ...lookups, clock });
  const ofLive = async <T>(tell: (live: string) => Promise<T>): Promise<T> => tell(await index.catalogue.live());
  const lags = () => ofLive((live) => searchIndexLag(database.pool, live));
  lagMetrics(metrics, { name: "tagcast_search_index", what: "the search index", lags });
  const help = "Users whose documents Elasticsearch refuses, and who are in no audience for that.";
  gauge(metrics, "tagcast_search_index_refused_documents", help, () => ofLive((live) => refusedDocuments(database.pool, live)));
  const rounds = repeatedly(FOLLOW_EVERY_MS, "following the change log into the search index", () => index.round(), logger);
  return {
    index,
    people: index,
    documents: new ErasedDocuments({ database, logger, client, alias }),
    readiness: [{ name: "elasticsearch", check: () => index.unreadiness() }],
    start: async () => rounds.start(),
    close: async () => {
      await index.close();
      await rounds.stop();
      await client.close();
    },
  };
}
