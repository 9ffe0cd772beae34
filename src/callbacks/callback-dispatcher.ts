import { ActivityBuffer } from "./activity-buffer.js";
import type { CallbackHandlers } from "./callback-handlers.port.js";
import { type CallbackLog, nameOf } from "./callback-log.js";
import { followerEventOf, massSendFinishedOf, timeOf } from "./callback-message.js";
import type { CallbackStore, StoredCallback } from "./callback-store.port.js";

const LANES = 4;
/** More than this in memory is left to the sweep: the database has it anyway. */
const MAX_WAITING = 10_000;
const SWEEP_LIMIT = 1_000;
const MAX_SWEEP_PAGES = 20;
const MAX_ERROR = 500;

export interface CallbackDispatcherParts {
  store: CallbackStore;
  handlers: CallbackHandlers;
  log: CallbackLog;
  sweepEveryMs: number;
  /** Default 2,000. */
  flushAfterMs?: number;
}

/**
 * Gives stored callbacks to their handlers: at once, and by a sweep whatever a crash left or a handler failed at. Those of
 * one openid go one after the other; the order of all is CreateTime only as far as they arrived together, so handlers
 * compare `at`. What a person did is then collected and noted for many at once; that ends the callback.
 */
export class CallbackDispatcher {
  private readonly lanes = Array.from({ length: LANES }, () => Promise.resolve());
  private readonly activity: ActivityBuffer;
  private waiting = 0;
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<void> = Promise.resolve();
  /** Callbacks that still wait are left to the sweep of the next start. */
  private stopped = false;

  constructor(private readonly parts: CallbackDispatcherParts) {
    this.activity = new ActivityBuffer(parts);
  }

  /** Returns at once; `idle` says when it is done. */
  dispatch(callback: StoredCallback): void {
    if (this.waiting + this.activity.size < MAX_WAITING) void this.accept(callback);
  }

  /** Resolves when all that was dispatched up to now has been acted on. */
  async idle(): Promise<void> {
    await Promise.all(this.lanes);
    await this.activity.flush();
  }

  /** One round over what is due; returns how many were tried. */
  sweep(): Promise<number> {
    return this.parts.store.withDue(SWEEP_LIMIT, async (due) => {
      const inOrder = due.toSorted((a, b) => timeOf(a.payload).getTime() - timeOf(b.payload).getTime());
      await Promise.all(inOrder.map((callback) => this.accept(callback)));
      await this.activity.flush();
    });
  }

  start(): void {
    this.stopped = false;
    this.sweeping = this.round();
  }

  /** Resolves when no handler is at work any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await Promise.all([this.sweeping, this.idle()]);
  }

  private async round(): Promise<void> {
    try {
      // A restart after a rush has more than one page before it; the end keeps one that can record nothing from running hot.
      for (let page = 0; page < MAX_SWEEP_PAGES && !this.stopped; page++) {
        if ((await this.sweep()) < SWEEP_LIMIT) break;
      }
    } catch (error) {
      this.parts.log.error({ err: nameOf(error) }, "could not sweep callbacks; trying again");
    }
    if (this.stopped) return;
    const again = () => {
      this.sweeping = this.round();
    };
    this.timer = setTimeout(again, this.parts.sweepEveryMs).unref();
  }

  /** Resolves when it has gone through its lane; what only tells of a person's activity needs none. */
  private accept(callback: StoredCallback): Promise<void> {
    const needsLane = callback.details === null || LANE_TYPES.has(callback.details.type);
    if (needsLane) return this.enqueue(callback);
    if (!this.stopped) this.activity.add(callback);
    return Promise.resolve();
  }

  private enqueue(callback: StoredCallback): Promise<void> {
    const lane = laneOf(callback);
    this.waiting++;
    const done = (this.lanes[lane] ?? Promise.resolve()).then(() => this.process(callback)).finally(() => this.waiting--);
    this.lanes[lane] = done;
    return done;
  }

  /** Never rejects: a lane goes on. */
  private async process(callback: StoredCallback): Promise<void> {
    const { store, log } = this.parts;
    try {
      if (this.stopped || !(await store.claim(callback))) return;
      await this.handle(callback).then(
        (problem) => this.handled(callback, problem),
        (error: unknown) => this.recordFailure(callback, error),
      );
    } catch (error) {
      // The row still says "unfinished": the sweep will find it.
      log.error({ callback: String(callback.id), err: nameOf(error) }, "could not record what became of a callback");
    }
  }

  private async handled(callback: StoredCallback, problem: string | null): Promise<void> {
    if (!this.activity.add(callback)) await this.parts.store.finished([callback], problem);
  }

  private async recordFailure(callback: StoredCallback, error: unknown): Promise<void> {
    const { id, event, attempts } = callback;
    this.parts.log.warn(
      { callback: String(id), event, attempts: attempts + 1, err: nameOf(error) },
      "a callback's handler failed; it will be tried again",
    );
    await this.parts.store.failed([callback], (error instanceof Error ? error.message : String(error)).slice(0, MAX_ERROR));
  }

  /** Null, or why nobody can ever act on it. */
  private async handle({ tenantId, details, payload, problem }: StoredCallback): Promise<string | null> {
    const { handlers } = this.parts;
    switch (details?.type) {
      case "MASSSENDJOBFINISH": {
        const finished = massSendFinishedOf({ tenantId, payload });
        if (finished) await handlers.massSendFinished(finished);
        return null;
      }
      case "subscribe":
        await handlers.subscribed(followerEventOf(tenantId, details));
        return null;
      case "unsubscribe":
        await handlers.unsubscribed(followerEventOf(tenantId, details));
        return null;
      default:
        return problem;
    }
  }
}

const LANE_TYPES = new Set<string>(["MASSSENDJOBFINISH", "subscribe", "unsubscribe"]);

/** One sender, one lane. */
function laneOf({ tenantId, openid }: StoredCallback): number {
  let hash = tenantId;
  for (let at = 0; at < openid.length; at++) hash = (hash * 31 + openid.charCodeAt(at)) >>> 0;
  return hash % LANES;
}
