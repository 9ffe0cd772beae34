import type { Audience, AudienceIndex } from "../../audiences/index.js";
import type { FollowedRule } from "./rule-book.js";
import type { RuleLease, RuleWorkStore } from "./rule-work-store.port.js";

/** Whom the index leaves out of every tag: only the table tells whether they carry one. */
export const DELETED: Audience = { kind: "status", status: "DELETED" };

/** How many users were evaluated for a rule, and how many of them gained or lost its tag. */
export type RuleObserver = (evaluated: { users: number; changed: number }) => void;

/** Brings users in line with a rule. */
export class RuleEvaluator {
  constructor(
    private readonly index: Pick<AudienceIndex, "membersAmong">,
    private readonly store: Pick<RuleWorkStore, "apply">,
    private readonly observe: RuleObserver,
  ) {}

  /**
   * These users (ascending) as they are now; gives who gained or lost the tag. Whoever changes after the evaluation comes later in
   * the log than anything the caller has read of it, and so is evaluated again.
   */
  async settle(lease: RuleLease, rule: FollowedRule, users: Uint32Array): Promise<Uint32Array> {
    const { tagId } = rule;
    const questions: Audience[] = [rule.audience, { kind: "tag", tagId }, DELETED];
    const [members = NOBODY, carriers = NOBODY, deleted = NOBODY] = await this.index.membersAmong(lease.tenantId, questions, users);
    const [inside, carrying, gone] = [membersOf(members), membersOf(carriers), membersOf(deleted)];
    const doubtful = users.filter((ordinal) => {
      const differs = inside(ordinal) !== carrying(ordinal);
      return gone(ordinal) || differs;
    });
    const changed = doubtful.length === 0 ? NOBODY : await this.store.apply(lease, { tagId, users: doubtful, members });
    this.observe({ users: users.length, changed: changed.length });
    return changed;
  }
}

const NOBODY = new Uint32Array();

/** Whether an ordinal is in an ascending list, asked for ascending ordinals: a walk along both, for every rule and everybody touched. */
function membersOf(ascending: Uint32Array): (ordinal: number) => boolean {
  let at = 0;
  return (ordinal) => {
    while (at < ascending.length && (ascending[at] as number) < ordinal) at += 1;
    return ascending[at] === ordinal;
  };
}
