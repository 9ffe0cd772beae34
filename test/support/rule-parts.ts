import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresSegmentStore } from "../../src/audiences/adapters/postgres-segment-store.js";
import { AudienceChecker, type AudienceIndex } from "../../src/audiences/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { PostgresRuleWorkStore } from "../../src/tags/adapters/postgres-rule-work-store.js";
import { PostgresTagStore } from "../../src/tags/adapters/postgres-tag-store.js";
import { RuleBooks, RuleEvaluator, RuleFollower, RuleJobs, RuleRunner, TagRules } from "../../src/tags/index.js";
import { auditIn } from "./audit.js";

export interface RuleParts {
  rules: TagRules;
  store: PostgresRuleWorkStore;
  runner: RuleRunner;
  /** Follows until nothing is left to do. Rejects where that never ends. */
  settle(tenantId: number): Promise<void>;
}

const NOBODY_LISTENS = { changed: () => undefined, listen: () => () => undefined };
/** More than any test's changes take; rules that never came to rest would take more. */
const MOST_TURNS = 50;

/** What follows rules, wired as the program does, without a queue: tests say when it works. */
export function ruleParts(database: Database, index: AudienceIndex, options: { clock?: () => Date; leaseMs?: number } = {}): RuleParts {
  const { clock = () => new Date(), leaseMs } = options;
  const changeLog = new PostgresChangeLog();
  const tags = new PostgresTagStore(database);
  const segments = new PostgresSegmentStore(database, auditIn);
  const store = new PostgresRuleWorkStore(database, changeLog, leaseMs);
  const books = new RuleBooks(store, segments, tags);
  const observe = () => undefined;
  const jobs = new RuleJobs(index, store, NOBODY_LISTENS, observe);
  const follower = new RuleFollower(store, books, new RuleEvaluator(index, store, observe), jobs, clock, silentLogger);
  const runner = new RuleRunner(store, follower, silentLogger);
  const audiences = new AudienceChecker(tags, segments);
  const queue = { wake: async () => undefined };
  const settle = async (tenantId: number) => {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      if (!(await store.waiting(clock(), 1_000)).includes(tenantId)) return;
      await runner.run(tenantId);
    }
    throw new Error(`the rules of tenant ${tenantId} do not come to rest`);
  };
  return { rules: new TagRules({ store, audiences, queue, log: silentLogger }), store, runner, settle };
}
