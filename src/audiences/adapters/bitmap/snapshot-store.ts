import type { PoolClient } from "pg";
import { type CopyWriter, readCopy, writeCopy } from "./binary-copy.js";
import { Bitmaps, type Column, columnOf } from "./bitmaps.js";
import { CHUNK_WORDS, type Chunk, emptyChunk } from "./chunk.js";

/** Shape of what is stored in audience_chunk. A build that stores something else raises it; the others then rebuild. */
export const SNAPSHOT_VERSION = 2;
const NO_POSITION = -1;

interface SnapshotRow {
  position: bigint;
  version: number;
}

/** The stored bitmaps of a tenant, or null if there are none of this version. The transaction must be REPEATABLE READ. */
export async function loadSnapshot(tx: PoolClient, tenantId: number): Promise<Bitmaps | null> {
  const { rows } = await tx.query<SnapshotRow>("SELECT position, version FROM audience_snapshot WHERE tenant_id = $1", [tenantId]);
  const [stored] = rows;
  if (!stored || stored.version !== SNAPSHOT_VERSION) return null;
  const position = Number(stored.position);
  const columns = new Map<string, (Chunk | undefined)[]>();
  await tx.query("SET LOCAL statement_timeout = 0");
  await readCopy(
    tx,
    `SELECT attribute, chunk, cardinality, data FROM audience_chunk WHERE tenant_id = ${Number(tenantId)} AND cardinality > 0`,
    (row) => {
      const key = row.text(0);
      const data = row.bytes(3);
      const members = data.byteLength === CHUNK_WORDS * 4 ? new Uint32Array(data) : new Uint16Array(data);
      const chunks = columns.get(key) ?? [];
      chunks[row.int(1)] = { members, cardinality: row.int(2), changedAt: position };
      columns.set(key, chunks);
    },
  );
  const finished = [...columns].map(([key, chunks]): [string, Column] => [key, columnOf(Array.from(chunks))]);
  return new Bitmaps(position, { storedAt: position }, new Map(finished));
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
  const position = found.version === SNAPSHOT_VERSION ? Number(found.position) : NO_POSITION;
  if (position === bitmaps.position) return position;
  if (position > bitmaps.position) return storedAt;
  await tx.query("SET LOCAL statement_timeout = 0");
  const related = storedAt !== null && storedAt <= position;
  const chunks = related ? await outdatedChunks(tx, tenantId, bitmaps, storedAt, position) : filledChunks(bitmaps);
  await deleteChunks(tx, tenantId, related ? chunks : null);
  await writeCopy(tx, "audience_chunk (tenant_id, attribute, chunk, cardinality, position, data)", chunks, (writer, stored) =>
    writeRow(writer, tenantId, bitmaps.position, stored),
  );
  await tx.query("UPDATE audience_snapshot SET position = $2, version = $3, at = now() WHERE tenant_id = $1", [
    tenantId,
    bitmaps.position,
    SNAPSHOT_VERSION,
  ]);
  return bitmaps.position;
}

/** Makes other processes wait until the transaction ends. */
async function lockSnapshot(tx: PoolClient, tenantId: number): Promise<SnapshotRow> {
  await tx.query("INSERT INTO audience_snapshot (tenant_id, position, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    tenantId,
    NO_POSITION,
    SNAPSHOT_VERSION,
  ]);
  const { rows } = await tx.query<SnapshotRow>("SELECT position, version FROM audience_snapshot WHERE tenant_id = $1 FOR UPDATE", [
    tenantId,
  ]);
  const [found] = rows;
  if (!found) throw new Error(`the stored audience index of tenant ${tenantId} went away while it was being replaced`);
  return found;
}

interface Stored {
  key: string;
  index: number;
  chunk: Chunk;
}

function filledChunks(bitmaps: Bitmaps): Stored[] {
  return [...eachChunk(bitmaps)].filter(({ chunk }) => chunk.cardinality > 0);
}

async function outdatedChunks(tx: PoolClient, tenantId: number, bitmaps: Bitmaps, storedAt: number, position: number): Promise<Stored[]> {
  const outdated = [...eachChunk(bitmaps)].filter(({ chunk }) => chunk.changedAt > storedAt);
  if (position === storedAt) return outdated;
  const known = new Set(outdated.map(({ key, index }) => `${index} ${key}`));
  const { rows } = await tx.query<{ key: string; index: number }>(
    "SELECT attribute AS key, chunk AS index FROM audience_chunk WHERE tenant_id = $1 AND position > $2",
    [tenantId, storedAt],
  );
  const foreign = rows.filter(({ key, index }) => !known.has(`${index} ${key}`));
  const chunkOf = (key: string, index: number) => bitmaps.columns.get(key)?.chunks[index] ?? emptyChunk(bitmaps.position);
  return [...outdated, ...foreign.map(({ key, index }) => ({ key, index, chunk: chunkOf(key, index) }))];
}

function* eachChunk(bitmaps: Bitmaps): Generator<Stored> {
  for (const [key, { chunks }] of bitmaps.columns) {
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index];
      if (chunk) yield { key, index, chunk };
    }
  }
}

async function deleteChunks(tx: PoolClient, tenantId: number, which: readonly Stored[] | null): Promise<void> {
  if (which === null) await tx.query("DELETE FROM audience_chunk WHERE tenant_id = $1", [tenantId]);
  else {
    await tx.query(
      `DELETE FROM audience_chunk c USING unnest($2::text[], $3::int[]) AS gone (attribute, chunk)
        WHERE c.tenant_id = $1 AND c.attribute = gone.attribute AND c.chunk = gone.chunk`,
      [tenantId, which.map(({ key }) => key), which.map(({ index }) => index)],
    );
  }
}

function writeRow(writer: CopyWriter, tenantId: number, position: number, { key, index, chunk }: Stored): void {
  const { members } = chunk;
  writer.begin(6);
  writer.int(tenantId);
  writer.text(key);
  writer.int(index);
  writer.int(chunk.cardinality);
  writer.long(position);
  writer.bytes(new Uint8Array(members.buffer, members.byteOffset, members.byteLength));
}
