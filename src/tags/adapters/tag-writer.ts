import type pg from "pg";
import type { AudienceChange, ChangeOrigin, SqlExecutor } from "../../audiences/index.js";
import { copyInto, skipForeignKeyChecks } from "../../platform/database/bulk-load.js";
import { pairBuffers } from "../../platform/database/copy-format.js";
import type { TagOrder } from "../tag-job-store.port.js";
import { type People, pairsOf, peopleByOrdinals, type TagPeople } from "./people.js";
import { addPairs, existingPairs, removePairs } from "./user-tag-rows.js";

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
 * Writes user_tag, by the same few statements however many tags; gives exactly what changed. Who lacks a tag is looked up first, and
 * then copied in: an INSERT … ON CONFLICT of the same rows takes about 1.5 times as long.
 */
export async function writeTags(tx: pg.PoolClient, { tenantId, ordinals, orders, besideOthers, by }: TagWrite): Promise<TagChange[]> {
  const everybody = await peopleByOrdinals(tx, tenantId, ordinals);
  const people = (wanted: Uint32Array) => (wanted === ordinals ? everybody : everybody.among(wanted));
  const leaving = orders.map(({ tagId, remove }) => ({ tagId, people: people(remove) }));
  const coming = orders.map(({ tagId, add }) => ({ tagId, people: people(add) }));
  const left = await removePairs(tx, leaving.map(pairsOf));
  const came = besideOthers ? await addOneByOne(tx, coming) : await copyLacking(tx, coming);
  return orders.flatMap(({ tagId }, i): TagChange[] => [
    ...changeOf("UNTAGGED", tagId, leaving[i]?.people.withIds(left.get(tagId)), by),
    ...changeOf("TAGGED", tagId, came[i]?.people, by),
  ]);
}

function changeOf(kind: TagChange["kind"], tagId: number, people: People | undefined, by: ChangeOrigin): TagChange[] {
  return people === undefined || people.userIds.length === 0 ? [] : [{ kind, tagId, ordinals: people.toOrdinals(), by }];
}

async function copyLacking(tx: pg.PoolClient, coming: readonly TagPeople[]): Promise<TagPeople[]> {
  const carriers = await existingPairs(tx, coming.map(pairsOf));
  const lacking = coming.map(({ tagId, people }) => ({ tagId, people: people.without(carriers.get(tagId)) }));
  const pairs = flattened(lacking);
  if (pairs.length > 0) {
    await skipForeignKeyChecks(tx);
    await copyInto(tx, COPY, pairBuffers(pairs));
  }
  return lacking;
}

async function addOneByOne(tx: SqlExecutor, coming: readonly TagPeople[]): Promise<TagPeople[]> {
  const added = await addPairs(tx, coming.map(pairsOf));
  return coming.map(({ tagId, people }) => ({ tagId, people: people.withIds(added.get(tagId)) }));
}

/** tag, user, tag, user, … */
function flattened(added: readonly TagPeople[]): Int32Array {
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
