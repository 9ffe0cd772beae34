import type { SqlExecutor } from "../../audiences/index.js";

/** Users of one side in one stretch; memory stays flat however many carry the tag. */
const STRETCH = 10_000;

/**
 * Users after `after` who carry the tag on one side only, of a stretch that ends where the shorter list ends; `next` null at
 * the end. Both lists are read in the order of their primary keys and compared here: no plan of PostgreSQL's to go wrong.
 */
export async function compareStretch(sql: SqlExecutor, tagId: number, after: number): Promise<{ userIds: number[]; next: number | null }> {
  const [here, there] = [await listAfter(sql, "user_tag", tagId, after), await listAfter(sql, "wechat_user_tag", tagId, after)];
  const ends = [here, there].flatMap((list) => (list.length === STRETCH ? [list.at(-1) ?? 0] : []));
  const next = ends.length === 0 ? null : Math.min(...ends);
  const within = (userId: number) => next === null || userId <= next;
  const [atWeChat, atHome] = [new Set(there), new Set(here)];
  const userIds = [...here.filter((id) => within(id) && !atWeChat.has(id)), ...there.filter((id) => within(id) && !atHome.has(id))];
  return { userIds, next };
}

async function listAfter(sql: SqlExecutor, table: "user_tag" | "wechat_user_tag", tagId: number, after: number): Promise<number[]> {
  const { rows } = await sql.query<{ user_ids: number[] | null }>(
    `SELECT array_agg(user_id) AS user_ids
     FROM (SELECT user_id FROM ${table} WHERE tag_id = $1 AND user_id > $2 ORDER BY user_id LIMIT ${STRETCH}) AS stretch`,
    [tagId, after],
  );
  return rows[0]?.user_ids ?? [];
}
