import type { AudienceChange, SqlExecutor } from "../../audiences/index.js";
import type { Removal } from "../receipt.js";
import { isPseudonym, newPseudonym } from "./pseudonym.js";

export interface FoundUser {
  userId: number;
  ordinal: number;
  openid: string;
  unionid: string | null;
  phone: string | null;
  miniProgramOpenid: string | null;
}

export interface ErasedUser {
  removed: Removal[];
  changes: AudienceChange[];
}

/** Tables of which a person's rows go whole, besides user_tag. */
export const ROWS_GO = ["user_fav", "user_location", "legacy_credential", "wechat_user_tag"];

/** What is emptied of `users` and `user_info`, besides what has another way of saying nothing (openid, sex, flags, status). */
export const USER_FIELDS = [
  "mini_program_openid",
  "unionid",
  "phone",
  "source",
  "remark",
  "subscribed_at",
  "follow_event_at",
  "last_active_at",
];
export const INFO_FIELDS = [
  ...["nickname", "real_name", "birthday", "qq", "wechat", "head_image_url", "identity_card_sealed", "identity_card_hash"],
  ...["province_id", "city_id", "region_id", "job", "eat_scene", "company_channel", "company_id", "created_at"],
];

/**
 * Empties one user, locked by the caller; the row stays, as its ordinal is a place in frozen audiences.
 * @param pseudonym null: another row has the person's, and this one keeps its own or gets a new one.
 */
export async function eraseUser(tx: SqlExecutor, user: FoundUser, pseudonym: string | null): Promise<ErasedUser> {
  const removed: Removal[] = [];
  const note = (table: string, rows: number | null) => {
    if (rows) removed.push({ table, rows });
  };
  const name = isPseudonym(user.openid) ? user.openid : (pseudonym ?? newPseudonym());
  const account = await emptyAccount(tx, user.userId, name);
  const profile = await emptyProfile(tx, user.userId);
  if (account !== null) removed.push({ table: "users", rows: 1, fields: account });
  if (profile !== null) removed.push({ table: "user_info", rows: 1, fields: profile });
  for (const table of ROWS_GO) note(table, (await tx.query(`DELETE FROM ${table} WHERE user_id = $1`, [user.userId])).rowCount);
  const tags = await tx.query<{ tag_id: number }>("DELETE FROM user_tag WHERE user_id = $1 RETURNING tag_id", [user.userId]);
  note("user_tag", tags.rowCount);
  await leaveMirror(tx, user.userId);
  const ordinals = [user.ordinal];
  const untagged = tags.rows
    .map(({ tag_id }) => tag_id)
    .sort((a, b) => a - b)
    .map((tagId) => ({ kind: "UNTAGGED" as const, tagId, ordinals }));
  return { removed, changes: removed.length === 0 ? [] : [...untagged, { kind: "USERS", ordinals }] };
}

/** Gives the fields that held something; null where there was nothing to empty. */
async function emptyAccount(tx: SqlExecutor, userId: number, pseudonym: string): Promise<string[] | null> {
  const { rows } = await tx.query<{ fields: string[] }>(
    `WITH before AS (SELECT * FROM users WHERE user_id = $1)
     UPDATE users u SET openid = $2, ${USER_FIELDS.map((field) => `${field} = NULL`).join(", ")},
       subscribed = false, blacklisted = false, updated_at = now()
     FROM before b
     WHERE u.user_id = $1 AND (b.openid <> $2 OR b.subscribed OR b.blacklisted OR num_nonnulls(${named(USER_FIELDS)}) > 0)
     RETURNING array_remove(ARRAY[CASE WHEN b.openid <> $2 THEN 'openid' END, CASE WHEN b.subscribed THEN 'subscribed' END,
       CASE WHEN b.blacklisted THEN 'blacklisted' END, ${ifSaid(USER_FIELDS)}], NULL) AS fields`,
    [userId, pseudonym],
  );
  return rows[0]?.fields ?? null;
}

/** Also for somebody without a profile: the status DELETED stands in it, and keeps them out of every audience. */
async function emptyProfile(tx: SqlExecutor, userId: number): Promise<string[] | null> {
  const { rows } = await tx.query<{ fields: string[] | null }>(
    `WITH before AS (SELECT * FROM user_info WHERE user_id = $1),
     written AS (
       INSERT INTO user_info AS b (user_id, status, updated_at) VALUES ($1, 'DELETED', now())
       ON CONFLICT (user_id) DO UPDATE SET ${INFO_FIELDS.map((field) => `${field} = NULL`).join(", ")},
         sex = 'UNKNOWN', vip = false, status = 'DELETED', updated_at = now()
       WHERE b.status <> 'DELETED' OR b.sex <> 'UNKNOWN' OR b.vip OR num_nonnulls(${named(INFO_FIELDS)}) > 0
       RETURNING user_id)
     SELECT (SELECT array_remove(ARRAY[CASE WHEN b.sex <> 'UNKNOWN' THEN 'sex' END, CASE WHEN b.vip THEN 'vip' END,
       ${ifSaid(INFO_FIELDS)}], NULL) FROM before b) AS fields FROM written`,
    [userId],
  );
  return rows[0] ? (rows[0].fields ?? []) : null;
}

/** The exchange of tags with WeChat lists users by id, and would look them up again. */
async function leaveMirror(tx: SqlExecutor, userId: number): Promise<void> {
  await tx.query("UPDATE wechat_tag SET refused = array_remove(refused, $1) WHERE $1 = ANY(refused)", [userId]);
  await tx.query("UPDATE wechat_tag_call SET user_ids = array_remove(user_ids, $1) WHERE $1 = ANY(user_ids)", [userId]);
}

function named(fields: readonly string[]): string {
  return fields.map((field) => `b.${field}`).join(", ");
}

function ifSaid(fields: readonly string[]): string {
  return fields.map((field) => `CASE WHEN b.${field} IS NOT NULL THEN '${field}' END`).join(", ");
}
