import { AccountKind, ApprovalRule, type AuditRecord, type AuditTrail } from "../../src/accounts/index.js";
import { type Audience, AudienceChecker, leavesOf, OrdinalSet } from "../../src/audiences/index.js";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import type { Principal } from "../../src/graphql/context.js";
import { Role } from "../../src/graphql/roles.js";
import { PostgresMassSendChanges } from "../../src/mass-sends/adapters/postgres-mass-send-changes.js";
import { PostgresMassSendStore } from "../../src/mass-sends/adapters/postgres-mass-send-store.js";
import { PostgresPlanningFacts } from "../../src/mass-sends/adapters/postgres-planning-facts.js";
import { PostgresRecipients } from "../../src/mass-sends/adapters/postgres-recipients.js";
import { PostgresSendLeases } from "../../src/mass-sends/adapters/postgres-send-leases.js";
import { PostgresStoredResults } from "../../src/mass-sends/adapters/postgres-stored-results.js";
import { PostgresUnreached } from "../../src/mass-sends/adapters/postgres-unreached.js";
import { PublishedProgress } from "../../src/mass-sends/adapters/published-progress.js";
import type { ApprovalSettings } from "../../src/mass-sends/approval/approval.js";
import type { MassSendContent } from "../../src/mass-sends/content.js";
import {
  ApprovalService,
  DispatchMethod,
  DispatchService,
  MassSendContents,
  MassSendDriver,
  MassSendResults,
  MassSendService,
  Readiness,
  RecallService,
  RetryService,
  ScheduledStart,
  ScheduleService,
  SendallGuard,
  SendPlanner,
  SendWriter,
} from "../../src/mass-sends/index.js";
import type { BatchRecord, MassSendRecord } from "../../src/mass-sends/mass-send.js";
import type { MassSendProgress } from "../../src/mass-sends/mass-send.types.js";
import type { Database } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { createInProcessPubSub } from "../../src/platform/pubsub/in-process-pubsub.js";
import type { MassContent, WeChatClient } from "../../src/wechat/index.js";
import { FakeWeChat, type Job } from "./fake-wechat.js";

export const START = new Date("2026-03-01T00:00:00Z");
export const HOUR_MS = 3_600_000;
/** The one tag there is. */
const TAG = { tagId: 5, name: "新客", wechatTagId: 100 };

/** Thrown by whatever a killed process still tries. */
export class Killed extends Error {}

/** A process whose ports die together, before or after the n-th use of any of them. */
export class Mortal {
  private uses = 0;
  dead = false;

  constructor(
    private readonly dieAt: number | null = null,
    private readonly when: "before" | "after" = "before",
  ) {}

  kill(): void {
    this.dead = true;
  }

  /** The port, until death. */
  port<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const member = Reflect.get(target, key);
        return typeof member === "function" ? (...args: unknown[]) => this.use(() => member.apply(target, args)) : member;
      },
    });
  }

  private async use(work: () => unknown): Promise<unknown> {
    const last = this.uses++ === this.dieAt;
    if (last && this.when === "before") this.dead = true;
    if (this.dead) throw new Killed("killed");
    const result = await work();
    if (last) this.dead = true;
    if (this.dead) throw new Killed("killed");
    return result;
  }
}

/** Mass sends on a real database, with a fake WeChat and a clock that stands still unless moved. */
export class SendRig {
  now = new Date(START);
  readonly wechat = new FakeWeChat(() => this.now);
  readonly store;
  readonly leases;
  readonly service: MassSendService;
  readonly dispatch: DispatchService;
  readonly recalls: RecallService;
  readonly retries: RetryService;
  readonly results: MassSendResults;
  readonly principal: Principal;
  /** Ms the limiter answers, one for each question; 0 when there is none left. */
  readonly waits: number[] = [];
  /** WeChat for a new process; the fake unless a test brings another. */
  openClient: () => WeChatClient = () => this.wechat.client();
  accountKind = AccountKind.SERVICE;
  verified = true;
  /** How sends go out: TO_ALL once the followers were listed, BY_TAG where the audience is the one mirrored tag. */
  method = DispatchMethod.BY_OPENID;
  /** Whether the month's sends to all count. */
  countsPast = true;
  /** People under mass/sendall who are in no audience. */
  outsiders = 0;
  /** How fast WeChat says it delivers. */
  peoplePerMinute = 800_000;
  /** Followers as WeChat counts them; null: it does not say. */
  countedAtWeChat: (known: number) => number | null = (known) => known;
  readonly planner: SendPlanner;
  /** What is behind contents that are no text; each answer can be replaced. */
  readonly materials = {
    problem: async (): Promise<string | null> => null,
    newsProblem: async (): Promise<string | null> => null,
    lookAtNews: async () => ({ problem: await this.materials.newsProblem(), articlesHash: "articles" }),
    mediaId: async (_tenantId: number, kind: string): Promise<string> => `media of a ${kind}`,
    newsMediaId: async (_tenantId: number, mediaId: string): Promise<string> => mediaId,
    replaceNews: async (): Promise<boolean> => false,
    replaceVideo: async (): Promise<boolean> => false,
  };
  readonly contents = new MassSendContents(this.materials);
  settings: ApprovalSettings = {
    ...{ approval: ApprovalRule.OPTIONAL, selfApproval: false, approvalTolerancePercent: 10, approvalTolerancePeople: 100 },
  };
  /** Ordinals of whom an audience reaches. */
  reached: readonly number[];
  readonly audited: AuditRecord[] = [];
  readonly audit: AuditTrail = { record: async (entry) => void this.audited.push(entry) };
  readonly readiness: Readiness;
  readonly approvals: ApprovalService;
  readonly schedules: ScheduleService;
  readonly pubsub = createInProcessPubSub();
  readonly feed = new PublishedProgress(this.pubsub, silentLogger);
  private readonly checker: AudienceChecker;
  private readonly changes;
  private readonly writer: SendWriter;
  private readonly callbacks;

