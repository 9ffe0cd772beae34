import type { PoolClient } from "pg";
import type { Database } from "../../../../platform/database/database.js";
import { isSerializationFailure } from "../../../../platform/database/database-error.js";
import { CHUNK_SIZE } from "../../../ordinal-set.js";
import { readLogEnd } from "../../log-end.js";
import { decodeOrdinals } from "../../ordinal-codec.js";
import { Bitmaps, EXISTS, tagKey } from "../bitmaps.js";
import { replay } from "../replay.js";
import {
  addChunks,
  deleteAllChunks,
  eachChunk,
  lockSnapshot,
  readColumns,
  replaceChunks,
  SNAPSHOT_VERSION,
  writeSnapshotRow,
} from "../stored-chunks.js";
import { TimeSlice } from "../time-slice.js";
import { buildPart } from "../user-rows.js";

/** Chunks of one index are up to 8 KB for each column: 3 MB with 300 tags. */
const CHUNKS_PER_PART = 8;
/** Stored bytes that are brought up to date at a time. */
const BATCH_BYTES = 32 * 2 ** 20;
const LOG_PAGE = 100;
const TRIES = 5;

/**
 * Brings what is stored of a tenant up to the end of the log, in one transaction and without ever having more of it in memory than
 * some 32 MB; from the tables, part by part, where the log does not reach back. Gives the position then stored, null if what is
 * stored is a later version's.
 */
export async function advanceStored(database: Database, tenantId: number): Promise<number | null> {
  for (let left = TRIES; ; left--) {
    try {
      return await database.transaction((tx) => advance(tx, tenantId));
    } catch (error) {
      // Another process stored the same tenant meanwhile.
      if (!isSerializationFailure(error) || left === 0) throw error;
    }
  }
}

async function advance(tx: PoolClient, tenantId: number): Promise<number | null> {
  await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  const stored = await lockSnapshot(tx, tenantId);
  if (stored.version > SNAPSHOT_VERSION) return null;
  const { position: end } = await readLogEnd(tx, tenantId);
  const usable = stored.version === SNAPSHOT_VERSION && stored.position >= 0 && stored.position <= end;
  if (usable && stored.position === end) return end;
  await tx.query("SET LOCAL statement_timeout = 0");
  if (!usable || !(await replayStored(tx, tenantId, stored.position, end))) await rebuildStored(tx, tenantId, end);
  await writeSnapshotRow(tx, tenantId, end);
  return end;
}

async function rebuildStored(tx: PoolClient, tenantId: number, end: number): Promise<void> {
  await deleteAllChunks(tx, tenantId);
  const { rows } = await tx.query<{ next: number }>("SELECT next_ordinal AS next FROM tenant_counter WHERE tenant_id = $1", [tenantId]);
  const part = CHUNKS_PER_PART * CHUNK_SIZE;
  for (let from = 0; from < (rows[0]?.next ?? 0); from += part) {
    const bitmaps = await buildPart(tx, tenantId, end, from, from + part);
    await addChunks(tx, tenantId, end, eachChunk(bitmaps.columns));
  }
}

/** False if the log was trimmed or a rebuild is cheaper. */
async function replayStored(tx: PoolClient, tenantId: number, from: number, end: number): Promise<boolean> {
  const where = await touchedChunks(tx, tenantId, from, end);
  const known = new Set<string>();
  for (const keys of await batches(tx, tenantId, where)) {
    for (const key of keys) known.add(key);
    const wanted = new Set(keys);
    if (!(await replayColumns(tx, tenantId, { from, end, where, keys, only: (key) => wanted.has(key) }))) return false;
  }
  // Attributes that nothing is stored of yet.
  return replayColumns(tx, tenantId, { from, end, where, keys: [], only: (key) => !known.has(key) });
}

interface ColumnsToReplay {
  from: number;
  end: number;
  where: string;
  keys: readonly string[];
  only: (key: string) => boolean;
}

async function replayColumns(tx: PoolClient, tenantId: number, { from, end, where, keys, only }: ColumnsToReplay): Promise<boolean> {
  const columns = await readColumns(tx, tenantId, from, { keys: [...new Set(keys).add(EXISTS)], where });
  const base = new Bitmaps(from, { storedAt: from }, columns);
  const bitmaps = await replay(tx, tenantId, base, end, new TimeSlice(), { only });
  if (!bitmaps) return false;
  const changed = [...eachChunk(bitmaps.columns)].filter(({ key, chunk }) => chunk.changedAt > from && only(key));
  await replaceChunks(tx, tenantId, end, changed);
  return true;
}

/** Which stored chunks the log is about, as SQL. */
async function touchedChunks(tx: PoolClient, tenantId: number, from: number, end: number): Promise<string> {
  const indices = new Set<number>();
  const dropped = new Set<string>();
  for (let at = from; at < end; at += LOG_PAGE) {
    const { rows } = await tx.query<{ kind: string; tagId: number; ordinals: Buffer }>(
      `SELECT kind, tag_id AS "tagId", ordinals FROM audience_change WHERE tenant_id = $1 AND position > $2 AND position <= $3`,
      [tenantId, String(at), String(at + LOG_PAGE)],
    );
    for (const { kind, tagId, ordinals } of rows) {
      if (kind === "TAG_DELETED") dropped.add(tagKey(tagId));
      else for (const ordinal of decodeOrdinals(ordinals)) indices.add(Math.floor(ordinal / CHUNK_SIZE));
    }
  }
  const whole = [...dropped].map((key) => `'${key}'`).join(", ");
  return `(chunk = ANY ('{${[...indices].join(",")}}'::int[])${whole && ` OR attribute IN (${whole})`})`;
}

/** Stored columns in lists that are read together. */
async function batches(tx: PoolClient, tenantId: number, where: string): Promise<string[][]> {
  const { rows } = await tx.query<{ key: string; bytes: string }>(
    `SELECT attribute AS key, sum(octet_length(data))::text AS bytes FROM audience_chunk WHERE tenant_id = $1 AND ${where}
     GROUP BY attribute ORDER BY attribute`,
    [tenantId],
  );
  const lists: string[][] = [];
  let room = 0;
  for (const { key, bytes } of rows) {
    room -= Number(bytes);
    if (room < 0) {
      lists.push([]);
      room = BATCH_BYTES - Number(bytes);
    }
    lists.at(-1)?.push(key);
  }
  return lists;
}
