import type pg from "pg";
import type { AudienceChange, ChangeOrigin, SqlExecutor } from "../../audiences/index.js";
import { copyInto, skipForeignKeyChecks } from "../../platform/database/bulk-load.js";
import { pairBuffers } from "../../platform/database/copy-format.js";
import { intArray, intList, intsOf } from "../../platform/database/int-list.js";
import type { TagOrder } from "../tag-job-store.port.js";
import { type People, peopleByOrdinals } from "./people.js";
import { addTag, removeTag } from "./user-tag-rows.js";

export type TagChange = Extract<AudienceChange, { kind: "TAGGED" | "UNTAGGED" }> & { ordinals: Uint32Array };

/** One transaction's work. The tags are locked against deletion, and ascending: two writers wait for one another in one order. */
export interface TagWrite {
  tenantId: number;
  /** Everybody whom an order names, ascending. */
  ordinals: Uint32Array;
  orders: readonly TagOrder[];
  /** Whether somebody else may be adding the same pairs at this moment: slower. Else that ends in a unique violation. */
  besideOthers: boolean;
  by: ChangeOrigin;
}

const COPY = "COPY user_tag (tag_id, user_id) FROM STDIN WITH (FORMAT binary)";

/**
 * Writes user_tag; gives exactly what changed. Who lacks a tag is looked up first, and then copied in: an INSERT … ON CONFLICT of
 * the same rows takes about 1.5 times as long.
 */
export async function writeTags(tx: pg.PoolClient, { tenantId, ordinals, orders, besideOthers, by }: TagWrite): Promise<TagChange[]> {
  const everybody = await peopleByOrdinals(tx, tenantId, ordinals);
  const those = (wanted: Uint32Array) => (wanted === ordinals ? everybody : everybody.among(wanted));
  const added: { tagId: number; people: People }[] = [];
  const changes: TagChange[] = [];
  for (const { tagId, add, remove } of orders) {
    const leaving = those(remove);
    const left = leaving.userIds.length === 0 ? [] : await removeTag(tx, tagId, leaving.userIds);
    if (left.length > 0) changes.push({ kind: "UNTAGGED", tagId, ordinals: leaving.ordinalsOf(left), by });
    const coming = those(add);
    const lacking = coming.userIds.length === 0 ? coming : coming.without(await carriersAmong(tx, tagId, coming.userIds));
    const came = besideOthers ? await addOneByOne(tx, tagId, lacking) : lacking;
    if (came.userIds.length > 0) added.push({ tagId, people: came });
  }
  if (added.length > 0 && !besideOthers) {
    await skipForeignKeyChecks(tx);
    await copyInto(tx, COPY, pairBuffers(pairsOf(added)));
  }
  for (const { tagId, people } of added) changes.push({ kind: "TAGGED", tagId, ordinals: people.toOrdinals(), by });
  return changes;
}

async function carriersAmong(tx: SqlExecutor, tagId: number, userIds: Int32Array): Promise<Int32Array> {
  const { rows } = await tx.query<{ user_ids: Buffer | null }>(
    `SELECT ${intList("user_id")} AS user_ids
     FROM (SELECT user_id FROM user_tag WHERE tag_id = $1 AND user_id = ANY($2::int[]) ORDER BY user_id) AS carrier`,
    [tagId, intArray(userIds)],
  );
  return intsOf(rows[0]?.user_ids);
}

async function addOneByOne(tx: SqlExecutor, tagId: number, people: People): Promise<People> {
  if (people.userIds.length === 0) return people;
  const added = new Set(await addTag(tx, tagId, people.userIds));
  return people.without(people.userIds.filter((userId) => !added.has(userId)));
}

function pairsOf(added: readonly { tagId: number; people: People }[]): Int32Array {
  const pairs = new Int32Array(2 * added.reduce((sum, { people }) => sum + people.userIds.length, 0));
  let at = 0;
  for (const { tagId, people } of added) {
    for (const userId of people.userIds) {
      pairs[at++] = tagId;
      pairs[at++] = userId;
    }
  }
  return pairs;
}
