import type { FollowedRule, RuleBook, RuleBooks } from "./rule-book.js";
import type { RuleEvaluator } from "./rule-evaluator.js";
import type { RuleJobs } from "./rule-jobs.js";
import { nextChangeByItself } from "./rule-times.js";
import type { RuleJob, RuleLease, RulePosition, RuleWorkStore } from "./rule-work-store.port.js";
import { TouchedUsers } from "./touched-users.js";

/** A segment may be changed without a hint: rules are looked at this often all the same. */
const LOOK_AGAIN_MS = 30_000;

/** Rules in one wave: its evaluation takes a fraction of the lease, also where it is a search for each rule. */
const RULES_AT_ONCE = 50;

export interface RuleLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

type Store = Pick<RuleWorkStore, "position" | "changes" | "reached" | "startOver" | "looked" | "unplanned">;

/**
 * Keeps the tags of one tenant's rules in line, in steps. Two things together make them exact: whoever the change log names is
 * evaluated for the rules that depend on what changed, and a rule that is new, changed or changing by itself is compared with all
 * users. All writing goes through one holder of the lease, who evaluates and writes without anybody else between.
 */
export class RuleFollower {
  constructor(
    private readonly store: Store,
    private readonly books: RuleBooks,
    private readonly evaluator: RuleEvaluator,
    private readonly jobs: RuleJobs,
    private readonly clock: () => Date,
    private readonly log: RuleLogger,
  ) {}

  /** Begins a holder's work. `step` does a second's worth of it and says whether there is more. */
  begin(lease: RuleLease): { step(): Promise<boolean> } {
    let job: RuleJob | null = null;
    return {
      step: async () => {
        const done = await this.step(lease, job);
        job = done.job;
        return done.more;
      },
    };
  }

  private async step(lease: RuleLease, known: RuleJob | null): Promise<{ job: RuleJob | null; more: boolean }> {
    const { tenantId } = lease;
    // First, so that rules are never older than the log's end.
    const at = await this.store.position(tenantId);
    const book = await this.books.read(tenantId);
    await this.setBrokenAside(lease, book);
    if (at.lost) {
      this.log.warn(
        { tenantId, position: at.position },
        "the change log was trimmed beyond what rules have followed: all are compared anew",
      );
      await this.store.startOver(lease, at.end);
      return { job: known, more: true };
    }
    // Both in one step: however long a job is, users touched meanwhile do not wait for its end.
    if (at.end > at.position) await this.follow(lease, book, at);
    const job = await this.jobs.work(lease, book, known);
    if (job !== null || at.end > at.position) return { job, more: true };
    const now = this.clock();
    if (await this.jobs.planNext(lease, book, now)) return { job: null, more: true };
    await this.store.looked(lease, at.asked, dueAt(book.followed, now));
    return { job: null, more: false };
  }

  private async follow(lease: RuleLease, { followed }: RuleBook, { position, end }: RulePosition): Promise<void> {
    // The tag itself, too: a sync, an import or a tag job may have put people in whom the rule does not.
    const tagIds = [...new Set(followed.flatMap(({ tagId, names }) => [tagId, ...names]))];
    const read = await this.store.changes(lease.tenantId, position, end, tagIds);
    const touched = new TouchedUsers(read.changes);
    for (const rules of inWaves(followed)) {
      const asked = rules.map((rule) => ({ rule, users: touched.in([rule.tagId, ...rule.names]) })).filter(({ users }) => users.length > 0);
      // Rules that name these tags come in a later wave, and see these users as they are now.
      for (const [tagId, users] of await this.evaluator.settle(lease, asked)) touched.add(tagId, users);
    }
    await this.store.reached(lease, read.position);
  }

  private async setBrokenAside(lease: RuleLease, { broken }: RuleBook): Promise<void> {
    for (const { tagId, name, why, plannedHash } of broken) {
      if (plannedHash === null) continue;
      this.log.warn({ tenantId: lease.tenantId, tagId, name, why }, "a tag's rule cannot be followed: its users stay as they are");
      await this.store.unplanned(lease, tagId);
    }
  }
}

/** The book's rules in its order, cut where one names a tag of the wave before it ends: what a wave changes is nothing to its own rules. */
export function inWaves<Rule extends Pick<FollowedRule, "tagId" | "names">>(rules: readonly Rule[]): Rule[][] {
  const waves: Rule[][] = [];
  let tags = new Set<number>();
  for (const rule of rules) {
    if (waves.length === 0 || tags.size === RULES_AT_ONCE || rule.names.some((tagId) => tags.has(tagId))) {
      waves.push([]);
      tags = new Set();
    }
    waves.at(-1)?.push(rule);
    tags.add(rule.tagId);
  }
  return waves;
}

function dueAt(rules: readonly FollowedRule[], now: Date): Date {
  const times = rules.flatMap(({ audience }) => nextChangeByItself(audience, now)?.getTime() ?? []);
  return new Date(Math.min(now.getTime() + LOOK_AGAIN_MS, ...times));
}
