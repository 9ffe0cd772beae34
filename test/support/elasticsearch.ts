import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import {
  ElasticsearchAudienceIndex,
  type ElasticsearchIndexParts,
} from "../../src/audiences/adapters/elasticsearch/elasticsearch-audience-index.js";
import { PostgresLedgerStore } from "../../src/mass-sends/adapters/postgres-ledger-store.js";
import { PostgresUnreached } from "../../src/mass-sends/adapters/postgres-unreached.js";
import { DeliveryLedger } from "../../src/mass-sends/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { openSearch, type SearchClient } from "../../src/platform/search/index.js";

import { PostgresLocationStore } from "../../src/users/adapters/postgres-location-store.js";
import { UserLocations } from "../../src/users/index.js";

/** Longer than a busy machine takes for any one step. */
const PATIENCE = { trailingMs: 60_000, exactMs: 60_000 };

declare module "vitest" {
  export interface ProvidedContext {
    /** http://host:port of an Elasticsearch in which indices may be made and deleted. */
    elasticsearchUrl: string;
  }
}

export interface TestSearch {
  client: SearchClient;
  url: string;
  /** An alias nobody else uses. */
  alias: string;
  /** Removes every index that belongs to `alias`, and closes the client. */
  drop(): Promise<void>;
}

export function openTestSearch(): TestSearch {
  const url = inject("elasticsearchUrl");
  const client = openSearch(url);
  const alias = `test-${randomBytes(6).toString("hex")}`;
  const drop = async () => {
    await deleteIndices(client, alias);
    await client.close();
  };
  return { client, url, alias, drop };
}

/** Deletes all indices whose names begin with `alias`. */
export async function deleteIndices(client: SearchClient, alias: string): Promise<void> {
  for (const name of await indicesOf(client, alias)) await client.indices.delete({ index: name }, { ignore: [404] });
}

export async function indicesOf(client: SearchClient, alias: string): Promise<string[]> {
  return Object.keys(await client.indices.get({ index: `${alias}-*`, filter_path: ["*.aliases"] }, { ignore: [404] }));
}

/** The index as the program wires it; `clock` is for ages and for how old positions may be. */
export function searchIndex(
  search: TestSearch,
  database: Database,
  parts: Partial<Omit<ElasticsearchIndexParts, "database">> = {},
): ElasticsearchAudienceIndex {
  const clock = parts.clock ?? (() => new Date());
  const positions = new UserLocations(new PostgresLocationStore(database), clock);
  const { client, alias } = search;
  const sendsLeft = new DeliveryLedger(new PostgresLedgerStore(database), clock);
  return new ElasticsearchAudienceIndex({
    database,
    client,
    alias,
    logger: silentLogger,
    positions,
    sends: new PostgresUnreached(database),
    sendsLeft,
    clock,
    patience: PATIENCE,
    ...parts,
  });
}
