import { DispatchMethod, MassSendStatus, MassSendWait } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";

/** With the account's send protection on, WeChat fails a send to all that its administrator did not confirm by then. */
const ADMINISTRATOR_MS = 30 * 60_000;

type Waiting = Pick<MassSendRecord, "status" | "scheduledFor" | "resumeAt" | "confirmBy">;

/** For what or whom a send waits, outside of the calls in hand, and until when if that is known. */
export function waitOf({ status, scheduledFor, resumeAt, confirmBy }: Waiting): {
  waitingFor: MassSendWait | null;
  waitingUntil: Date | null;
} {
  switch (status) {
    case MassSendStatus.SCHEDULED:
      return { waitingFor: MassSendWait.SCHEDULE, waitingUntil: scheduledFor };
    case MassSendStatus.PAUSED:
      return { waitingFor: resumeAt === null ? MassSendWait.OPERATOR : MassSendWait.QUOTA, waitingUntil: resumeAt };
    case MassSendStatus.NEEDS_ATTENTION:
      return { waitingFor: MassSendWait.OPERATOR, waitingUntil: null };
    case MassSendStatus.AWAITING_RESULTS:
      return { waitingFor: confirmBy === null ? MassSendWait.RESULTS : MassSendWait.ADMINISTRATOR, waitingUntil: confirmBy };
    default:
      return { waitingFor: null, waitingUntil: null };
  }
}

/**
 * Until when a send seems to wait for the administrator, of whom WeChat tells nothing before the end: it was taken, it went to all, it
 * is SENDING for longer than delivery takes at the account's speed, and the half hour is not over. Null where it does not seem so.
 */
export function confirmationDue(
  { method, recipients }: Pick<MassSendRecord, "method" | "recipients">,
  acceptedAt: Date | null,
  { now, peoplePerMinute }: { now: Date; peoplePerMinute: number },
): Date | null {
  if (method !== DispatchMethod.TO_ALL || acceptedAt === null) return null;
  const until = acceptedAt.getTime() + ADMINISTRATOR_MS;
  const deliveredBy = acceptedAt.getTime() + (recipients * 60_000) / peoplePerMinute;
  return now.getTime() >= deliveredBy && now.getTime() < until ? new Date(until) : null;
}
