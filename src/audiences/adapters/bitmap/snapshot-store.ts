import type { PoolClient } from "pg";
import { type CopyWriter, readCopy, writeCopy } from "./binary-copy.js";
import { Bitmaps, type Column, columnOf } from "./bitmaps.js";
import { CHUNK_WORDS, type Chunk } from "./chunk.js";

/** Shape of what is stored in audience_chunk. A build that stores something else raises it; the others then rebuild. */
export const SNAPSHOT_VERSION = 1;
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
  const columns = new Map<string, (Chunk | undefined)[]>();
  await tx.query("SET LOCAL statement_timeout = 0");
  await readCopy(
    tx,
    `SELECT attribute, chunk, cardinality, position, data FROM audience_chunk WHERE tenant_id = ${Number(tenantId)}`,
    (row) => {
      const key = row.text(0);
      const data = row.bytes(4);
      const members = data.byteLength === CHUNK_WORDS * 4 ? new Uint32Array(data) : new Uint16Array(data);
      const chunks = columns.get(key) ?? [];
      chunks[row.int(1)] = { members, cardinality: row.int(2), changedAt: row.long(3) };
      columns.set(key, chunks);
    },
  );
  const position = Number(stored.position);
  const finished = [...columns].map(([key, chunks]): [string, Column] => [key, columnOf(Array.from(chunks))]);
  return new Bitmaps(position, position, new Map(finished));
}

/**
 * Stores the bitmaps, unless what is stored stands at a later position or is of a later version: several processes store
 * the same tenant. Only chunks changed since the stored position are written, whoever stored that. In the caller's
 * transaction, so that chunks and position change together. Returns the number of chunks written.
 */
export async function saveSnapshot(tx: PoolClient, tenantId: number, bitmaps: Bitmaps): Promise<number> {
  await tx.query("INSERT INTO audience_snapshot (tenant_id, position, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    tenantId,
    NO_POSITION,
    SNAPSHOT_VERSION,
  ]);
  const { rows } = await tx.query<SnapshotRow>("SELECT position, version FROM audience_snapshot WHERE tenant_id = $1 FOR UPDATE", [
    tenantId,
  ]);
  const [found] = rows;
  if (!found || found.version > SNAPSHOT_VERSION) return 0;
  const position = found.version === SNAPSHOT_VERSION ? Number(found.position) : NO_POSITION;
  if (position >= bitmaps.position) return 0;
  await tx.query("SET LOCAL statement_timeout = 0");
  // Before `completeFrom` nobody knows what changed.
  const since = position < bitmaps.completeFrom ? null : position;
  const changed = [...changedChunks(bitmaps, since)];
  await deleteChunks(tx, tenantId, since === null ? null : changed);
  const full = changed.filter(({ chunk }) => chunk.cardinality > 0);
  await writeCopy(tx, "audience_chunk (tenant_id, attribute, chunk, cardinality, position, data)", full, (writer, stored) =>
    writeRow(writer, tenantId, stored),
  );
  await tx.query("UPDATE audience_snapshot SET position = $2, version = $3, at = now() WHERE tenant_id = $1", [
    tenantId,
    bitmaps.position,
    SNAPSHOT_VERSION,
  ]);
  return full.length;
}

interface Stored {
  key: string;
  index: number;
  chunk: Chunk;
}

function* changedChunks(bitmaps: Bitmaps, since: number | null): Generator<Stored> {
  for (const [key, { chunks }] of bitmaps.columns) {
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index];
      if (chunk && (since === null || chunk.changedAt > since)) yield { key, index, chunk };
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

function writeRow(writer: CopyWriter, tenantId: number, { key, index, chunk }: Stored): void {
  const { members } = chunk;
  writer.begin(6);
  writer.int(tenantId);
  writer.text(key);
  writer.int(index);
  writer.int(chunk.cardinality);
  writer.long(chunk.changedAt);
  writer.bytes(new Uint8Array(members.buffer, members.byteOffset, members.byteLength));
}
