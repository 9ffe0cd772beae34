import type { PoolClient } from "pg";
import { type CopyRow, readCopy } from "./binary-copy.js";
import type { Bitmaps } from "./bitmaps.js";
import { EXISTS, tagKey } from "./bitmaps.js";
import { BitmapsBuilder } from "./builder.js";
import { TimeSlice } from "./time-slice.js";
import { rememberedNames, type UserAttributes, userKeys } from "./user-keys.js";

/** What of the tables makes a user's attributes; a user without a profile counts as NORMAL, of unknown sex, no VIP. */
const ATTRIBUTES = `u.ordinal, coalesce(i.status, 'NORMAL') AS status, coalesce(i.sex, 'UNKNOWN') AS sex,
  i.province_id AS province, i.city_id AS city, i.region_id AS region, i.company_id AS company, u.source,
  coalesce(i.vip, false) AS vip, u.subscribed, u.blacklisted, coalesce(u.phone <> '', false) AS "hasPhone"`;
const FROM_USERS = "FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id";
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
  const { rows: tagged } = await tx.query<{ ordinal: number; tags: number[] }>(
    `SELECT u.ordinal, array_agg(t.tag_id) AS tags FROM users u JOIN user_tag t ON t.user_id = u.user_id
      WHERE u.tenant_id = $1 AND u.ordinal = ANY ($2::int[]) GROUP BY u.ordinal`,
    [tenantId, ordinals],
  );
  const tags = new Map(tagged.map((row) => [row.ordinal, row.tags.map(tagKey)]));
  return rows.map((row) => ({
    ordinal: row.ordinal,
    keys: [...userKeys(row), ...(row.status === "DELETED" ? [] : (tags.get(row.ordinal) ?? []))],
  }));
}

/**
 * All bitmaps of a tenant from its tables, streamed; memory is that of the result. The transaction must be REPEATABLE READ
 * and `position` read in it. `onProgress` hears of each million rows.
 */
export async function buildFromTables(
  tx: PoolClient,
  tenantId: number,
  position: number,
  onProgress: (rows: number) => void,
): Promise<Bitmaps> {
  const builder = new BitmapsBuilder();
  const names = rememberedNames();
  let rows = 0;
  const counted = (take: (row: CopyRow) => void) => (row: CopyRow) => {
    take(row);
    rows += 1;
    if (rows % PROGRESS_ROWS === 0) onProgress(rows);
  };
  // The sort of a hash join on disk costs more than this memory does.
  await tx.query("SET LOCAL work_mem = '128MB'");
  await tx.query("SET LOCAL statement_timeout = 0");
  await readCopy(
    tx,
    `SELECT ${ATTRIBUTES} ${FROM_USERS} WHERE u.tenant_id = ${Number(tenantId)}`,
    counted((row) => {
      for (const key of userKeys(attributesOf(row), names)) builder.column(key).add(row.int(0));
    }),
  );
  const existing = builder.column(EXISTS);
  await readCopy(
    tx,
    `SELECT t.tag_id, u.ordinal FROM users u JOIN user_tag t ON t.user_id = u.user_id WHERE u.tenant_id = ${Number(tenantId)}`,
    counted((row) => {
      const ordinal = row.int(1);
      if (existing.has(ordinal)) builder.column(names("tag", row.int(0))).add(ordinal);
    }),
  );
  return builder.finish(position, new TimeSlice());
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
  };
}
