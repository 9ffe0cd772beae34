import type { SqlExecutor } from "../../audiences/index.js";

/*
 * The base: who carries a tag at WeChat as last seen or put there (wechat_user_tag). Lists go as arrays, as in user-tag-rows.
 */

/** Those of the users who carry the tag here. */
export function carriersOf(sql: SqlExecutor, tagId: number, userIds: readonly number[]): Promise<Set<number>> {
  return among(sql, "SELECT array_agg(user_id) AS user_ids FROM user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[])", tagId, userIds);
}

/** Those of the users who carry it at WeChat. */
export function baseOf(sql: SqlExecutor, tagId: number, userIds: readonly number[]): Promise<Set<number>> {
  const text = "SELECT array_agg(user_id) AS user_ids FROM wechat_user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[])";
  return among(sql, text, tagId, userIds);
}

export async function addBase(tx: SqlExecutor, tagId: number, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return;
  await tx.query("INSERT INTO wechat_user_tag (tag_id, user_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING", [tagId, userIds]);
}

export async function removeBase(tx: SqlExecutor, tagId: number, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return;
  await tx.query("DELETE FROM wechat_user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[])", [tagId, userIds]);
}

async function among(sql: SqlExecutor, text: string, tagId: number, userIds: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql.query<{ user_ids: number[] | null }>(text, [tagId, userIds]);
  return new Set(rows[0]?.user_ids ?? []);
}
