import type { Audience, AudienceIndex } from "../../audiences/index.js";
import type { FollowedRule } from "./rule-book.js";
import type { RuleLease, RuleVerdict, RuleWorkStore } from "./rule-work-store.port.js";

/** Whom the index leaves out of every tag: only the table tells whether they carry one. */
export const DELETED: Audience = { kind: "status", status: "DELETED" };

/** Users in one transaction, over all its rules: keeps its locks well under a second. */
const USERS_AT_ONCE = 10_000;

/** How many users were evaluated for a rule, and how many of them gained or lost its tag. */
export type RuleObserver = (evaluated: { users: number; changed: number }) => void;

/** A rule, and whom to look at for it (ordinals, ascending). */
export interface TouchedRule {
  rule: FollowedRule;
  users: Uint32Array;
}

/** Brings users in line with rules. */
export class RuleEvaluator {
  constructor(
    private readonly index: Pick<AudienceIndex, "membersAmong">,
    private readonly store: Pick<RuleWorkStore, "apply">,
    private readonly observe: RuleObserver,
  ) {}

  /**
   * These users as they are now, for rules of which none names the tag of another; gives by tag who gained or lost it. Whoever changes
   * after the evaluation comes later in the log than anything the caller has read of it, and so is evaluated again.
   *
   * A hundred rules one by one took a question to the index, a transaction and a dozen round trips each, and six times as long.
   */
  async settle(lease: RuleLease, touched: readonly TouchedRule[]): Promise<ReadonlyMap<number, Uint32Array>> {
    const verdicts = await this.verdicts(lease.tenantId, touched);
    const changed = new Map<number, Uint32Array>();
    for (const some of inTransactions(verdicts)) {
      for (const [tagId, users] of await this.store.apply(lease, some)) changed.set(tagId, users);
    }
    for (const { rule, users } of touched) this.observe({ users: users.length, changed: changed.get(rule.tagId)?.length ?? 0 });
    return changed;
  }

  /** Of the rules whose tag is not as it should be, as far as the index knows. One question about all users for all rules. */
  private async verdicts(tenantId: number, touched: readonly TouchedRule[]): Promise<RuleVerdict[]> {
    const questions = touched.flatMap(({ rule: { audience, tagId } }): Audience[] => [audience, { kind: "tag", tagId }]);
    const everybody = unionOf(touched.map(({ users }) => users));
    const [deleted = NOBODY, ...answers] = await this.index.membersAmong(tenantId, [DELETED, ...questions], everybody);
    return touched.flatMap(({ rule: { tagId }, users }, i) => {
      const [members = NOBODY, carriers = NOBODY] = answers.slice(2 * i);
      const doubtful = doubtfulAmong(users, { members, carriers, deleted });
      return doubtful.length === 0 ? [] : [{ tagId, users: doubtful, members }];
    });
  }
}

const NOBODY = new Uint32Array();

/** Most rules have the very same list. */
function unionOf(lists: readonly Uint32Array[]): Uint32Array {
  const [first = NOBODY, ...others] = new Set(lists);
  if (others.length === 0) return first;
  const union = new Set(first);
  for (const list of others) for (const ordinal of list) union.add(ordinal);
  return Uint32Array.from(union).sort();
}

function doubtfulAmong(users: Uint32Array, by: { members: Uint32Array; carriers: Uint32Array; deleted: Uint32Array }): Uint32Array {
  const [inside, carrying, gone] = [membersOf(by.members), membersOf(by.carriers), membersOf(by.deleted)];
  return users.filter((ordinal) => {
    const differs = inside(ordinal) !== carrying(ordinal);
    return gone(ordinal) || differs;
  });
}

function inTransactions(verdicts: readonly RuleVerdict[]): RuleVerdict[][] {
  const lists: RuleVerdict[][] = [];
  let room = 0;
  for (const verdict of verdicts) {
    room -= verdict.users.length;
    if (room < 0) {
      lists.push([]);
      room = USERS_AT_ONCE - verdict.users.length;
    }
    lists.at(-1)?.push(verdict);
  }
  return lists;
}

/** Whether an ordinal is in an ascending list, asked for ascending ordinals: a walk along both, for every rule and everybody touched. */
function membersOf(ascending: Uint32Array): (ordinal: number) => boolean {
  let at = 0;
  return (ordinal) => {
    while (at < ascending.length && (ascending[at] as number) < ordinal) at += 1;
    return ascending[at] === ordinal;
  };
}
