import pg, { type PoolClient } from "pg";
import { type CopyWriter, readCopy, writeCopy } from "./binary-copy.js";
import { type Column, columnOf } from "./bitmaps.js";
import { CHUNK_WORDS, type Chunk } from "./chunk.js";

/** Shape of what is stored in audience_chunk. A build that stores something else raises it; the others then rebuild. */
export const SNAPSHOT_VERSION = 2;
/** Names and numbers of so many take pg a millisecond or two to write down. */
const REPLACED_AT_ONCE = 2_000;
/** Of a snapshot that has no chunks yet. */
export const NO_POSITION = -1;

export interface SnapshotRow {
  position: number;
  version: number;
}

/** One row of audience_chunk. */
export interface StoredChunk {
  key: string;
  index: number;
  chunk: Chunk;
}

/** Which rows to read; the whole tenant's where nothing is said. */
export interface ChunkChoice {
  keys?: readonly string[];
  /** SQL over the columns of audience_chunk; nothing from outside may stand in it. */
  where?: string;
}

/** What is stored of a tenant; null if nothing is. */
export async function readSnapshotRow(tx: PoolClient, tenantId: number): Promise<SnapshotRow | null> {
  const { rows } = await tx.query<{ position: bigint; version: number }>(
    "SELECT position, version FROM audience_snapshot WHERE tenant_id = $1",
    [tenantId],
  );
  const [row] = rows;
  return row ? { position: Number(row.position), version: row.version } : null;
}

/** Makes other processes wait until the transaction ends. */
export async function lockSnapshot(tx: PoolClient, tenantId: number): Promise<SnapshotRow> {
  await tx.query("INSERT INTO audience_snapshot (tenant_id, position, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    tenantId,
    NO_POSITION,
    SNAPSHOT_VERSION,
  ]);
  await tx.query("SELECT FROM audience_snapshot WHERE tenant_id = $1 FOR UPDATE", [tenantId]);
  const found = await readSnapshotRow(tx, tenantId);
  if (!found) throw new Error(`the stored audience index of tenant ${tenantId} went away while it was being replaced`);
  return found;
}

export async function writeSnapshotRow(tx: PoolClient, tenantId: number, position: number): Promise<void> {
  await tx.query("UPDATE audience_snapshot SET position = $2, version = $3, at = now() WHERE tenant_id = $1", [
    tenantId,
    position,
    SNAPSHOT_VERSION,
  ]);
}

/** The stored columns that hold anybody. `position` is what is stored stands for. */
export async function readColumns(
  tx: PoolClient,
  tenantId: number,
  position: number,
  { keys, where }: ChunkChoice = {},
): Promise<Map<string, Column>> {
  const columns = new Map<string, (Chunk | undefined)[]>();
  if (keys?.length === 0) return new Map();
  const conditions = [`tenant_id = ${Number(tenantId)}`, "cardinality > 0"];
  if (keys) conditions.push(`attribute IN (${keys.map((key) => pg.escapeLiteral(key)).join(", ")})`);
  if (where) conditions.push(where);
  await tx.query("SET LOCAL statement_timeout = 0");
  await readCopy(tx, `SELECT attribute, chunk, cardinality, data FROM audience_chunk WHERE ${conditions.join(" AND ")}`, (row) => {
    const key = row.text(0);
    const data = row.bytes(3);
    const members = data.byteLength === CHUNK_WORDS * 4 ? new Uint32Array(data) : new Uint16Array(data);
    const chunks = columns.get(key) ?? [];
    chunks[row.int(1)] = { members, cardinality: row.int(2), changedAt: position };
    columns.set(key, chunks);
  });
  return new Map([...columns].map(([key, chunks]): [string, Column] => [key, columnOf(Array.from(chunks))]));
}

export function* eachChunk(columns: ReadonlyMap<string, Column>): Generator<StoredChunk> {
  for (const [key, { chunks }] of columns) {
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index];
      if (chunk) yield { key, index, chunk };
    }
  }
}

export async function deleteAllChunks(tx: PoolClient, tenantId: number): Promise<void> {
  await tx.query("DELETE FROM audience_chunk WHERE tenant_id = $1", [tenantId]);
}

/** Puts chunks in the place of those stored. */
export async function replaceChunks(tx: PoolClient, tenantId: number, position: number, chunks: readonly StoredChunk[]): Promise<void> {
  for (let from = 0; from < chunks.length; from += REPLACED_AT_ONCE) {
    const some = chunks.slice(from, from + REPLACED_AT_ONCE);
    await tx.query(
      `DELETE FROM audience_chunk c USING unnest($2::text[], $3::int[]) AS gone (attribute, chunk)
        WHERE c.tenant_id = $1 AND c.attribute = gone.attribute AND c.chunk = gone.chunk`,
      [tenantId, some.map(({ key }) => key), some.map(({ index }) => index)],
    );
    await addChunks(tx, tenantId, position, some);
  }
}

/** Writes chunks of which none is stored. */
export async function addChunks(tx: PoolClient, tenantId: number, position: number, chunks: Iterable<StoredChunk>): Promise<void> {
  await writeCopy(tx, "audience_chunk (tenant_id, attribute, chunk, cardinality, position, data)", chunks, (writer, stored) =>
    writeRow(writer, tenantId, position, stored),
  );
}

function writeRow(writer: CopyWriter, tenantId: number, position: number, { key, index, chunk }: StoredChunk): void {
  const { members } = chunk;
  writer.begin(6);
  writer.int(tenantId);
  writer.text(key);
  writer.int(index);
  writer.int(chunk.cardinality);
  writer.long(position);
  writer.bytes(new Uint8Array(members.buffer, members.byteOffset, members.byteLength));
}
