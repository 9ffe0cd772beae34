import { BitmapAudienceIndex } from "../audiences/adapters/bitmap/bitmap-audience-index.js";
import { ElasticsearchAudienceIndex } from "../audiences/adapters/elasticsearch/elasticsearch-audience-index.js";
import type { AudienceIndex, SendLookup, SendsLeft } from "../audiences/index.js";
import type { Environment } from "../config/environment.js";
import { PostgresLedgerStore } from "../mass-sends/adapters/postgres-ledger-store.js";
import { PostgresUnreached } from "../mass-sends/adapters/postgres-unreached.js";
import { DeliveryLedger } from "../mass-sends/index.js";
import type { Database } from "../platform/database/database.js";
import type { Logger } from "../platform/logging/logger.js";
import { openSearch, type SearchClient } from "../platform/search/index.js";
import { PostgresLocationStore } from "../users/adapters/postgres-location-store.js";
import { UserLocations } from "../users/index.js";

export interface OpenedIndex<Index extends AudienceIndex = AudienceIndex> {
  index: Index;
  /** What was worked out is kept. */
  close(): Promise<void>;
}

interface IndexParts {
  environment: Pick<Environment, "elasticsearch">;
  database: Database;
  logger: Logger;
}

/** A command waits until the index has caught up, however long that is. */
const PATIENCE_MS = 3_600_000;

/** The audience index that is configured, as the server has it. */
export function openIndex(parts: IndexParts): OpenedIndex {
  const { elasticsearch } = parts.environment;
  if (elasticsearch !== null) return openSearchIndex(parts, elasticsearch);
  const { database, logger } = parts;
  const index = new BitmapAudienceIndex({ database, logger, ...surroundings(database) });
  return { index, close: () => index.close() };
}

export function openSearchIndex(
  { database, logger }: Omit<IndexParts, "environment">,
  { url, index: alias }: { url: string; index: string },
): OpenedIndex<ElasticsearchAudienceIndex> & { client: SearchClient } {
  const client = openSearch(url);
  const patience = { trailingMs: PATIENCE_MS, exactMs: PATIENCE_MS };
  const index = new ElasticsearchAudienceIndex({ database, logger, client, alias, patience, ...surroundings(database) });
  const close = async () => {
    await index.close();
    await client.close();
  };
  return { index, client, close };
}

interface Surroundings {
  positions: UserLocations;
  sends: SendLookup;
  sendsLeft: SendsLeft;
  clock: () => Date;
}

function surroundings(database: Database): Surroundings {
  const clock = () => new Date();
  const positions = new UserLocations(new PostgresLocationStore(database), clock);
  const sendsLeft = new DeliveryLedger(new PostgresLedgerStore(database), clock);
  return { positions, sends: new PostgresUnreached(database), sendsLeft, clock };
}
