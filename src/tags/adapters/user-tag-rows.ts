import type { SqlExecutor } from "../../audiences/index.js";
import { PSEUDONYM_PREFIX } from "../../users/index.js";

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

/**
 * The users with these ordinals, ascending by user id: the order in which all writers lock user_tag. Left out are people who were
 * erased on request after the ordinals were frozen: nothing may be written of them.
 */
export async function peopleByOrdinals(tx: SqlExecutor, tenantId: number, ordinals: Uint32Array): Promise<Person[]> {
  const { rows } = await tx.query<{ user_ids: number[] | null; ordinals: number[] | null }>(
    `SELECT array_agg(user_id) AS user_ids, array_agg(ordinal) AS ordinals
     FROM (SELECT user_id, ordinal FROM users WHERE tenant_id = $1 AND ordinal = ANY($2::int[]) AND NOT starts_with(openid, $3) ORDER BY user_id) AS person`,
    [tenantId, Array.from(ordinals), PSEUDONYM_PREFIX],
  );
  const [found] = rows;
  return (found?.user_ids ?? []).map((userId, i) => ({ userId, ordinal: found?.ordinals?.[i] ?? 0 }));
}

/** Gives the users (ids ascending) the tag; returns those who did not have it. */
export async function addTag(tx: SqlExecutor, tagId: number, userIds: readonly number[]): Promise<number[]> {
  const { rows } = await tx.query<{ user_ids: number[] | null }>(
    `WITH added AS (INSERT INTO user_tag (tag_id, user_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING RETURNING user_id)
     SELECT array_agg(user_id) AS user_ids FROM added`,
    [tagId, userIds],
  );
  return rows[0]?.user_ids ?? [];
}

/** Takes the tag from the users; returns those who had it. They are locked first, in one order, so that two jobs do not deadlock. */
export async function removeTag(tx: SqlExecutor, tagId: number, userIds: readonly number[]): Promise<number[]> {
  const { rows } = await tx.query<{ user_ids: number[] | null }>(
    `SELECT array_agg(user_id) AS user_ids
     FROM (SELECT user_id FROM user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[]) ORDER BY user_id FOR UPDATE) AS chosen`,
    [tagId, userIds],
  );
  const chosen = rows[0]?.user_ids ?? [];
  if (chosen.length > 0) await tx.query("DELETE FROM user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[])", [tagId, chosen]);
  return chosen;
}

/** The ordinals of `userIds`, ascending. */
export function ordinalsOf(people: readonly Person[], userIds: readonly number[]): number[] {
  const wanted = new Set(userIds);
  return people.flatMap(({ userId, ordinal }) => (wanted.has(userId) ? [ordinal] : [])).sort((a, b) => a - b);
}
