import type { PoolClient } from "pg";
import { ATTRIBUTES, FROM_USERS } from "../user-attributes.js";
import type { MirroredTags, UserRow } from "./document.js";

const SELECT_USERS = `SELECT ${ATTRIBUTES}, u.user_id AS "userId", u.openid, u.unionid, u.phone, i.nickname, i.real_name AS "realName",
  ARRAY(SELECT t.tag_id FROM user_tag t WHERE t.user_id = u.user_id ORDER BY t.tag_id) AS tags ${FROM_USERS} WHERE u.tenant_id = $1`;

/** Some users, ascending; those that are not there are left out. */
export async function readUsers(tx: PoolClient, tenantId: number, ordinals: readonly number[]): Promise<UserRow[]> {
  const { rows } = await tx.query<UserRow>(`${SELECT_USERS} AND u.ordinal = ANY ($2::int[]) ORDER BY u.ordinal`, [tenantId, ordinals]);
  return rows;
}

/** The next `limit` users after an ordinal, ascending. */
export async function readUsersAfter(tx: PoolClient, tenantId: number, after: number, limit: number): Promise<UserRow[]> {
  const { rows } = await tx.query<UserRow>(`${SELECT_USERS} AND u.ordinal > $2 ORDER BY u.ordinal LIMIT $3`, [tenantId, after, limit]);
  return rows;
}

/** The tenant's tags that WeChat knows, a hundred at the most. */
export async function readMirroredTags(tx: Pick<PoolClient, "query">, tenantId: number): Promise<MirroredTags> {
  const { rows } = await tx.query<{ id: number; wechatTagId: number }>(
    `SELECT id, wechat_tag_id AS "wechatTagId" FROM tag WHERE tenant_id = $1 AND wechat_tag_id IS NOT NULL ORDER BY id`,
    [tenantId],
  );
  return new Map(rows.map(({ id, wechatTagId }) => [id, wechatTagId]));
}

/** Ordinals of all who carry one of the tags, ascending. */
export async function readCarriers(tx: PoolClient, tenantId: number, tagIds: readonly number[]): Promise<number[]> {
  const { rows } = await tx.query<{ ordinal: number }>(
    `SELECT DISTINCT u.ordinal FROM user_tag t JOIN users u ON u.user_id = t.user_id
      WHERE u.tenant_id = $1 AND t.tag_id = ANY ($2::int[]) ORDER BY 1`,
    [tenantId, tagIds],
  );
  return rows.map(({ ordinal }) => ordinal);
}

/** Mirrored tags as a line of text: as search_index_position keeps them. */
export const mirroredText = (mirrored: MirroredTags): string =>
  [...mirrored].map(([tagId, wechatTagId]) => `${tagId}:${wechatTagId}`).join(" ");

/** The tags whose id at WeChat is not what the text says. */
export function changedTags(text: string, mirrored: MirroredTags): number[] {
  const before = new Map(text.split(" ").flatMap((pair) => (pair === "" ? [] : [pair.split(":").map(Number) as [number, number]])));
  return [...new Set([...before.keys(), ...mirrored.keys()])].filter((tagId) => before.get(tagId) !== mirrored.get(tagId));
}
