import { DivisionNames } from "../audiences/adapters/division-names.js";
import { PostgresSegmentStore } from "../audiences/adapters/postgres-segment-store.js";
import { PostgresTagHistory } from "../audiences/adapters/postgres-tag-history.js";
import {
  type AudienceChangeLog,
  type AudienceChangeReader,
  AudienceChecker,
  type AudienceIndex,
  AudienceWords,
  type SendNames,
} from "../audiences/index.js";
import { BriefMemory } from "../platform/memory/brief-memory.js";
import { tracedService } from "../platform/tracing/tracing.js";
import { KnownTags } from "../tags/adapters/known-tags.js";
import { PostgresTagChanges } from "../tags/adapters/postgres-tag-changes.js";
import { PostgresTagJobStore } from "../tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../tags/adapters/postgres-tag-job-work-store.js";
import { PostgresTagStore } from "../tags/adapters/postgres-tag-store.js";
import { PostgresWeChatRoom } from "../tags/adapters/postgres-wechat-room.js";
import { PublishedTagJobs } from "../tags/adapters/published-tag-jobs.js";
import { QueuedTagJobs } from "../tags/adapters/queued-tag-jobs.js";
import {
  TAG_JOB_SWEEP_MS,
  type Tag,
  TagJobProgress,
  TagJobRunner,
  TagJobService,
  TagJobSweeper,
  TagService,
  WeChatLimits,
} from "../tags/index.js";
import { TagRuleResolver } from "../tags/rules/tag-rule.resolver.js";
import { TagResolver } from "../tags/tag.resolver.js";
import { TagJobResolver } from "../tags/tag-job.resolver.js";
import { TagMirrorResolver } from "../tags/tag-mirror.resolver.js";
import { UserTagsResolver } from "../tags/user-tags.resolver.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";
import { type MirrorParts, wireMirror } from "./wire-mirror.js";
import { wireRules } from "./wire-rules.js";

/** Bulk tagging is bound by the database; more at once only wait for each other. */
const JOBS_AT_ONCE = 2;
const TRIM_MS = 3_600_000;
/** At most so long should changes by other processes not be heard of, which nobody noticed yet. */
const REMEMBERED = { most: 20_000, forMs: 2_000 };

export interface TagParts extends Worker {
  service: TagService;
  /** For what is only looked at. */
  known: KnownTags;
  audiences: AudienceChecker;
  words: AudienceWords;
  segments: PostgresSegmentStore;
  progress: TagJobProgress;
  mirror: MirrorParts;
  resolvers: object[];
}

export function wireTags(
  core: Core,
  changeLog: AudienceChangeLog & AudienceChangeReader,
  index: AudienceIndex,
  sends: SendNames,
): TagParts {
  const { database, logger, accounts } = core;
  const mirror = wireMirror(core, changeLog);
  const { states, queue: mirrors } = mirror;
  const limits = new WeChatLimits(new PostgresWeChatRoom(database));
  const remembered = new BriefMemory<number, Tag>({ ...REMEMBERED, isTold: () => core.rowChanges.isListening });
  const forget = () => remembered.clear();
  core.rowChanges.onChange("tag", forget);
  const tags = new PostgresTagStore(database);
  const changes = new PostgresTagChanges(database, changeLog, accounts.auditIn, forget);
  const segments = new PostgresSegmentStore(database, accounts.auditIn);
  const audiences = new AudienceChecker(tags, segments);
  const queue = new QueuedTagJobs(core.queue);
  const feed = new PublishedTagJobs(core.pubsub, logger);
  const following = wireRules(core, { changeLog, index, audiences, segments, tags, feed });
  const mirroring = { states, limits, queue: mirrors, log: logger };
  const service = tracedService(core.tracing, "tags", new TagService(tags, changes, index, mirroring, following.rules, segments));
  const history = new PostgresTagHistory(database);
  const jobs = new TagJobService(
    new PostgresTagJobStore(database, accounts.auditIn),
    service,
    audiences,
    { index, history, limits },
    queue,
    logger,
  );
  const workStore = new PostgresTagJobWorkStore(database, changeLog, history);
  const runner = new TagJobRunner(workStore, feed, limits);
  const sweeper = new TagJobSweeper(workStore, queue);
  const trims = repeatedly(TRIM_MS, "the trimming of what tag jobs changed", () => history.trim(), logger);
  const sweeps = repeatedly(TAG_JOB_SWEEP_MS, "the sweep of tag jobs", () => sweeper.sweep(), logger);
  return {
    service,
    known: new KnownTags(tags, remembered),
    audiences,
    words: new AudienceWords(service, segments, new DivisionNames(), sends),
    segments,
    mirror,
    progress: new TagJobProgress(jobs, feed),
    resolvers: [
      new TagResolver(service),
      new TagJobResolver(jobs, service),
      new UserTagsResolver(service),
      new TagMirrorResolver(service),
      new TagRuleResolver(service),
    ],
    start: async () => {
      await queue.work(runner, JOBS_AT_ONCE);
      sweeps.start();
      trims.start();
      await mirror.start();
      await following.start();
    },
    stop: async () => {
      await following.stop();
      await mirror.stop();
      await sweeps.stop();
      await trims.stop();
      runner.stop();
    },
  };
}
