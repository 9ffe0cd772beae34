import type { SqlExecutor } from "../../audiences/index.js";
import { intArray, intList, intsOf } from "../../platform/database/int-list.js";

/*
 * However many tags, one statement. Lists go in and out as arrays, one for each tag, and nothing is joined to their elements: without
 * fresh statistics (a young database, a tag just made) the planner takes a joined list for one row and runs a quadratic loop; 10,000
 * users then took a minute instead of 0.1 s. One array is also read about ten times as fast as ten thousand rows.
 */

/** A user by both numbers. */
export interface Person {
  userId: number;
  ordinal: number;
}

type UserIds = readonly number[] | Int32Array;

/** Users by tag. Tags and users ascend: two writers wait for one another in one order. */
export interface TagPairs {
  tagId: number;
  userIds: UserIds;
}

/** By tag, ascending; tags without any are absent. */
export type PairsFound = ReadonlyMap<number, Int32Array>;

/** Those of the pairs that exist. */
export function existingPairs(tx: SqlExecutor, pairs: readonly TagPairs[]): Promise<PairsFound> {
  return run(tx, EXISTING, pairs);
}

/** Gives the tags to their users; returns those who did not have them. */
export function addPairs(tx: SqlExecutor, pairs: readonly TagPairs[]): Promise<PairsFound> {
  return run(tx, ADD, pairs);
}

/** Takes the tags from their users; returns those who had them. */
export function removePairs(tx: SqlExecutor, pairs: readonly TagPairs[]): Promise<PairsFound> {
  return run(tx, REMOVE, pairs);
}

/** `addPairs` of one tag. */
export async function addTag(tx: SqlExecutor, tagId: number, userIds: UserIds): Promise<number[]> {
  return Array.from((await addPairs(tx, [{ tagId, userIds }])).get(tagId) ?? []);
}

/** `removePairs` of one tag. */
export async function removeTag(tx: SqlExecutor, tagId: number, userIds: UserIds): Promise<number[]> {
  return Array.from((await removePairs(tx, [{ tagId, userIds }])).get(tagId) ?? []);
}

/** The ordinals of `userIds`, ascending. */
export function ordinalsOf(people: readonly Person[], userIds: readonly number[]): number[] {
  const wanted = new Set(userIds);
  return people.flatMap(({ userId, ordinal }) => (wanted.has(userId) ? [ordinal] : [])).sort((a, b) => a - b);
}

async function run(tx: SqlExecutor, sql: string, pairs: readonly TagPairs[]): Promise<PairsFound> {
  const asked = pairs.filter(({ userIds }) => userIds.length > 0);
  if (asked.length === 0) return new Map();
  const { rows } = await tx.query<{ tag_id: number; user_ids: Buffer | null }>(sql, [
    asked.map(({ tagId }) => tagId),
    asked.map(({ userIds }) => intArray(userIds)),
  ]);
  return new Map(rows.flatMap(({ tag_id, user_ids }) => (user_ids === null ? [] : [[tag_id, intsOf(user_ids).sort()]])));
}

const ASKED = "unnest($1::int[], $2::text[]) AS asked (tag_id, users)";
/** In no order: the writes give them as they come. */
const USER_IDS = `${intList("user_id")} AS user_ids`;

const EXISTING = `
  SELECT tag_id, user_ids FROM ${ASKED} CROSS JOIN LATERAL (
    SELECT ${intList("user_id")} AS user_ids FROM (
      SELECT user_id FROM user_tag t WHERE t.tag_id = asked.tag_id AND t.user_id = ANY(asked.users::int[]) ORDER BY user_id) AS one) AS tag`;

const ADD = `
  WITH added AS (
    INSERT INTO user_tag (tag_id, user_id) SELECT tag_id, unnest(users::int[]) FROM ${ASKED} ON CONFLICT DO NOTHING RETURNING tag_id, user_id)
  SELECT tag_id, ${USER_IDS} FROM added GROUP BY tag_id`;

/** Locked first, in one order, so that two jobs do not deadlock; then deleted where they stand, since rows of user_tag never move. */
const REMOVE = `
  WITH chosen AS MATERIALIZED (
    SELECT tag_id, user_id, place FROM ${ASKED} CROSS JOIN LATERAL (
      SELECT t.user_id, t.ctid AS place FROM user_tag t
      WHERE t.tag_id = asked.tag_id AND t.user_id = ANY(asked.users::int[]) ORDER BY t.user_id FOR UPDATE) AS carrier),
  removed AS (DELETE FROM user_tag WHERE ctid = ANY(ARRAY(SELECT place FROM chosen)))
  SELECT tag_id, ${USER_IDS} FROM chosen GROUP BY tag_id`;
