import type { SqlExecutor } from "../../audiences/index.js";
import type { RuleVerdict } from "../rules/rule-work-store.port.js";
import { pairsOf, peopleByOrdinals, type TagPeople } from "./people.js";
import { addPairs, existingPairs, removePairs } from "./user-tag-rows.js";

export interface VerdictChange {
  kind: "TAGGED" | "UNTAGGED";
  tagId: number;
  ordinals: Uint32Array;
}

/** Exactly those whose tags changed, by the same few statements however many tags. The tags stay locked against deletion until the transaction ends. */
export async function writeVerdicts(tx: SqlExecutor, tenantId: number, given: readonly RuleVerdict[]): Promise<VerdictChange[]> {
  const verdicts = await withRules(tx, tenantId, given);
  if (verdicts.length === 0) return [];
  const everybody = await peopleByOrdinals(tx, tenantId, Uint32Array.from(new Set(verdicts.flatMap(({ users }) => [...users]))).sort());
  const asked = verdicts.map(({ tagId, users, members }) => ({ tagId, people: everybody.among(users), members }));
  const carriers = await existingPairs(tx, asked.map(pairsOf));
  const leaving = asked.map(({ tagId, people, members }) => ({
    tagId,
    people: people.withIds(carriers.get(tagId)).without(people.among(members).userIds),
  }));
  const coming = asked.map(({ tagId, people, members }) => ({ tagId, people: people.among(members).without(carriers.get(tagId)) }));
  const left = await removePairs(tx, leaving.map(pairsOf));
  const came = await addPairs(tx, coming.map(pairsOf));
  return [...changes("UNTAGGED", leaving, left), ...changes("TAGGED", coming, came)];
}

/** Those of the tags that are there and have a rule, ascending: two writers wait for one another in one order. */
async function withRules(tx: SqlExecutor, tenantId: number, verdicts: readonly RuleVerdict[]): Promise<RuleVerdict[]> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT id FROM tag WHERE tenant_id = $1 AND id = ANY($2::int[]) AND rule IS NOT NULL ORDER BY id FOR KEY SHARE",
    [tenantId, verdicts.map(({ tagId }) => tagId)],
  );
  return rows.flatMap(({ id }) => verdicts.find(({ tagId }) => tagId === id) ?? []);
}

function changes(kind: VerdictChange["kind"], asked: readonly TagPeople[], written: ReadonlyMap<number, Int32Array>): VerdictChange[] {
  return asked.flatMap(({ tagId, people }) => {
    const ordinals = people.withIds(written.get(tagId)).toOrdinals();
    return ordinals.length === 0 ? [] : [{ kind, tagId, ordinals }];
  });
}
