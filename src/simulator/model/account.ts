import { ASSUMED } from "../assumptions.js";
import type { AccountChange, MassAcceptance } from "../changes.js";
import { chinaDay, chinaMonth } from "../clock.js";
import type { ResolvedApp, ResolvedOptions } from "../options.js";
import { QuotaLimits } from "../quota-limits.js";
import { CallbackLine } from "./callback-line.js";
import { ClientMsgIds } from "./client-msg-ids.js";
import { Content } from "./content.js";
import { isContentChange } from "./content-changes.js";
import { Followers } from "./followers.js";
import { Ledger, type MassJob } from "./ledger.js";
import { deliver, MONTHLY_PER_USER } from "./mass-delivery.js";
import { decodePeople } from "./people.js";
import { Quotas } from "./quotas.js";
import { Service } from "./service.js";
import { isServiceChange } from "./service-changes.js";
import { jobDurationMs } from "./speed.js";
import { TagBook } from "./tag-book.js";
import { Tokens } from "./tokens.js";

/** One Official Account: everything WeChat knows of it. It changes through `apply` alone, but for counters of calls. */
export class Account {
  readonly tokens = new Tokens();
  readonly tags = new TagBook();
  readonly ledger = new Ledger();
  readonly clientMsgIds = new ClientMsgIds();
  /** Media, drafts and publications. */
  readonly content = new Content();
  /** Single people, the menu, and the account's standing. */
  readonly service: Service;
  readonly quotas: Quotas;
  readonly followers: Followers;
  readonly callbackLine: CallbackLine;
  speedLevel: number = ASSUMED.defaultSpeedLevel;
  /** Jobs whose callback nobody has acknowledged or given up yet. */
  readonly unpushed = new Set<bigint>();
  /** Sends to everyone that the administrator has not answered yet. */
  readonly waiting = new Map<bigint, MassAcceptance>();

  constructor(
    readonly settings: ResolvedApp,
    private readonly options: ResolvedOptions,
  ) {
    const { seed, followers, blacklist, kind, initialTags } = settings;
    this.callbackLine = new CallbackLine(settings.callback);
    this.service = new Service(settings.conditions, settings.templates);
    this.followers = new Followers(seed, options.seed, followers, blacklist);
    const { massCallsPerMinute, dailyLimits } = options;
    const total = () => this.followers.total;
    this.quotas = new Quotas(new QuotaLimits({ followers: total, testAccount: kind === "test", massCallsPerMinute, dailyLimits }));
    for (const { name, members } of initialTags) {
      const tag = this.tags.create(this.tags.peekNextId(), name);
      this.tags.setMembers(tag.id, members, true);
    }
  }

  get appId(): string {
    return this.settings.appId;
  }

  apply(change: AccountChange, at: number): void {
    if (isContentChange(change)) {
      this.content.apply(change, at);
      return;
    }
    if (isServiceChange(change)) {
      this.service.apply(change, at);
      return;
    }
    switch (change.type) {
      case "token-issued":
        this.tokens.issue(change.line, change.value, change.mode, at);
        break;
      case "token-expired":
        this.tokens.expire(change.value, at);
        break;
      case "tag-created":
        this.tags.create(change.id, change.name);
        break;
      case "tag-renamed":
        this.tags.rename(change.id, change.name);
        break;
      case "tag-deleted":
        this.tags.delete(change.id);
        break;
      case "tagged":
      case "untagged":
        this.tags.setMembers(change.id, decodePeople(change.people), change.type === "tagged");
        break;
      case "speed-set":
        this.speedLevel = change.level;
        break;
      case "quota-reset":
        this.quotas.reset(at, change.path);
        break;
      case "put-in-doubt":
        this.clientMsgIds.putInDoubt(change.clientMsgId, at);
        break;
      case "callback-set":
        this.callbackLine.change(change);
        break;
      default:
        this.applyToPeople(change, at);
        break;
    }
  }