  constructor(
    readonly database: Database,
    readonly tenantId: number,
    readonly followers: number,
    batchSize: number,
  ) {
    const clock = () => this.now;
    this.reached = Array.from({ length: followers }, (_, ordinal) => ordinal);
    this.principal = { tenantId, operatorId: null, name: "key:test", role: Role.ADMIN };
    this.store = new PostgresMassSendStore(database, () => this.audit);
    this.leases = new PostgresSendLeases(database);
    this.changes = new PostgresMassSendChanges(database, () => this.audit);
    this.callbacks = new PostgresCallbackStore(database);
    const { store, feed } = this;
    this.writer = new SendWriter(this.changes, feed, clock);
    const { writer } = this;
    this.results = new MassSendResults(store, new PostgresStoredResults(database), writer, silentLogger);
    this.checker = new AudienceChecker({ existing: async () => new Set([TAG.tagId]) }, { segmentAudiences: async () => new Map() });
    const { checker } = this;
    this.planner = this.plannerOf();
    this.wechat.sendallReaches = () => Array.from({ length: this.followers + this.outsiders }, (_, ordinal) => `o${ordinal}`);
    const { contents, planner } = this;
    const words = { text: async () => "in words" };
    this.service = new MassSendService({ store, writer, contents, checker, words, clock });
    const { service: massSends } = this;
    const queue = { wake: async () => undefined };
    this.recalls = new RecallService({ massSends, store, writer, queue, clock });
    this.retries = new RetryService({ massSends, store, words, clock });
    const readiness = new Readiness({
      ...{ checker, planner, contents, batchSize, rules: { tenant: async () => this.settings } },
      index: { freeze: (_tenant, audience) => this.frozen(audience) },
    });
    this.readiness = readiness;
    this.dispatch = new DispatchService({ store, writer, queue, readiness, clock });
    this.approvals = new ApprovalService({ massSends, readiness, writer, clock });
    this.schedules = new ScheduleService({ massSends, readiness, writer, queue });
  }

