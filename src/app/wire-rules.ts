import type {
  AudienceChangeLog,
  AudienceChangeReader,
  AudienceChecker,
  AudienceIndex,
  SegmentLookup,
  TagLookup,
} from "../audiences/index.js";
import { PostgresRuleWorkStore } from "../tags/adapters/postgres-rule-work-store.js";
import { QueuedRules } from "../tags/adapters/queued-rules.js";
import { ruleLag } from "../tags/adapters/rule-lag.js";
import {
  RULE_SWEEP_MS,
  RuleBooks,
  RuleEvaluator,
  RuleFollower,
  RuleJobs,
  RuleRunner,
  RuleSweeper,
  type TagJobFeed,
  TagRules,
} from "../tags/index.js";
import type { Core, Worker } from "./core.js";
import { lagMetrics } from "./lag-metrics.js";
import { repeatedly } from "./repeatedly.js";
import { ruleMetrics } from "./rule-metrics.js";

/** Tenants whose rules are followed side by side; one tenant's never are. */
const TENANTS_AT_ONCE = 4;

export interface RuleNeeds {
  changeLog: AudienceChangeLog & AudienceChangeReader;
  index: AudienceIndex;
  audiences: AudienceChecker;
  segments: SegmentLookup;
  tags: TagLookup;
  feed: TagJobFeed;
}

/** What keeps tags with a rule up to date. */
export function wireRules(core: Core, needs: RuleNeeds): Worker & { rules: TagRules } {
  const { database, logger, clock, metrics } = core;
  const { index, segments, tags } = needs;
  const store = new PostgresRuleWorkStore(database, needs.changeLog);
  const books = new RuleBooks(store, segments, tags);
  const observe = ruleMetrics(metrics);
  lagMetrics(metrics, { name: "tagcast_rules", what: "tags' rules", lags: () => ruleLag(database.pool) });
  const jobs = new RuleJobs(index, store, needs.feed, observe);
  const follower = new RuleFollower(store, books, new RuleEvaluator(index, store, observe), jobs, clock, logger);
  const runner = new RuleRunner(store, follower, logger);
  const queue = new QueuedRules(core.queue);
  const sweeper = new RuleSweeper(store, queue, clock);
  const sweeps = repeatedly(RULE_SWEEP_MS, "the sweep of tag rules", () => sweeper.sweep(), logger);
  return {
    rules: new TagRules({ store, audiences: needs.audiences, queue, log: logger }),
    start: async () => {
      await queue.work(runner, TENANTS_AT_ONCE);
      sweeps.start();
    },
    stop: async () => {
      await sweeps.stop();
      runner.stop();
    },
  };
}
