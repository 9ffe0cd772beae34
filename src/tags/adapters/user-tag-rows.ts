import type { SqlExecutor } from "../../audiences/index.js";
import { intArray } from "../../platform/database/int-list.js";

/*
 * Lists go in and out as arrays, and nothing is joined to them: without fresh statistics (a young database, a tag just made)
 * the planner takes a joined list for one row and runs a quadratic loop; 10,000 users then took a minute instead of 0.1 s.
 * One array is also read about ten times as fast as ten thousand rows.
 */

/** A user by both numbers. */
export interface Person {
  userId: number;
  ordinal: number;
}

type UserIds = readonly number[] | Int32Array;

/** Gives the users (ids ascending) the tag; returns those who did not have it. */
export async function addTag(tx: SqlExecutor, tagId: number, userIds: UserIds): Promise<number[]> {
  const { rows } = await tx.query<{ user_ids: number[] | null }>(
    `WITH added AS (INSERT INTO user_tag (tag_id, user_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING RETURNING user_id)
     SELECT array_agg(user_id) AS user_ids FROM added`,
    [tagId, intArray(userIds)],
  );
  return rows[0]?.user_ids ?? [];
}

/** Takes the tag from the users; returns those who had it. They are locked first, in one order, so that two jobs do not deadlock. */
export async function removeTag(tx: SqlExecutor, tagId: number, userIds: UserIds): Promise<number[]> {
  const { rows } = await tx.query<{ user_ids: number[] | null }>(
    `SELECT array_agg(user_id) AS user_ids
     FROM (SELECT user_id FROM user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[]) ORDER BY user_id FOR UPDATE) AS chosen`,
    [tagId, intArray(userIds)],
  );
  const chosen = rows[0]?.user_ids ?? [];
  if (chosen.length > 0) await tx.query("DELETE FROM user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[])", [tagId, intArray(chosen)]);
  return chosen;
}

/** The ordinals of `userIds`, ascending. */
export function ordinalsOf(people: readonly Person[], userIds: readonly number[]): number[] {
  const wanted = new Set(userIds);
  return people.flatMap(({ userId, ordinal }) => (wanted.has(userId) ? [ordinal] : [])).sort((a, b) => a - b);
}
