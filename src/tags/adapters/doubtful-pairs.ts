import type { SqlExecutor } from "../../audiences/index.js";
import type { Person } from "./user-tag-rows.js";

/** Users by tag of whom a crash or a lost answer left unknown what WeChat has: whether a push of ours was done. */
export async function doubtfulPairs(tx: SqlExecutor, tenantId: number): Promise<Map<number, Set<number>>> {
  const { rows } = await tx.query<{ tag_id: number; user_ids: number[] }>(
    "SELECT tag_id, user_ids FROM wechat_tag_call WHERE tenant_id = $1",
    [tenantId],
  );
  const pairs = new Map<number, Set<number>>();
  for (const { tag_id, user_ids } of rows) pairs.set(tag_id, new Set([...(pairs.get(tag_id) ?? []), ...user_ids]));
  return pairs;
}

/** The doubts of tags that are mirrored are settled by pushing again; of those that are not (any more), by having looked. */
export async function settlePulled(
  tx: SqlExecutor,
  pairs: ReadonlyMap<number, unknown>,
  tags: readonly { tagId: number; mirrored: boolean }[],
  people: readonly Person[],
): Promise<void> {
  const tagIds = tags.flatMap(({ tagId, mirrored }) => (!mirrored && pairs.has(tagId) ? [tagId] : []));
  if (tagIds.length === 0) return;
  await tx.query(
    `UPDATE wechat_tag_call SET user_ids = ARRAY(SELECT unnest(user_ids) EXCEPT SELECT unnest($2::int[])) WHERE tag_id = ANY($1::int[])`,
    [tagIds, people.map(({ userId }) => userId)],
  );
  await tx.query("DELETE FROM wechat_tag_call WHERE tag_id = ANY($1::int[]) AND user_ids = '{}'", [tagIds]);
}
