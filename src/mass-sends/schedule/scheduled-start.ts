import { PublicError } from "../../graphql/errors.js";
import { LatePolicy, MassSendStatus } from "../mass-send.enums.js";
import type { MassSendRecord } from "../mass-send.js";
import type { SendChange } from "../mass-send-store.port.js";
import { next } from "../next-status.js";
import type { Prepared, Readiness } from "../readiness.js";
import type { SendLease } from "../send-lease.port.js";
import type { SendWriter } from "../send-writer.js";
import { starting } from "../starting.js";
import { type Words, words } from "../words.js";
import { tooLate } from "./late-policy.js";

/** The audit log's name for what nobody was there to do. */
const OPERATOR = "schedule";

export interface Fired {
  send: MassSendRecord;
  /** Still SCHEDULED: when to look again, by the database's clock. */
  again: Date | null;
}

/**
 * Starts scheduled sends at their moment, under the driver's lease: each change checks its fence, and that the send is SCHEDULED still,
 * so that one moment fires once, however many processes wake up for it. What cannot go out becomes a DRAFT with the reason in `error`.
 */
export class ScheduledStart {
  constructor(
    private readonly parts: {
      readiness: Readiness;
      writer: SendWriter;
      clock: () => Date;
    },
  ) {}

  /** Rejects where something we depend on is away: it is tried again, until the late policy ends it. */
  async fire(lease: SendLease): Promise<Fired> {
    const due = await this.due(lease);
    if (due.again !== null || due.send.status !== MassSendStatus.SCHEDULED) return due;
    const { send } = due;
    const prepared = await this.prepare(send);
    if ("en" in prepared)
      return this.fired(await this.parts.writer.change(lease, (now) => unlessChanged(now, send, () => missing(now, prepared, true))));
    const at = this.parts.clock();
    const after = await this.parts.writer.change(lease, (now, _batch, databaseNow) =>
      unlessChanged(now, send, () => {
        // A machine that slept since the first look wakes late.
        const late = lateness(now, databaseNow);
        if (late !== null) return missing(now, late, false);
        const start = starting(now, next("fire", now), { ...prepared, operator: OPERATOR, at });
        // The driver has it in hand.
        return { ...start, wakeAt: undefined };
      }),
    );
    return this.fired(after);
  }

  /** Too early, as the database's clock has it, or too late: then it is a DRAFT again. */
  private async due(lease: SendLease): Promise<Fired> {
    let early = false;
    const send = await this.parts.writer.change(lease, (now, _batch, databaseNow) => {
      if (now.status !== MassSendStatus.SCHEDULED) return null;
      early = now.scheduledFor !== null && now.scheduledFor > databaseNow;
      const late = lateness(now, databaseNow);
      return late === null ? null : missing(now, late, false);
    });
    return { send, again: early ? send.scheduledFor : null };
  }

  /** What keeps it from going out, in words, where nothing but a person can change that. */
  private async prepare(send: MassSendRecord): Promise<Prepared | Words> {
    try {
      return await this.parts.readiness.prepare(send, { fresh: true });
    } catch (error) {
      if (error instanceof PublicError && error.code !== "UNAVAILABLE")
        return words(`It did not go out at its moment: ${error.message}`, `到了预定时刻没有发出：${error.message}`);
      throw error;
    }
  }

  /** SCHEDULED still: somebody changed it meanwhile, and it is looked at again at once. */
  private fired(send: MassSendRecord): Fired {
    return { send, again: send.status === MassSendStatus.SCHEDULED ? send.scheduledFor : null };
  }
}

function lateness({ scheduledFor, ifLate }: MassSendRecord, now: Date): Words | null {
  return scheduledFor && tooLate(ifLate ?? LatePolicy.SEND_WITHIN_15_MINUTES, scheduledFor, now);
}

function unlessChanged(now: MassSendRecord, seen: MassSendRecord, change: () => SendChange): SendChange | null {
  return now.status === MassSendStatus.SCHEDULED && now.seq === seen.seq ? change() : null;
}

/** `voids`: what was approved is not what there is. */
function missing(now: MassSendRecord, error: Words, voids: boolean): SendChange {
  return {
    send: { status: next("miss", now), scheduledFor: null, ifLate: null, error, ...(voids ? { approval: null } : {}) },
    wakeAt: null,
    audit: { operator: OPERATOR, action: "missSchedule", detail: `${now.name}: ${error.en}` },
  };
}
