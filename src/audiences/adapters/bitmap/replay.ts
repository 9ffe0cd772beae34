import type { PoolClient } from "pg";
import type { AudienceChange } from "../../change-log.port.js";
import { CHUNK_SIZE } from "../../ordinal-set.js";
import { decodeOrdinals } from "../ordinal-codec.js";
import { type Bitmaps, EXISTS, tagKey } from "./bitmaps.js";
import { BitmapsDraft } from "./draft.js";
import type { TimeSlice } from "./time-slice.js";
import { readUserKeys } from "./user-rows.js";
import { UserSet } from "./user-set.js";

/** Rows of the log read at a time: up to 100,000 users, two or three milliseconds to parse. */
const PAGE = 10;
/** Users read again at a time: about as many as take pg a few milliseconds to parse. */
const USERS_PAGE = 500;
/** Reading users one by one costs about four times what streaming all does; below this many it is quick anyway. */
const FEW_USERS = 100_000;

interface LogRow {
  position: bigint;
  kind: AudienceChange["kind"];
  tagId: number;
  ordinals: Buffer;
}

export interface ReplayLimits {
  /** Columns to bring up to date, where `base` holds some only (that of everybody must be among them); the others are left out. */
  only?: (key: string) => boolean;
  /** Users to read again at the most. */
  users?: number;
}

/**
 * The bitmaps at `position`, the log's end in this REPEATABLE READ transaction, from those at an earlier one. Null if that is
 * impossible (the log was trimmed) or dearer than a rebuild.
 *
 * Users whose attributes changed are read once, at the end, tags included: they are then as they were at `position`,
 * whatever else the log said about them.
 */
export async function replay(
  tx: PoolClient,
  tenantId: number,
  base: Bitmaps,
  position: number,
  slice: TimeSlice,
  { only = () => true, users: enough = worthReading(base) }: ReplayLimits = {},
): Promise<Bitmaps | null> {
  const draft = new BitmapsDraft(base, position);
  const users = new UserSet();
  let at = base.position;
  while (at < position) {
    const rows = await readLog(tx, tenantId, at);
    if (rows.length === 0) return null;
    for (const row of rows) {
      at += 1;
      if (Number(row.position) !== at) return null;
      if (row.kind === "USERS" || only(tagKey(row.tagId))) apply(draft, row, users);
      if (users.size > enough) return null;
      if (slice.isOver()) await slice.next();
    }
  }
  await rereadUsers(tx, tenantId, draft, users, only, slice);
  return draft.finish();
}

const worthReading = (base: Bitmaps): number => Math.max(FEW_USERS, (base.columns.get(EXISTS)?.cardinality ?? 0) / 4);

async function readLog(tx: PoolClient, tenantId: number, after: number): Promise<LogRow[]> {
  const { rows } = await tx.query<LogRow>(
    `SELECT position, kind, tag_id AS "tagId", ordinals FROM audience_change WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT ${PAGE}`,
    [tenantId, after],
  );
  return rows;
}

function apply(draft: BitmapsDraft, row: LogRow, users: UserSet): void {
  const ordinals = decodeOrdinals(row.ordinals);
  switch (row.kind) {
    case "USERS":
      users.add(ordinals);
      break;
    case "TAGGED":
      draft.add(tagKey(row.tagId), draft.existing(ordinals));
      break;
    case "UNTAGGED":
      draft.remove(tagKey(row.tagId), ordinals);
      break;
    case "TAG_DELETED":
      draft.drop(tagKey(row.tagId));
      break;
  }
}

/** One chunk at a time, so that each of its columns is patched once. */
async function rereadUsers(
  tx: PoolClient,
  tenantId: number,
  draft: BitmapsDraft,
  users: UserSet,
  only: (key: string) => boolean,
  slice: TimeSlice,
): Promise<void> {
  for (const [index, lows] of users.chunks()) {
    const wanted = new Map<string, number[]>();
    for (let from = 0; from < lows.length; from += USERS_PAGE) {
      const page = Array.from(lows.subarray(from, from + USERS_PAGE), (low) => index * CHUNK_SIZE + low);
      for (const user of await readUserKeys(tx, tenantId, page)) note(wanted, user.ordinal % CHUNK_SIZE, user.keys.filter(only));
      if (slice.isOver()) await slice.next();
    }
    await draft.replace(index, lows, wanted, slice);
  }
}

function note(wanted: Map<string, number[]>, low: number, keys: readonly string[]): void {
  for (const key of keys) {
    const inside = wanted.get(key);
    if (inside) inside.push(low);
    else wanted.set(key, [low]);
  }
}
