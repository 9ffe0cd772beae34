import { MassSendStatus } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import type { MassSendProgress } from "./mass-send.types.js";
import { waitOf } from "./waiting.js";

/** WeChat takes 60 mass calls a minute. */
const CALLS_PER_SECOND = 1;
/** Level 0, the fastest of mass/speed/get: 800,000 a minute. */
const RECIPIENTS_PER_SECOND = 13_333;

/** The send's state as it is shown and kept. */
export function progressOf(send: MassSendRecord): MassSendProgress {
  const { batches, batchesAccepted, batchesFinished, batchesFailed, batchesUnknown, batchesRecalled, accepted, sent, filtered, failed } =
    send;
  return {
    massSendId: send.id,
    seq: send.seq,
    status: send.status,
    at: send.at,
    recipients: send.recipients,
    batches,
    batchesAccepted,
    batchesFinished,
    batchesFailed,
    batchesUnknown,
    batchesRecalled,
    accepted,
    sent,
    filtered,
    failed,
    etaSeconds: etaSeconds(send),
    ...waitOf(send),
  };
}

/** Calls at WeChat's pace, then delivery of what has no result; an estimate, the account may be slower. */
function etaSeconds(send: MassSendRecord): number | null {
  const moving: readonly MassSendStatus[] = [MassSendStatus.PREPARING, MassSendStatus.SENDING, MassSendStatus.AWAITING_RESULTS];
  if (!moving.includes(send.status)) return null;
  const calls = Math.max(0, send.batches - send.batchesAccepted - send.batchesFailed - send.batchesUnknown);
  const outstanding = Math.max(0, send.batches - send.batchesFinished - send.batchesFailed - send.batchesUnknown);
  const people = send.batches === 0 ? 0 : (send.recipients * outstanding) / send.batches;
  return Math.ceil(Math.max(calls / CALLS_PER_SECOND, people / RECIPIENTS_PER_SECOND));
}
