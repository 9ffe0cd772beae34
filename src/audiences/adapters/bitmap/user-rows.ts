import type { PoolClient } from "pg";
import { type CopyRow, readCopy } from "./binary-copy.js";
import type { Bitmaps } from "./bitmaps.js";
import { tagKey } from "./bitmaps.js";
import { BitmapsBuilder } from "./builder.js";
import { TimeSlice } from "./time-slice.js";
import { rememberedNames, type UserAttributes, userKeys } from "./user-keys.js";

/** What of the tables makes a user's attributes; a user without a profile counts as NORMAL, of unknown sex, no VIP. */
const ATTRIBUTES = `u.ordinal, coalesce(i.status, 'NORMAL') AS status, coalesce(i.sex, 'UNKNOWN') AS sex,
  i.province_id AS province, i.city_id AS city, i.region_id AS region, i.company_id AS company, u.source,
  coalesce(i.vip, false) AS vip, u.subscribed, u.blacklisted, coalesce(u.phone <> '', false) AS "hasPhone"`;
const FROM_USERS = "FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id";
/** How often a long rebuild says how far it is. */
const PROGRESS_USERS = 250_000;

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
 * and `position` read in it. `onProgress` hears of each 250,000 users.
 */
export async function buildFromTables(
  tx: PoolClient,
  tenantId: number,
  position: number,
  onProgress: (users: number) => void,
): Promise<Bitmaps> {
  const builder = new BitmapsBuilder();
  const names = rememberedNames();
  let users = 0;
  await tx.query("SET LOCAL statement_timeout = 0");
  // One row a user, its tags in an array: half the time of a join with a row for each tag.
  const query = `SELECT ${ATTRIBUTES}, ARRAY (SELECT t.tag_id FROM user_tag t WHERE t.user_id = u.user_id) AS tags
    ${FROM_USERS} WHERE u.tenant_id = ${Number(tenantId)}`;
  await readCopy(tx, query, (row) => {
    const ordinal = row.int(0);
    const user = attributesOf(row);
    for (const key of userKeys(user, names)) builder.column(key).add(ordinal);
    if (user.status !== "DELETED") row.eachInt(12, (tagId) => builder.column(names("tag", tagId)).add(ordinal));
    users += 1;
    if (users % PROGRESS_USERS === 0) onProgress(users);
  });
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
