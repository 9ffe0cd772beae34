import type { LoggedUsers, OrdinalSet } from "../../audiences/index.js";

/** A tag's rule as it is stored. */
export interface StoredRule {
  tagId: number;
  name: string;
  /** In AudienceInput's shape. */
  json: unknown;
  /** Hash of what the rule meant when all users were last compared with the tag; null: they are to be compared. */
  plannedHash: string | null;
  plannedAt: Date | null;
}

export interface RuleStore {
  /** All rules of the tenant, by tag. */
  rules(tenantId: number): Promise<StoredRule[]>;
}

/** The right to write the tenant's rule tags: whoever took it over makes every write of the former holder fail. */
export interface RuleLease {
  tenantId: number;
  owner: string;
}

/** Somebody else has the lease by now; nothing was written. */
export class RuleLeaseLostError extends Error {
  override readonly name = "RuleLeaseLostError";
}

/** Where the follower stands in the change log. */
export interface RulePosition {
  /** Users touched up to here were evaluated. */
  position: bigint;
  /** Where the log ends. */
  end: bigint;
  /** The log no longer holds what comes after `position`. */
  lost: boolean;
  /** Grows with every change of a rule. */
  asked: number;
}

/** A job of kind RULE that is not over. */
export interface RuleJob {
  jobId: string;
  tagId: number;
  /** Hash of the rule it was planned for. */
  hash: string;
  /** Users to look at. */
  differences: OrdinalSet;
  /** Rank in `differences` to go on from. */
  done: number;
}

/** What the tag shall be for some users, as evaluated under the lease. Ordinals, ascending. */
export interface RuleVerdict {
  tagId: number;
  users: Uint32Array;
  /** Those of `users` who are in the rule's audience; others may be among them. */
  members: Uint32Array;
}

/**
 * What a follower reads and writes. Each write is one transaction that holds the lease until it is committed, and throws
 * RuleLeaseLostError where somebody else has it: so between an evaluation and its writing nobody else wrote a newer one.
 */
export interface RuleWorkStore extends RuleStore {
  /** Tenants with rules for which something is to be done at `now` and which nobody holds. */
  waiting(now: Date, limit: number): Promise<number[]>;
  /** Null where somebody else has it, or where the tenant never had a rule. */
  claim(tenantId: number): Promise<RuleLease | null>;
  release(lease: RuleLease): Promise<void>;
  position(tenantId: number): Promise<RulePosition>;
  /** What the log tells of users and of these tags after `after`, in stretches of about 10,000 users. */
  changes(tenantId: number, after: bigint, to: bigint, tagIds: readonly number[]): Promise<{ changes: LoggedUsers[]; position: bigint }>;
  reached(lease: RuleLease, position: bigint): Promise<void>;
  /** All rules are to be compared with all users again; goes on at the end of the log. */
  startOver(lease: RuleLease, end: bigint): Promise<void>;
  /** Everything asked for up to `asked` is done; look again at `dueAt`. */
  looked(lease: RuleLease, asked: number, dueAt: Date): Promise<void>;

  /**
   * Writes the differences to the tags and the change log, all or nothing; gives by tag who gained or lost it, ascending. Nobody where the tag
   * is gone.
   */
  apply(lease: RuleLease, verdicts: readonly RuleVerdict[]): Promise<ReadonlyMap<number, Uint32Array>>;
  /** Those of the users who carry the tag by the table, DELETED ones included. */
  carriersAmong(tenantId: number, tagId: number, ordinals: Uint32Array): Promise<Uint32Array>;

  /** The rule is to be compared anew once it can be read again. */
  unplanned(lease: RuleLease, tagId: number): Promise<void>;
  /**
   * All users were compared with the rule at `at`. With `differences`, a job of kind RULE is written down that sees to them (one
   * for nobody is over at once); gives its id.
   */
  planned(lease: RuleLease, rule: { tagId: number; hash: string; at: Date }, differences: OrdinalSet | null): Promise<string | null>;
  /** The tenant's oldest job of kind RULE that is not over. `known` is one whose users the caller has. */
  openJob(tenantId: number, known: RuleJob | null): Promise<RuleJob | null>;
  /** Applies the ranks from the job's `done` to `to`; gives how many changed. Null where the job is elsewhere by now: ask for it again. */
  applyChunk(lease: RuleLease, job: RuleJob, to: number, members: Uint32Array): Promise<number | null>;
  failJob(lease: RuleLease, jobId: string, error: string): Promise<void>;
}

/** Hints to the workers; the rows are the truth. */
export interface RuleQueue {
  wake(tenantId: number): Promise<void>;
}
