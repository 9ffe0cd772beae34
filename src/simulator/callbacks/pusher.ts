import type { FaultOrder } from "../faults.js";
import type { Account } from "../model/account.js";
import type { World } from "../world.js";
import type { CallbackEvent } from "./events.js";
import { callbackRequest, type Forgery, setUpCheck } from "./request.js";

const TRIES = 3;
const RETRY_AFTER_MS = 5000;
const LATE_MS = 60_000;
const COPIES = 3;
/** A push held back for reordering goes out by then, even if no other overtakes it. */
const LONGEST_HOLD_MS = 60_000;
const MOST_REPLY_BYTES = 65_536;

/** What one POST or GET to the callback address brought: an HTTP status, or null where no answer came in time. */
export interface PushAnswer {
  status: number | null;
  body: string;
}

interface Held {
  release: () => void;
}

/** Posts events to the accounts' callback addresses, by WeChat's manners and by the faults ordered. */
export class CallbackPusher {
  readonly counts = { events: 0, posts: 0, acknowledged: 0, givenUp: 0, dropped: 0, forged: 0 };
  private held: Held[] = [];
  private readonly stopping = new AbortController();

  constructor(private readonly world: World) {}

  get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Resolves when the event was acknowledged, given up, or dropped by a fault. */
  async push(account: Account, event: CallbackEvent): Promise<void> {
    if (!account.settings.callback) return;
    this.counts.events++;
    const kinds = ["duplicate", "late", "drop", "reorder", "forged"] as const;
    const fault = this.world.faults.take({ path: "callback", appId: account.appId, kinds, event: event.name });
    if (fault?.kind === "drop") {
      this.counts.dropped++;
      return;
    }
    if (fault?.kind === "reorder") await this.hold();
    await this.prepare(account, event, fault);
    const copies = fault?.kind === "duplicate" ? (fault.copies ?? COPIES) : 1;
    await Promise.all(Array.from({ length: copies }, () => this.deliver(account, event)));
    if (fault?.kind !== "reorder") this.releaseHeld();
  }

  /** One POST outside WeChat's manners: a forgery, or a repeat of an event long done. */
  async postOnce(account: Account, event: CallbackEvent, forgery: Forgery | null): Promise<PushAnswer> {
    const { callback } = account.settings;
    if (!callback) return { status: null, body: "" };
    const { url, body } = callbackRequest(callback, account.appId, event, this.world.clock.now(), forgery);
    this.counts.posts++;
    if (forgery) this.counts.forged++;
    return this.request(url, { method: "POST", body, headers: { "content-type": "text/xml" } });
  }

  /** The GET check of the account's settings page; the address passes when it answers the bare echostr. */
  async check(account: Account, echostr: string, forgery: Forgery | null): Promise<PushAnswer> {
    const { callback } = account.settings;
    if (!callback) return { status: null, body: "" };
    return this.request(setUpCheck(callback, echostr, this.world.clock.now(), forgery), { method: "GET" });
  }

  stop(): void {
    this.stopping.abort();
    this.releaseHeld();
  }

  private async prepare(account: Account, event: CallbackEvent, fault: FaultOrder | null): Promise<void> {
    if (fault?.kind === "late") await this.world.clock.sleep(fault.delayMs ?? LATE_MS);
    if (fault?.kind === "forged") await this.postOnce(account, asForged(event), "signature");
  }

  private async deliver(account: Account, event: CallbackEvent): Promise<void> {
    for (let attempt = 1; attempt <= TRIES && !this.stopping.signal.aborted; attempt++) {
      const answer = await this.postOnce(account, event, null);
      if (answer.status === 200 && (answer.body === "" || answer.body === "success")) {
        this.counts.acknowledged++;
        return;
      }
      this.world.options.logger?.warn({ event: event.name, attempt, status: answer.status }, "callback not acknowledged");
      if (attempt < TRIES) await this.world.clock.sleep(RETRY_AFTER_MS / this.world.options.speedFactor);
    }
    this.counts.givenUp++;
  }

  private async request(url: string, init: RequestInit): Promise<PushAnswer> {
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.world.options.callbackTimeoutMs)]);
    try {
      const response = await fetch(url, { ...init, signal, redirect: "manual" });
      const body = await response.text();
      return { status: response.status, body: body.slice(0, MOST_REPLY_BYTES).trim() };
    } catch (error) {
      this.world.options.logger?.info({ reason: error instanceof Error ? error.name : "unknown" }, "callback address did not answer");
      return { status: null, body: "" };
    }
  }

  private hold(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.world.clock.schedule(this.world.clock.now() + LONGEST_HOLD_MS, () => held.release());
      const held: Held = {
        release: () => {
          cancel();
          this.held = this.held.filter((other) => other !== held);
          resolve();
        },
      };
      this.held.push(held);
    });
  }

  private releaseHeld(): void {
    for (const held of [...this.held]) held.release();
  }
}

/** A forger's version says that nothing was sent. */
function asForged(event: CallbackEvent): CallbackEvent {
  if (event.name !== "MASSSENDJOBFINISH") return event;
  return { ...event, fields: { ...event.fields, Status: "send fail", SentCount: 0, ErrorCount: event.fields.TotalCount ?? 0 } };
}
