import type { PoolClient } from "pg";
import { Bitmaps } from "./bitmaps.js";
import { emptyChunk } from "./chunk.js";
import {
  addChunks,
  deleteAllChunks,
  eachChunk,
  lockSnapshot,
  NO_POSITION,
  readColumns,
  readSnapshotRow,
  replaceChunks,
  SNAPSHOT_VERSION,
  type StoredChunk,
  writeSnapshotRow,
} from "./stored-chunks.js";

/** The stored bitmaps of a tenant, or null if there are none of this version. The transaction must be REPEATABLE READ. */
export async function loadSnapshot(tx: PoolClient, tenantId: number): Promise<Bitmaps | null> {
  const stored = await readSnapshotRow(tx, tenantId);
  if (!stored || stored.version !== SNAPSHOT_VERSION) return null;
  const { position } = stored;
  return new Bitmaps(position, { storedAt: position }, await readColumns(tx, tenantId, position));
}

/** Bytes that `loadSnapshot` would bring into memory. */
export async function storedBytes(tx: PoolClient, tenantId: number): Promise<number> {
  const { rows } = await tx.query<{ bytes: string }>(
    "SELECT coalesce(sum(octet_length(data)), 0)::text AS bytes FROM audience_chunk WHERE tenant_id = $1",
    [tenantId],
  );
  return Number(rows[0]?.bytes);
}

/**
 * Stores the bitmaps, unless what is stored stands at a later position or is of a later version: several processes store the
 * same tenant. In the caller's transaction, so that chunks and position change together. Gives the lineage's new `storedAt`.
 *
 * Written are the chunks that changed since the lineage was last the same as what is stored, and those that another
 * process has written since then: a user who was changed and changed back left no trace here, but may have left one there.
 * So every row tells the position it was written at, and a chunk that became empty is kept as an empty row.
 */
export async function saveSnapshot(tx: PoolClient, tenantId: number, bitmaps: Bitmaps): Promise<number | null> {
  const { storedAt } = bitmaps.lineage;
  const found = await lockSnapshot(tx, tenantId);
  if (found.version > SNAPSHOT_VERSION) return storedAt;
  const position = found.version === SNAPSHOT_VERSION ? found.position : NO_POSITION;
  if (position === bitmaps.position) return position;
  if (position > bitmaps.position) return storedAt;
  await tx.query("SET LOCAL statement_timeout = 0");
  if (storedAt !== null && storedAt <= position) {
    await replaceChunks(tx, tenantId, bitmaps.position, await outdatedChunks(tx, tenantId, bitmaps, storedAt, position));
  } else {
    await deleteAllChunks(tx, tenantId);
    await addChunks(tx, tenantId, bitmaps.position, filledChunks(bitmaps));
  }
  await writeSnapshotRow(tx, tenantId, bitmaps.position);
  return bitmaps.position;
}

function* filledChunks(bitmaps: Bitmaps): Generator<StoredChunk> {
  for (const stored of eachChunk(bitmaps.columns)) if (stored.chunk.cardinality > 0) yield stored;
}

async function outdatedChunks(
  tx: PoolClient,
  tenantId: number,
  bitmaps: Bitmaps,
  storedAt: number,
  position: number,
): Promise<StoredChunk[]> {
  if (position === storedAt) return [...eachChunk(bitmaps.columns)].filter(({ chunk }) => chunk.changedAt > storedAt);
  const stored = await storedIndices(tx, tenantId, storedAt);
  // A process that built everything anew left no row for what was empty then.
  const isThere = ({ key, index }: StoredChunk) => stored.get(key)?.all.has(index) ?? false;
  const outdated = [...eachChunk(bitmaps.columns)].filter(
    (one) => one.chunk.changedAt > storedAt || (one.chunk.cardinality > 0 && !isThere(one)),
  );
  const known = new Set(outdated.map(({ key, index }) => `${index} ${key}`));
  const chunkOf = (key: string, index: number) => bitmaps.columns.get(key)?.chunks[index] ?? emptyChunk(bitmaps.position);
  const foreign = [...stored].flatMap(([key, { since }]) => since.map((index) => ({ key, index, chunk: chunkOf(key, index) })));
  return [...outdated, ...foreign.filter(({ key, index }) => !known.has(`${index} ${key}`))];
}

/** Which chunks are stored of each attribute, and which of them were written after a position. */
async function storedIndices(tx: PoolClient, tenantId: number, after: number): Promise<Map<string, { all: Set<number>; since: number[] }>> {
  const { rows } = await tx.query<{ key: string; all: number[]; since: number[] | null }>(
    `SELECT attribute AS key, array_agg(chunk) AS "all", array_agg(chunk) FILTER (WHERE position > $2) AS since
     FROM audience_chunk WHERE tenant_id = $1 GROUP BY attribute`,
    [tenantId, after],
  );
  return new Map(rows.map(({ key, all, since }) => [key, { all: new Set(all), since: since ?? [] }]));
}
