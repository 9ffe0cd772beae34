import { wireLocations } from "../app/wire-locations.js";
import { BitmapAudienceIndex } from "../audiences/adapters/bitmap/bitmap-audience-index.js";
import { ElasticsearchAudienceIndex } from "../audiences/adapters/elasticsearch/elasticsearch-audience-index.js";
import type { AudienceIndex, SendLookup, SendsLeft } from "../audiences/index.js";
import type { Environment } from "../config/environment.js";
import { PostgresLedgerStore } from "../mass-sends/adapters/postgres-ledger-store.js";
import { PostgresUnreached } from "../mass-sends/adapters/postgres-unreached.js";
import { DeliveryLedger } from "../mass-sends/index.js";
import type { Database } from "../platform/database/database.js";
import type { Logger } from "../platform/logging/logger.js";
import { RedisCluster } from "../platform/redis/index.js";
import { openSearch, type SearchClient } from "../platform/search/index.js";
import type { UserLocations } from "../users/index.js";

export interface OpenedIndex<Index extends AudienceIndex = AudienceIndex> {
  index: Index;
  /** What was worked out is kept. */
  close(): Promise<void>;
}

export interface IndexParts {
  environment: Pick<Environment, "elasticsearch" | "redisCluster">;
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
  const { lookups, release } = surroundings(parts);
  const index = new BitmapAudienceIndex({ database, logger, ...lookups });
  const close = async () => {
    await index.close();
    await release();
  };
  return { index, close };
}

export function openSearchIndex(
  parts: IndexParts,
  { url, index: alias }: { url: string; index: string },
): OpenedIndex<ElasticsearchAudienceIndex> & { client: SearchClient } {
  const { database, logger } = parts;
  const client = openSearch(url);
  const { lookups, release } = surroundings(parts);
  const patience = { trailingMs: PATIENCE_MS, exactMs: PATIENCE_MS };
  const index = new ElasticsearchAudienceIndex({ database, logger, client, alias, patience, ...lookups });
  const close = async () => {
    await index.close();
    await client.close();
    await release();
  };
  return { index, client, close };
}

interface Surroundings {
  positions: UserLocations;
  sends: SendLookup;
  sendsLeft: SendsLeft;
  clock: () => Date;
}

/** `release`: when they are needed no more. */
function surroundings({ environment, database, logger }: IndexParts): { lookups: Surroundings; release(): Promise<void> } {
  const clock = () => new Date();
  const { redisCluster: configured } = environment;
  // It is entered by the first audience that asks for a place.
  const redisCluster = configured && { cluster: new RedisCluster(configured.settings, logger), prefix: configured.prefix };
  const { locations: positions } = wireLocations({ database, clock, redisCluster });
  const sendsLeft = new DeliveryLedger(new PostgresLedgerStore(database), clock);
  const lookups = { positions, sends: new PostgresUnreached(database), sendsLeft, clock };
  return { lookups, release: async () => redisCluster?.cluster.close() };
}