  advance(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  /** A started send. `content`: in place of a text, as it is stored. */
  async started(content?: MassContent | MassSendContent): Promise<string> {
    const id = await this.drafted(content);
    await this.dispatch.startMassSend(this.principal, id);
    return id;
  }

  async drafted(content?: MassContent | MassSendContent): Promise<string> {
    const audience = this.method === DispatchMethod.BY_TAG ? { tag: String(TAG.tagId) } : { everyone: true };
    const input = { name: "n", audience, content: { text: "t" } };
    const { id } = await this.service.createMassSend(this.principal, input);
    if (content) await this.database.pool.query("UPDATE mass_send SET content = $2 WHERE id = $1", [id, JSON.stringify(content)]);
    return id;
  }

  /** Every follower is in every audience but that of a retry. */
  private async frozen(audience: Audience): Promise<OrdinalSet> {
    const retried = leavesOf(audience).find((leaf) => leaf.kind === "unreached");
    if (retried) return OrdinalSet.of(await new PostgresUnreached(this.database).ordinalsUnreached(this.tenantId, retried.massSendId));
    return OrdinalSet.of(this.reached);
  }

  /** Over an index that finds every follower in every audience. */
  private plannerOf(): SendPlanner {
    const facts = new PostgresPlanningFacts(this.database);
    return new SendPlanner({
      index: { counts: async (_tenant: number, asked: readonly Audience[]) => asked.map((_, i) => this.countOf(i)) },
      accounts: { tenant: async () => ({ kind: this.accountKind, verified: this.verified }) },
      tags: { tagsByIds: async (_tenant, ids) => ids.map(() => TAG) },
      mirrors: { isInStep: async () => this.method === DispatchMethod.BY_TAG },
      facts: {
        followersSyncedAt: async () => (this.method === DispatchMethod.TO_ALL ? this.now : null),
        sendallsSince: async (tenant, since) => (this.countsPast ? facts.sendallsSince(tenant, since) : { toAll: 0, any: 0 }),
      },
      counts: {
        followers: async () => this.countedAtWeChat(this.followers + this.outsiders),
        carriers: async () => this.countedAtWeChat(this.followers + this.outsiders),
      },
      clock: () => this.now,
    });
  }

  /** The planner asks for the reachable and the sendable ones, then for each group whom sendall reaches, who is shared, and who follows. */
  private countOf(question: number): number {
    const isShared = question < 2 || question % 3 === 0;
    return isShared ? this.followers : this.followers + this.outsiders;
  }

  /** A driver as another process would have it. */
  driver(life: Mortal = new Mortal(), resultOverdueMs = 600_000): MassSendDriver {
    const store = life.port(this.store);
    const writer = new SendWriter(life.port(this.changes), this.feed, () => this.now);
    return new MassSendDriver({
      store,
      writer,
      leases: life.port(this.leases),
      recipients: life.port(new PostgresRecipients(this.database, { freeze: () => this.deleted() })),
      results: new MassSendResults(store, life.port(new PostgresStoredResults(this.database)), writer, silentLogger),
      contents: this.contents,
      scheduled: new ScheduledStart({ readiness: life.port(this.readiness), writer, clock: () => this.now }),
      guard: new SendallGuard(this.planner, this.checker),
      speed: { peoplePerMinute: async () => this.peoplePerMinute },
      clients: { forTenant: async () => life.port(this.openClient()) },
      limiter: { tryTake: async () => this.waits.shift() ?? 0 },
      queue: { wake: async () => undefined },
      clock: () => this.now,
      log: silentLogger,
      resultOverdueMs,
    });
  }

  /** One turn of a fresh process. */
  async run(id: string, life: Mortal = new Mortal()): Promise<MassSendRecord> {
    await this.driver(life).run(this.tenantId, id);
    return this.send(id);
  }

  /** What the sweeper finds after the lease of a dead driver has run out, three seconds later. */
  async expireLeases(): Promise<void> {
    await this.database.pool.query("UPDATE mass_send SET lease_until = now() - interval '1 ms' WHERE lease_until IS NOT NULL");
  }

  /** What the audience index would say. */
  private async deleted(): Promise<OrdinalSet> {
    const { rows } = await this.database.pool.query<{ ordinal: number }>(
      "SELECT ordinal FROM users JOIN user_info USING (user_id) WHERE tenant_id = $1 AND status = 'DELETED' ORDER BY ordinal",
      [this.tenantId],
    );
    return OrdinalSet.of(rows.map(({ ordinal }) => ordinal));
  }

  send(id: string): Promise<MassSendRecord> {
    return this.service.massSend(this.tenantId, id);
  }

  async batches(id: string): Promise<BatchRecord[]> {
    return this.store.batches({ tenantId: this.tenantId, id }, null, 10_000);
  }

  async batch(id: string, index: number): Promise<BatchRecord> {
    const batch = (await this.batches(id))[index];
    if (!batch) throw new Error(`no batch ${index}`);
    return batch;
  }

  events(id: string): Promise<MassSendProgress[]> {
    return this.store.events({ tenantId: this.tenantId, id }, -1, 100_000);
  }

  async wakeAt(id: string): Promise<Date | null> {
    const { rows } = await this.database.pool.query<{ wake_at: Date | null }>("SELECT wake_at FROM mass_send WHERE id = $1", [id]);
    return rows[0]?.wake_at ?? null;
  }

  /** MASSSENDJOBFINISH as the callback server takes it: stored and committed, then handed on. */
  async callback(
    job: Job,
    status = "send success",
    counts: Partial<Record<"total" | "filter" | "sent" | "error", number>> = {},
  ): Promise<void> {
    const { total = job.openids.length, filter = total, sent = filter, error = 0 } = counts;
    const fields = { MsgID: job.msgId, Status: status, TotalCount: total, FilterCount: filter, SentCount: sent, ErrorCount: error };
    const payload = Object.fromEntries(Object.entries({ CreateTime: 1, ...fields }).map(([key, value]) => [key, String(value)]));
    await this.callbacks.add({
      tenantId: this.tenantId,
      event: "MASSSENDJOBFINISH",
      dedupeKey: `MASSSENDJOBFINISH:${job.msgId}`,
      wechatMsgId: job.msgId,
      openid: "mphelper",
      payload,
      ...{ details: null, problem: null, toDispatch: true },
    });
    await this.results.massSendFinished({
      ...{ tenantId: this.tenantId, msgId: job.msgId, status, totalCount: total, filterCount: filter, sentCount: sent, errorCount: error },
    });
  }
}
