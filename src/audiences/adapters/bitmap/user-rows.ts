import type { PoolClient } from "pg";
import { ATTRIBUTES, FROM_USERS, type UserAttributes } from "../user-attributes.js";
import { type CopyRow, readCopy } from "./binary-copy.js";
import type { Bitmaps } from "./bitmaps.js";
import { EXISTS, tagKey } from "./bitmaps.js";
import { BitmapsBuilder, type ColumnBuilder } from "./builder.js";
import { OrdinalLookup } from "./ordinal-lookup.js";
import { TimeSlice } from "./time-slice.js";
import { rememberedNames, userKeys } from "./user-keys.js";

/**
 * Without a join to the users: PostgreSQL then reads the table from end to end, a third of the time of a join, and a tenth of
 * a probe of the index for each user while the table is freshly loaded and not vacuumed yet.
 */
const TAGS_OF_TENANT = "SELECT t.tag_id, t.user_id FROM user_tag t WHERE t.tag_id IN (SELECT id FROM tag WHERE tenant_id =";
/** How often a long rebuild says how far it is. */
const PROGRESS_ROWS = 1_000_000;

/** The columns some users stand in now, tags included. */
export async function readUserKeys(
  tx: PoolClient,
  tenantId: number,
  ordinals: readonly number[],
): Promise<{ ordinal: number; keys: string[] }[]> {
  const { rows } = await tx.query<UserAttributes & { ordinal: number }>(
    `SELECT ${ATTRIBUTES} ${FROM_USERS} WHERE u.tenant_id = $1 AND u.ordinal = ANY ($2::int[]) ORDER BY u.ordinal`,
    [tenantId, ordinals],
  );
  // Not as a join: where the planner knows little of user_tag (just filled, not analysed), it reads all of it for 500 people.
  const { rows: tagged } = await tx.query<{ ordinal: number; tags: number[] | null }>(
    `SELECT u.ordinal, (SELECT array_agg(t.tag_id) FROM user_tag t WHERE t.user_id = u.user_id) AS tags
      FROM users u WHERE u.tenant_id = $1 AND u.ordinal = ANY ($2::int[])`,
    [tenantId, ordinals],
  );
  const tags = new Map(tagged.map((row) => [row.ordinal, row.tags?.map(tagKey)]));
  return rows.map((row) => ({
    ordinal: row.ordinal,
    keys: [...userKeys(row), ...(row.status === "DELETED" ? [] : (tags.get(row.ordinal) ?? []))],
  }));
}

/** All bitmaps of a tenant from its tables, however large. As `buildFromTables` otherwise. */
export async function buildWhole(tx: PoolClient, tenantId: number, position: number, onProgress: (rows: number) => void): Promise<Bitmaps> {
  const bitmaps = await buildFromTables(tx, tenantId, position, Number.POSITIVE_INFINITY, onProgress);
  if (!bitmaps) throw new Error("bitmaps without a bound were found too large");
  return bitmaps;
}

/**
 * All bitmaps of a tenant from its tables, streamed; memory is that of the result and 4 bytes a user. The transaction must
 * be REPEATABLE READ and `position` read in it. `onProgress` hears of each million rows. Null where they would hold more than
 * `mostBytes`.
 */
export async function buildFromTables(
  tx: PoolClient,
  tenantId: number,
  position: number,
  mostBytes: number,
  onProgress: (rows: number) => void,
): Promise<Bitmaps | null> {
  const builder = new BitmapsBuilder();
  const ordinals = new OrdinalLookup();
  let rows = 0;
  /** Past the bound the rest is read and let go: a COPY cannot be broken off without its connection. */
  const take = (): boolean => {
    rows += 1;
    if (rows % PROGRESS_ROWS === 0) onProgress(rows);
    return builder.byteLength <= mostBytes;
  };
  await tx.query("SET LOCAL statement_timeout = 0");
  const names = rememberedNames();
  await readCopy(tx, `SELECT ${ATTRIBUTES}, u.user_id ${FROM_USERS} WHERE u.tenant_id = ${Number(tenantId)}`, (row) => {
    if (!take()) return;
    const ordinal = row.int(0);
    const user = attributesOf(row);
    for (const key of userKeys(user, names)) builder.column(key).add(ordinal);
    if (user.status !== "DELETED") ordinals.set(row.int(16), ordinal);
  });
  if (builder.byteLength > mostBytes) return null;
  const tags = new Map<number, ColumnBuilder>();
  await readCopy(tx, `${TAGS_OF_TENANT} ${Number(tenantId)})`, (row) => {
    if (!take()) return;
    const ordinal = ordinals.get(row.int(1));
    if (ordinal >= 0) tagColumn(builder, tags, row.int(0)).add(ordinal);
  });
  return builder.byteLength > mostBytes ? null : builder.finish(position, new TimeSlice());
}

/** The part of all bitmaps that covers the ordinals from `from` on, to before `to`. */
export async function buildPart(tx: PoolClient, tenantId: number, position: number, from: number, to: number): Promise<Bitmaps> {
  const builder = new BitmapsBuilder();
  const within = `u.tenant_id = ${Number(tenantId)} AND u.ordinal >= ${Number(from)} AND u.ordinal < ${Number(to)}`;
  const living = builder.column(EXISTS);
  const names = rememberedNames();
  await readCopy(tx, `SELECT ${ATTRIBUTES} ${FROM_USERS} WHERE ${within}`, (row) => {
    for (const key of userKeys(attributesOf(row), names)) builder.column(key).add(row.int(0));
  });
  const tags = new Map<number, ColumnBuilder>();
  await readCopy(tx, `SELECT t.tag_id, u.ordinal FROM users u JOIN user_tag t ON t.user_id = u.user_id WHERE ${within}`, (row) => {
    if (living.has(row.int(1))) tagColumn(builder, tags, row.int(0)).add(row.int(1));
  });
  return builder.finish(position, new TimeSlice());
}

/** Without making a tag's key for each of its users. */
function tagColumn(builder: BitmapsBuilder, known: Map<number, ColumnBuilder>, tagId: number): ColumnBuilder {
  let column = known.get(tagId);
  if (!column) {
    column = builder.column(tagKey(tagId));
    known.set(tagId, column);
  }
  return column;
}

/** In the order of ATTRIBUTES. */
function attributesOf(row: CopyRow): UserAttributes {
  return {
    status: row.text(1),
    sex: row.text(2),
    province: row.intOrNull(3),
    city: row.intOrNull(4),
    region: row.intOrNull(5),
    company: row.intOrNull(6),
    source: row.intOrNull(7),
    vip: row.bool(8),
    subscribed: row.bool(9),
    blacklisted: row.bool(10),
    hasPhone: row.bool(11),
    birthDay: row.intOrNull(12),
    birthday: row.intOrNull(13),
    createdAt: row.int(14),
    lastActiveAt: row.intOrNull(15),
  };
}
