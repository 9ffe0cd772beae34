import type { Principal } from "../../graphql/context.js";
import { BadInputError, ConflictError } from "../../graphql/errors.js";
import type { LatePolicy } from "../mass-send.enums.js";
import type { MassSendRecord } from "../mass-send.js";
import { type MassSendService, refOf } from "../mass-send.service.js";
import { next } from "../next-status.js";
import type { Readiness } from "../readiness.js";
import type { MassSendQueue } from "../send-lease.port.js";
import type { SendWriter } from "../send-writer.js";

const DAY_MS = 86_400_000;
/** Beyond, it is rather a mistyped year. */
const FURTHEST_MS = 366 * DAY_MS;

/** Sends that start by themselves; what happens at the moment is ScheduledStart's. */
export class ScheduleService {
  constructor(
    private readonly parts: {
      massSends: Pick<MassSendService, "massSend">;
      readiness: Readiness;
      writer: SendWriter;
      queue: MassSendQueue;
    },
  ) {}

  /** Of a DRAFT, or anew of a SCHEDULED one. What a start would refuse now is refused; it is looked at again at the moment. */
  async scheduleMassSend(principal: Principal, id: string, at: Date, ifLate: LatePolicy): Promise<MassSendRecord> {
    const { massSends, readiness, writer } = this.parts;
    const draft = await massSends.massSend(principal.tenantId, id);
    next("schedule", draft);
    await readiness.prepare(draft, { fresh: false });
    let delayMs = 0;
    const send = await writer.change(draft, (now, _batch, databaseNow) => {
      const status = next("schedule", now);
      if (now.seq !== draft.seq)
        throw new ConflictError("id", "the draft was changed while it was being scheduled; look at it and schedule again", {
          reason: "CHANGED_MEANWHILE",
        });
      delayMs = checkedDelay(at, databaseNow);
      const audit = { operator: principal.name, action: "scheduleMassSend", detail: `${now.name}: ${at.toISOString()}, ${ifLate}` };
      return { send: { status, scheduledFor: at, ifLate, error: null }, wakeAt: at, audit };
    });
    // A hint from a day before would only be kept by the queue that long; the sweep finds the send without one.
    if (delayMs < DAY_MS) await this.parts.queue.wake(send.tenantId, send.id, delayMs);
    return send;
  }

  /** A DRAFT again, with its approval. */
  unscheduleMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    return this.parts.writer.change(refOf(principal.tenantId, id), (now) => {
      const status = next("unschedule", now);
      const audit = { operator: principal.name, action: "unscheduleMassSend", detail: now.name };
      return { send: { status, scheduledFor: null, ifLate: null }, wakeAt: null, audit };
    });
  }
}

function checkedDelay(at: Date, now: Date): number {
  const delayMs = at.getTime() - now.getTime();
  if (delayMs <= 0) throw new BadInputError("at", `${at.toISOString()} has passed; it is ${now.toISOString()}`, { reason: "TIME_PASSED" });
  if (delayMs > FURTHEST_MS) throw new BadInputError("at", `${at.toISOString()} is more than a year away`, { reason: "TIME_TOO_FAR" });
  return delayMs;
}
