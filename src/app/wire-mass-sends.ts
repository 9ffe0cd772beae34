import type { AudienceIndex } from "../audiences/index.js";
import { PostgresMassSendChanges } from "../mass-sends/adapters/postgres-mass-send-changes.js";
import { PostgresMassSendStore } from "../mass-sends/adapters/postgres-mass-send-store.js";
import { PostgresRecipients } from "../mass-sends/adapters/postgres-recipients.js";
import { PostgresSendLeases } from "../mass-sends/adapters/postgres-send-leases.js";
import { PostgresStoredResults } from "../mass-sends/adapters/postgres-stored-results.js";
import { PublishedProgress } from "../mass-sends/adapters/published-progress.js";
import { QueuedMassSends } from "../mass-sends/adapters/queued-mass-sends.js";
import {
  ApprovalService,
  DispatchService,
  MASS_SEND_SWEEP_MS,
  MassSendContents,
  MassSendDriver,
  MassSendProgressHub,
  MassSendResults,
  MassSendService,
  MassSendSweeper,
  PreviewService,
  Readiness,
  RecallService,
  RetryService,
  ScheduledStart,
  ScheduleService,
  SendWriter,
} from "../mass-sends/index.js";
import { LifecycleResolver } from "../mass-sends/lifecycle.resolver.js";
import { MassSendResolver } from "../mass-sends/mass-send.resolver.js";
import { ReleaseResolver } from "../mass-sends/release.resolver.js";
import { MassSendBatchTextsResolver, MassSendErrorResolver } from "../mass-sends/texts.resolver.js";
import { tracedService } from "../platform/tracing/tracing.js";
import type { Core, Worker } from "./core.js";
import { followedDriver } from "./followed-driver.js";
import { repeatedly } from "./repeatedly.js";
import { sendMetrics } from "./send-metrics.js";
import type { MaterialParts } from "./wire-materials.js";
import type { PlanningParts } from "./wire-planning.js";
import type { TagParts } from "./wire-tags.js";

/** Sends of different tenants, mostly: those of one share its 60 calls a minute. */
const SENDS_AT_ONCE = 10;

export interface MassSendParts extends Worker {
  /** Also the `massSendFinished` of CallbackHandlers. */
  results: MassSendResults;
  service: MassSendService;
  progress: MassSendProgressHub;
  resolvers: object[];
}

export interface MassSendNeeds {
  index: AudienceIndex;
  tags: TagParts;
  planning: PlanningParts;
  materials: Pick<MaterialParts, "sendable">;
}

export function wireMassSends(core: Core, { index, tags, planning, materials }: MassSendNeeds): MassSendParts {
  const { database, logger, clock, accounts, wechat, massCalls, options } = core;
  const audit = accounts.auditLog;
  sendMetrics(core.metrics, database.pool);
  const store = new PostgresMassSendStore(database, accounts.auditIn);
  const leases = new PostgresSendLeases(database);
  const feed = new PublishedProgress(core.pubsub, logger);
  const queue = new QueuedMassSends(core.queue);
  const writer = new SendWriter(new PostgresMassSendChanges(database, accounts.auditIn), feed, clock);
  const results = new MassSendResults(store, new PostgresStoredResults(database), writer, logger);
  const recipients = new PostgresRecipients(database, index);
  const contents = new MassSendContents(materials.sendable);
  const readiness = new Readiness({
    ...{ index, contents, planner: planning.planner, checker: tags.audiences, rules: accounts.tenants },
    batchSize: options.massSendBatchSize,
  });
  const driver = new MassSendDriver({
    scheduled: new ScheduledStart({ readiness, writer, clock }),
    leases,
    store,
    writer,
    recipients,
    results,
    contents,
    guard: planning.guard,
    speed: planning.speed,
    clients: wechat,
    limiter: massCalls,
    queue,
    clock,
    log: logger,
    resultOverdueMs: options.massSendResultOverdueSeconds * 1000,
    quotaDelayMs: options.massSendQuotaDelaySeconds * 1000,
  });
  const followed = followedDriver(driver, core.tracing);
  const sweeper = new MassSendSweeper(leases, followed, clock);
  const sweeps = repeatedly(MASS_SEND_SWEEP_MS, "the sweep of mass sends", () => sweeper.sweep(), logger);
  const massSends = tracedService(
    core.tracing,
    "mass sends",
    new MassSendService({ store, writer, contents, checker: tags.audiences, words: tags.words, clock }),
  );
  const dispatch = tracedService(core.tracing, "dispatch", new DispatchService({ store, writer, queue, readiness, clock }));
  const recalls = new RecallService({ massSends, store, writer, queue, clock });
  const retries = new RetryService({ massSends, store, words: tags.words, clock });
  const approvals = new ApprovalService({ massSends, readiness, writer, clock });
  const schedules = new ScheduleService({ massSends, readiness, writer, queue });
  const previews = tracedService(core.tracing, "message previews", new PreviewService(massSends, contents, wechat, audit));
  return {
    results,
    progress: new MassSendProgressHub(store, feed, logger),
    service: massSends,
    resolvers: [
      new MassSendResolver(massSends, dispatch, previews, accounts.operators),
      new MassSendErrorResolver(),
      new MassSendBatchTextsResolver(),
      new ReleaseResolver(approvals, schedules),
      new LifecycleResolver(recalls, retries),
    ],
    start: async () => {
      await queue.work(followed, SENDS_AT_ONCE);
      // It drives what it finds: only where sends are driven.
      if (core.does("mass-sends")) sweeps.start();
    },
    stop: async () => {
      await sweeps.stop();
      await driver.close();
    },
  };
}
