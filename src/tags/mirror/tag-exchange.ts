import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A holder silent for this long is taken for dead. Longer than WeChat works on a call, so that what a killed process asked
 * for is over before the next one asks.
 */
const LEASE_MS = 20_000;
const POLL_MS = 100;

export type Exchanging = "reading" | "writing";

/** The tenant's row that one at a time holds. */
export interface TagExchangeStore {
  /** Takes the turn unless somebody holds it. A reader that gets none makes writers wait for it a moment. */
  tryTake(tenantId: number, owner: string, as: Exchanging, leaseMs: number): Promise<boolean>;
  /** False where somebody else has it by now. */
  renew(tenantId: number, owner: string, leaseMs: number): Promise<boolean>;
  release(tenantId: number, owner: string): Promise<void>;
}

/** The turn was lost to somebody else, after this process stood still for longer than its lease. What was begun is begun anew. */
export class TurnLostError extends Error {
  override readonly name = "TurnLostError";
}

/** The right to ask WeChat about a tenant's tags and to write down what it says. */
export class Turn {
  private validUntil: number;

  constructor(
    readonly owner: string,
    private readonly leaseMs: number,
    private readonly signal?: AbortSignal,
  ) {
    this.validUntil = performance.now() + leaseMs;
  }

  /** Throws TurnLostError once the lease is over, AbortError once the process stops. Asked before every call that changes something at WeChat. */
  assertHeld(): void {
    this.signal?.throwIfAborted();
    if (performance.now() >= this.validUntil) throw new TurnLostError("the turn at WeChat's tags is over");
  }

  async renewBy(renew: () => Promise<boolean>): Promise<void> {
    const from = performance.now();
    this.validUntil = (await renew()) ? from + this.leaseMs : 0;
  }
}

export interface ExchangeTimes {
  leaseMs: number;
  pollMs: number;
}

/**
 * Lets one at a time, over all processes, read or write a tenant's tags at WeChat. Two writers would call WeChat for one
 * user at once, which it answers with 45159 at random; and a reader beside a writer would take what was pushed after it
 * looked for a change made at WeChat.
 */
export class TagExchange {
  constructor(
    private readonly store: TagExchangeStore,
    private readonly log: { warn(details: object, message: string): void },
    private readonly times: ExchangeTimes = { leaseMs: LEASE_MS, pollMs: POLL_MS },
  ) {}

  /** Waits for the turn, works, and gives it back. Rejects with AbortError when `signal` ends the waiting, or the work between two calls. */
  async take<T>(tenantId: number, as: Exchanging, work: (turn: Turn) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { leaseMs, pollMs } = this.times;
    const owner = randomUUID();
    let turn = new Turn(owner, leaseMs, signal);
    while (!(await this.store.tryTake(tenantId, owner, as, leaseMs))) {
      await sleep(pollMs * (0.5 + Math.random()), undefined, { signal });
      turn = new Turn(owner, leaseMs, signal);
    }
    const beat = () =>
      turn
        .renewBy(() => this.store.renew(tenantId, owner, leaseMs))
        .catch((error: unknown) => this.log.warn({ err: error, tenantId }, "the turn at WeChat's tags was not renewed"));
    const heart = setInterval(beat, leaseMs / 4);
    try {
      return await work(turn);
    } finally {
      clearInterval(heart);
      await this.store
        .release(tenantId, owner)
        .catch((error: unknown) => this.log.warn({ err: error, tenantId }, "the turn at WeChat's tags runs out by itself"));
    }
  }
}
