import { MinuteCounter } from "../minute-counter.js";
import type { CallbackEvent } from "./events.js";
import type { PassiveReply } from "./passive-reply.js";

const RECENT = 50;

/** What became of an event: acknowledged by `success` or nothing, or by a reply to the person; not at all; dropped by a fault. */
export type PushOutcome = "acknowledged" | "replied" | "given up" | "dropped" | "stopped";

/** One POST: how it was answered. */
export interface PushTry {
  status: number | null;
  tookMs: number;
  /** `no answer`: none within 5 seconds. `refused`: an HTTP status other than 200. */
  answer: "success" | "empty" | "reply" | "invalid" | "refused" | "no answer";
  /** What was wrong with an invalid one. */
  problem?: string;
  reply?: PassiveReply;
}

export interface PushRecord {
  id: number;
  appId: string;
  /** The simulator's time. */
  at: number;
  event: string;
  openid: string;
  /** MsgID of a job, MsgId of a message. */
  msgId: string | null;
  fault: string | null;
  tries: PushTry[];
  outcome: PushOutcome | null;
}

/** Counts of what was pushed, and the latest pushes. */
export class CallbackLog {
  readonly counts = { events: 0, posts: 0, acknowledged: 0, replied: 0, invalidReplies: 0, givenUp: 0, dropped: 0, forged: 0 };
  readonly perMinute = new MinuteCounter();
  private latest: PushRecord[] = [];
  private lastId = 0;

  open(appId: string, event: CallbackEvent, at: number, fault: string | null): PushRecord {
    const { MsgID, MsgId } = event.fields;
    const msgId = MsgID ?? MsgId ?? null;
    const record: PushRecord = {
      id: ++this.lastId,
      ...{ appId, at, event: event.name, openid: event.openid },
      msgId: typeof msgId === "bigint" || typeof msgId === "number" ? String(msgId) : null,
      ...{ fault, tries: [], outcome: null },
    };
    this.counts.events++;
    this.perMinute.add();
    this.latest.push(record);
    if (this.latest.length > RECENT) this.latest.shift();
    return record;
  }

  tried(record: PushRecord, attempt: PushTry): void {
    record.tries.push(attempt);
    if (attempt.answer === "invalid") this.counts.invalidReplies++;
  }

  close(record: PushRecord, outcome: PushOutcome): PushOutcome {
    record.outcome = outcome;
    if (outcome === "acknowledged" || outcome === "replied") this.counts.acknowledged++;
    if (outcome === "replied") this.counts.replied++;
    if (outcome === "given up") this.counts.givenUp++;
    if (outcome === "dropped") this.counts.dropped++;
    return outcome;
  }

  /** Newest first. */
  recent(): PushRecord[] {
    return this.latest.toReversed();
  }

  /** Counts begin anew. */
  reset(): void {
    for (const name of Object.keys(this.counts) as (keyof typeof this.counts)[]) this.counts[name] = 0;
    this.latest = [];
  }
}
