import type { Audience, AudienceIndex, OrdinalSet } from "../../audiences/index.js";
import type { TagJobFeed } from "../tag-job-store.port.js";
import type { FollowedRule, RuleBook } from "./rule-book.js";
import { DELETED, type RuleObserver } from "./rule-evaluator.js";
import { lastChangeByItself } from "./rule-times.js";
import type { RuleJob, RuleLease, RuleWorkStore } from "./rule-work-store.port.js";

/** Users in one transaction: keeps its locks well under a second. */
const USERS_PER_CHUNK = 10_000;

type Store = Pick<RuleWorkStore, "carriersAmong" | "planned" | "openJob" | "applyChunk" | "failJob">;

/** Compares all users with a rule, and writes the differences: as jobs of kind RULE, which survive whoever works on them. */
export class RuleJobs {
  constructor(
    private readonly index: Pick<AudienceIndex, "membersAmong" | "freeze">,
    private readonly store: Store,
    private readonly feed: TagJobFeed,
    private readonly observe: RuleObserver,
  ) {}

  /** Plans the first rule that has to be compared with all users; false where none has. */
  async planNext(lease: RuleLease, { followed }: RuleBook, now: Date): Promise<boolean> {
    for (const rule of followed) {
      if (rule.plannedHash !== rule.hash) {
        await this.plan(lease, rule, now, true);
        return true;
      }
      const changed = lastChangeByItself(rule.audience, now);
      if (changed !== null && (rule.plannedAt === null || rule.plannedAt < changed)) {
        await this.plan(lease, rule, now, false);
        return true;
      }
    }
    return false;
  }

  /** One chunk of the open job, if there is one; gives the job to go on with, null where none is open. */
  async work(lease: RuleLease, { followed, broken }: RuleBook, known: RuleJob | null): Promise<RuleJob | null> {
    const job = await this.store.openJob(lease.tenantId, known);
    if (job === null) return null;
    const rule = followed.find(({ tagId }) => tagId === job.tagId);
    if (rule?.hash !== job.hash) {
      const why = broken.find(({ tagId }) => tagId === job.tagId)?.why ?? "it, or a segment it names, was changed while the job ran";
      await this.store.failJob(lease, job.jobId, `the rule is not followed to the end: ${why}`);
    } else await this.applyChunk(lease, rule, job);
    this.feed.changed(job.jobId);
    return job;
  }

  private async applyChunk(lease: RuleLease, rule: FollowedRule, job: RuleJob): Promise<void> {
    const to = Math.min(job.done + USERS_PER_CHUNK, job.differences.size);
    const users = job.differences.slice(job.done, to);
    // As they are now, not as they were when the job was planned.
    const [members = new Uint32Array()] = await this.index.membersAmong(lease.tenantId, [rule.audience], users);
    const changed = await this.store.applyChunk(lease, job, to, members);
    if (changed === null) return;
    job.done = to;
    this.observe({ users: users.length, changed });
  }

  /** A rule that changed always leaves a job, to be seen; one evaluated anew by the clock only where something differs. */
  private async plan(lease: RuleLease, rule: FollowedRule, now: Date, changed: boolean): Promise<void> {
    const differences = await this.differences(lease.tenantId, rule, changed);
    await this.store.planned(lease, { tagId: rule.tagId, hash: rule.hash, at: now }, changed || differences.size > 0 ? differences : null);
  }

  /**
   * Users in whom tag and rule differ. DELETED ones, of whom the index does not say which tags they carry, are compared by the
   * table; not `byClock`, since no leaf that changes by itself holds them.
   */
  private async differences(tenantId: number, { tagId, audience }: FollowedRule, deletedToo: boolean): Promise<OrdinalSet> {
    const tag: Audience = { kind: "tag", tagId };
    const differing: Audience = { kind: "any", of: [without(audience, tag), without(tag, audience)] };
    const differences = await this.index.freeze(tenantId, differing);
    if (!deletedToo) return differences;
    const deleted = await this.index.freeze(tenantId, DELETED);
    const more: number[] = [];
    for (let from = 0; from < deleted.size; from += USERS_PER_CHUNK) {
      const users = deleted.slice(from, from + USERS_PER_CHUNK);
      const [members = new Uint32Array()] = await this.index.membersAmong(tenantId, [audience], users);
      const [inside, carrying] = [new Set(members), new Set(await this.store.carriersAmong(tenantId, tagId, users))];
      more.push(...users.filter((ordinal) => inside.has(ordinal) !== carrying.has(ordinal)));
    }
    return differences.with(more);
  }
}

function without(audience: Audience, other: Audience): Audience {
  return { kind: "all", of: [audience, { kind: "not", of: other }] };
}
