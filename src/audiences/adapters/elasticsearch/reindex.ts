import type { PoolClient } from "pg";
import { ConflictError, UnavailableError } from "../../../graphql/errors.js";
import { IndexCatalogue } from "./index-catalogue.js";
import { type IndexerParts, TenantIndexer } from "./tenant-indexer.js";

export interface ReindexOptions {
  /** Hears how many of `total` users were read (ordinals, so that those without a user count, too). */
  onProgress?: (done: number, total: number) => void;
}

export interface Reindexed {
  /** The index that is live now. */
  index: string;
  /** What was live before; null: nothing. */
  replaced: string | null;
  /** Whether an index that an earlier run had begun was finished. */
  resumed: boolean;
}

interface Tenant {
  id: number;
  ordinals: number;
}

/** Between two passes over the log little happens; after this many the rest is caught up by whoever asks. */
const PASSES = 3;
const LOCK_WAIT_MS = 50_000;

/**
 * Builds the index beside the live one, lets it catch up, and moves the alias: whoever asks meanwhile gets answers from the one
 * or the other. A run that was killed is gone on with. ConflictError if one is under way.
 */
export async function reindex(parts: IndexerParts & { alias: string }, options: ReindexOptions = {}): Promise<Reindexed> {
  const catalogue = new IndexCatalogue(parts.database, parts.client, parts.alias, parts.logger);
  return alone(parts, async () => {
    const before = await catalogue.liveNames();
    const { index, resumed } = await catalogue.exclusively(() => begun(parts, catalogue));
    const tenants = await readTenants(parts);
    for (let pass = 1; pass <= PASSES; pass++) await catchUp(parts, index, tenants, pass === 1 ? options.onProgress : undefined);
    await catalogue.swap(index);
    // The former live index, if it is one of ours; another Tagcast's is left alone.
    for (const { name } of await catalogue.others()) await catalogue.remove(name);
    return { index, replaced: before.find((name) => name !== index) ?? null, resumed };
  });
}

/** An index that an earlier run began, else a new one; what cannot be used is removed. */
async function begun({ database }: IndexerParts, catalogue: IndexCatalogue): Promise<{ index: string; resumed: boolean }> {
  const others = await catalogue.others();
  const kept = others.find(({ usable }) => usable);
  for (const { name } of others) if (name !== kept?.name) await catalogue.remove(name);
  if (kept) return { index: kept.name, resumed: true };
  return { index: await catalogue.create(database.pool, { live: false }), resumed: false };
}

async function catchUp(
  parts: IndexerParts,
  index: string,
  tenants: readonly Tenant[],
  onProgress: ReindexOptions["onProgress"],
): Promise<void> {
  const total = tenants.reduce((sum, { ordinals }) => sum + ordinals, 0);
  let done = 0;
  for (const { id, ordinals } of tenants) {
    const start = done;
    const arrived = await new TenantIndexer(parts, index, id).advance({
      waitMs: LOCK_WAIT_MS,
      onBuilt: (ordinal) => onProgress?.(start + ordinal + 1, total),
      arrived: async () => true,
    });
    if (arrived === null) throw new UnavailableError(`another process is writing to ${index}: try again in a minute`);
    done += ordinals;
    onProgress?.(done, total);
  }
}

async function readTenants({ database }: IndexerParts): Promise<Tenant[]> {
  const { rows } = await database.pool.query<Tenant>(
    `SELECT tenant_id AS id, next_ordinal AS ordinals FROM tenant_counter ORDER BY tenant_id`,
  );
  return rows;
}

/** One reindex of an alias at a time, in any process; one that was killed holds nobody up. */
async function alone<T>({ database, alias }: IndexerParts & { alias: string }, work: () => Promise<T>): Promise<T> {
  const client: PoolClient = await database.pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock(hashtext('reindex'), hashtext($1)) AS locked", [
      alias,
    ]);
    if (rows[0]?.locked !== true) throw new ConflictError("reindex", "another one is under way", { reason: "REINDEX_RUNS" });
    return await work();
  } finally {
    // The lock ends with the connection.
    client.release(true);
  }
}
