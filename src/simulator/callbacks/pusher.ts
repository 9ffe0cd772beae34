import type { FaultOrder } from "../faults.js";
import type { Account } from "../model/account.js";
import type { CallbackOptions } from "../options.js";
import type { World } from "../world.js";
import { type PushAnswer, type Requester, requester } from "./address.js";
import { CallbackLog, type PushOutcome, type PushRecord, type PushTry } from "./callback-log.js";
import type { CallbackEvent } from "./events.js";
import { HeldPushes } from "./held-pushes.js";
import { BadReply, readPassiveReply } from "./passive-reply.js";
import { type CallbackRequest, callbackRequest, canForge, type Forgery, setUpCheck } from "./request.js";

const TRIES = 3;
const RETRY_AFTER_MS = 5000;
const LATE_MS = 60_000;
const COPIES = 3;
const KINDS = ["duplicate", "late", "drop", "reorder", "forged"] as const;

/** Posts events to the accounts' callback addresses, by WeChat's manners and by the faults ordered. */
export class CallbackPusher {
  readonly log = new CallbackLog();
  private readonly held: HeldPushes;
  private readonly stopping = new AbortController();
  private readonly request: Requester;
  private readonly lastRequests = new Map<string, CallbackRequest>();

  constructor(private readonly world: World) {
    const { callbackTimeoutMs, logger } = world.options;
    this.held = new HeldPushes(world.clock);
    this.request = requester(callbackTimeoutMs, this.stopping.signal, (reason) => {
      logger?.info({ reason }, "callback address did not answer");
    });
  }

  get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** What became of the event; null for an account without callback address. */
  async push(account: Account, event: CallbackEvent): Promise<PushOutcome | null> {
    const callback = account.callbackLine.forNextEvent();
    if (!callback) return null;
    const { appId } = account;
    const { faults, clock } = this.world;
    const fault = faults.take({ path: "callback", appId, kinds: KINDS, event: event.name });
    const record = this.log.open(appId, event, clock.now(), fault?.kind ?? null);
    if (fault?.kind === "drop") return this.log.close(record, "dropped");
    if (fault?.kind === "reorder") await this.held.wait();
    await this.prepare(account, callback, event, fault);
    const copies = fault?.kind === "duplicate" ? (fault.copies ?? COPIES) : 1;
    const outcomes = await Promise.all(Array.from({ length: copies }, () => this.deliver(appId, callback, event, record)));
    if (fault?.kind !== "reorder") this.held.releaseAll();
    return outcomes[0] ?? null;
  }

  /** One POST outside WeChat's manners: a forgery, or a repeat of an event long done. */
  async postOnce(account: Account, event: CallbackEvent, forgery: Forgery | null): Promise<PushAnswer> {
    const callback = account.callbackLine.current;
    if (!callback) return { status: null, body: "" };
    return this.post(account.appId, callbackRequest(callback, account.appId, event, this.signingTime(), forgery), forgery);
  }

  /** The last POST of the account once more, byte for byte; null when there was none. */
  async replay(account: Account): Promise<PushAnswer | null> {
    const request = this.lastRequests.get(account.appId);
    return request ? this.post(account.appId, request, null) : null;
  }

  /** The GET check of the account's settings page; the address passes when it answers the bare echostr. */
  async check(account: Account, echostr: string, forgery: Forgery | null): Promise<PushAnswer> {
    const callback = account.callbackLine.current;
    if (!callback) return { status: null, body: "" };
    return this.request(setUpCheck(callback, echostr, this.signingTime(), forgery), { method: "GET" });
  }

  stop(): void {
    this.stopping.abort();
    this.held.releaseAll();
  }

  private async prepare(account: Account, callback: CallbackOptions, event: CallbackEvent, fault: FaultOrder | null): Promise<void> {
    if (fault?.kind === "late") await this.world.clock.sleep(fault.delayMs ?? LATE_MS);
    if (fault?.kind !== "forged") return;
    const wanted = fault.forgery ?? "signature";
    await this.postOnce(account, asForged(event), canForge(callback, wanted) ? wanted : "signature");
  }

  private async deliver(appId: string, callback: CallbackOptions, event: CallbackEvent, record: PushRecord): Promise<PushOutcome> {
    const { clock, options } = this.world;
    for (let attempt = 1; attempt <= TRIES && !this.stopped; attempt++) {
      const started = performance.now();
      const answer = await this.post(appId, callbackRequest(callback, appId, event, this.signingTime()), null);
      const judged = judge(answer, callback, appId, event);
      this.log.tried(record, { status: answer.status, tookMs: Math.round(performance.now() - started), ...judged });
      if (judged.answer === "success" || judged.answer === "empty") return this.log.close(record, "acknowledged");
      if (judged.answer === "reply") return this.log.close(record, "replied");
      options.logger?.warn({ event: event.name, attempt, status: answer.status, problem: judged.problem }, "callback not acknowledged");
      if (attempt < TRIES) await clock.sleep(RETRY_AFTER_MS / options.speedFactor);
    }
    return this.log.close(record, this.stopped ? "stopped" : "given up");
  }

  private async post(appId: string, request: CallbackRequest, forgery: Forgery | null): Promise<PushAnswer> {
    this.log.counts.posts++;
    if (forgery) this.log.counts.forged++;
    else this.lastRequests.set(appId, request);
    const { url, body, contentType } = request;
    return this.request(url, { method: "POST", body, headers: { "content-type": contentType } });
  }

  private signingTime(): number {
    return this.world.options.callbackTime === "real" ? Date.now() : this.world.clock.now();
  }
}

function judge(
  { status, body }: PushAnswer,
  callback: CallbackOptions,
  appId: string,
  event: CallbackEvent,
): Pick<PushTry, "answer" | "problem" | "reply"> {
  if (status === null) return { answer: "no answer" };
  if (status !== 200) return { answer: "refused" };
  if (body === "") return { answer: "empty" };
  if (body === "success") return { answer: "success" };
  try {
    return { answer: "reply", reply: readPassiveReply(body, callback, appId, event) };
  } catch (error) {
    if (error instanceof BadReply) return { answer: "invalid", problem: error.message };
    throw error;
  }
}

/** A forger's version says that nothing was sent. */
function asForged(event: CallbackEvent): CallbackEvent {
  if (event.name !== "MASSSENDJOBFINISH") return event;
  return { ...event, fields: { ...event.fields, Status: "send fail", SentCount: 0, ErrorCount: event.fields.TotalCount ?? 0 } };
}
