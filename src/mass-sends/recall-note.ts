import { MassSendStatus } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import { type RecallTally, settledError, type Tally } from "./mass-send.state.js";

/** What `MassSend.error` says after a change: of a send that is being taken back how far that is, else why the batches moved it. */
export function errorAfter(
  wanted: Pick<MassSendRecord, "status" | "error" | "recallRequestedAt" | "recallNote">,
  status: MassSendStatus,
  tally: Tally,
  recall: RecallTally,
  /** Of the batch that was changed. */
  errmsg: string | null,
): string | null {
  if (wanted.recallRequestedAt === null) return status === wanted.status ? wanted.error : settledError(status, tally, errmsg);
  const attention = status === MassSendStatus.NEEDS_ATTENTION ? settledError(status, tally, errmsg) : null;
  return [attention, recallText(tally, recall), wanted.recallNote].filter((part) => part !== null).join(" ");
}

function recallText({ UNKNOWN }: Tally, { PENDING, IN_FLIGHT, RECALLED, REFUSED, IMPOSSIBLE }: RecallTally): string {
  const all = PENDING + IN_FLIGHT + RECALLED + REFUSED + IMPOSSIBLE;
  if (all === 0) return "Nothing of it was sent: there is nothing to take back.";
  const parts = [`WeChat took ${RECALLED} of ${all} batches back: their pages are gone, the cards stay in the chats and open nothing.`];
  if (PENDING + IN_FLIGHT > 0) parts.push(`${PENDING + IN_FLIGHT} are being taken back.`);
  if (REFUSED > 0) parts.push(`${REFUSED} it refused, each batch's recallError says why; recallMassSend tries them again.`);
  if (IMPOSSIBLE > 0) parts.push(`${IMPOSSIBLE} cannot be taken back, since WeChat told no msg_id for them.`);
  if (UNKNOWN > 0) parts.push(`Of ${UNKNOWN} nobody knows whether they were sent.`);
  return parts.join(" ");
}