  /** Sends to everyone accepted this day, and this month (Asia/Shanghai). */
  sendsToAll(now: number): { today: number; thisMonth: number } {
    const jobs = this.ledger.allJobs().filter((job) => job.kind !== "openids");
    return {
      today: jobs.filter((job) => chinaDay(job.acceptedAt) === chinaDay(now)).length,
      thisMonth: jobs.filter((job) => job.kind === "all" && chinaMonth(job.acceptedAt) === chinaMonth(now)).length,
    };
  }

  private applyToPeople(change: AccountChange, at: number): void {
    switch (change.type) {
      case "blacklisted":
        for (const n of decodePeople(change.people)) this.followers.blacklisted.add(n);
        break;
      case "unblacklisted":
        for (const n of decodePeople(change.people)) this.followers.blacklisted.delete(n);
        break;
      case "followed":
        this.followers.setFollowing(change.person, true, at, change.scene);
        this.service.followed(change.person, true, at);
        break;
      case "unfollowed":
        this.followers.setFollowing(change.person, false, at);
        this.tags.forget(change.person);
        this.service.followed(change.person, false, at);
        break;
      case "mass-accepted":
        this.acceptMass(change, at);
        break;
      case "mass-decided":
        this.decideMass(change.msgId, change.approved, at);
        break;
      case "mass-finished":
        this.finishMass(change.msgId);
        break;
      case "mass-pushed":
        this.unpushed.delete(change.msgId);
        break;
      case "mass-deleted":
        this.ledger.deleteArticle(change.msgId, change.article);
        break;
    }
  }

  private acceptMass(mass: MassAcceptance, at: number, acceptedAt = at): void {
    const { target, msgId, msgDataId, clientMsgId, msgtype, articles, draftId, waits = false } = mass;
    const status = waits ? "err(40002)" : mass.status;
    const perMonth = this.settings.kind === "subscription" ? null : MONTHLY_PER_USER;
    const { followers, tags, ledger } = this;
    const failed = status !== "send success";
    const rules = { followers, tags, ledger, perMonth, errorRate: failed ? 1 : this.options.deliveryErrorRate };
    const { delivered, ...counts } = deliver(target, msgId, at, rules);
    const duration = Math.max(jobDurationMs(counts.totalCount, this.speedLevel), ASSUMED.shortestJobMs) / this.options.speedFactor;
    const job: MassJob = {
      msgId,
      msgDataId,
      clientMsgId,
      kind: target.kind,
      tagId: target.kind === "tag" ? target.tagId : null,
      msgtype,
      articles,
      deletedArticles: [],
      draftId,
      acceptedAt,
      finishAt: waits ? at + ASSUMED.administratorMs : (mass.finishAt ?? at + duration),
      state: "SENDING",
      status,
      ...counts,
      // "On err(..): all four are 0."
      ...(failed ? { totalCount: 0, filterCount: 0, sentCount: 0, errorCount: 0 } : {}),
    };
    ledger.record(job, delivered);
    this.clientMsgIds.remember(clientMsgId, msgId, acceptedAt);
    this.unpushed.add(msgId);
    if (waits) this.waiting.set(msgId, mass);
  }

  /** The administrator answered: the send begins, or ends. */
  private decideMass(msgId: bigint, approved: boolean, at: number): void {
    const mass = this.waiting.get(msgId);
    const job = this.ledger.job(msgId);
    if (!mass || !job) return;
    this.waiting.delete(msgId);
    const answer = approved ? {} : { status: "err(40001)", finishAt: at };
    this.acceptMass({ ...mass, waits: false, ...answer }, at, job.acceptedAt);
  }

  private finishMass(msgId: bigint): void {
    this.waiting.delete(msgId);
    const job = this.ledger.job(msgId);
    if (!job) return;
    const succeeded = job.status === "send success";
    if (job.state !== "DELETE") job.state = succeeded ? "SEND_SUCCESS" : "SEND_FAIL";
    if (succeeded && job.draftId !== null) this.content.drafts.remove(job.draftId);
  }
}
