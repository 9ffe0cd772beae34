import { MassSendStatus } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import { type RecallTally, settledError, type Tally } from "./mass-send.state.js";
import { sentences, type Words, words } from "./words.js";

/** What `MassSend.error` says after a change: of a send that is being taken back how far that is, else why the batches moved it. */
export function errorAfter(
  wanted: Pick<MassSendRecord, "status" | "recallRequestedAt"> & { error: Words | null; recallNote: Words | null },
  status: MassSendStatus,
  tally: Tally,
  recall: RecallTally,
  /** Of the batch that was changed. */
  errmsg: Words | null,
): Words | null {
  if (wanted.recallRequestedAt === null) return status === wanted.status ? wanted.error : settledError(status, tally, errmsg);
  const attention = status === MassSendStatus.NEEDS_ATTENTION ? settledError(status, tally, errmsg) : null;
  return sentences([attention, recallText(tally, recall), wanted.recallNote].filter((part) => part !== null));
}

function recallText({ UNKNOWN }: Tally, { PENDING, IN_FLIGHT, RECALLED, REFUSED, IMPOSSIBLE }: RecallTally): Words {
  const all = PENDING + IN_FLIGHT + RECALLED + REFUSED + IMPOSSIBLE;
  if (all === 0) return words("Nothing of it was sent: there is nothing to take back.", "什么都没有发出，没有可撤回的。");
  const parts = [
    words(
      `WeChat took ${RECALLED} of ${all} batches back: their pages are gone, the cards stay in the chats and open nothing.`,
      `微信已撤回 ${all} 批中的 ${RECALLED} 批：页面已删除，聊天里的卡片还在，但打不开。`,
    ),
  ];
  const begun = PENDING + IN_FLIGHT;
  if (begun > 0) parts.push(words(`${begun} are being taken back.`, `${begun} 批正在撤回。`));
  if (REFUSED > 0)
    parts.push(
      words(
        `${REFUSED} it refused, each batch's recallError says why; recallMassSend tries them again.`,
        `${REFUSED} 批被微信拒绝，各批写着原因；再次撤回会重试。`,
      ),
    );
  if (IMPOSSIBLE > 0)
    parts.push(
      words(
        `${IMPOSSIBLE} cannot be taken back, since WeChat told no msg_id for them.`,
        `${IMPOSSIBLE} 批无法撤回，因为微信没有给出 msg_id。`,
      ),
    );
  if (UNKNOWN > 0) parts.push(words(`Of ${UNKNOWN} nobody knows whether they were sent.`, `另有 ${UNKNOWN} 批不知道是否已发出。`));
  return sentences(parts);
}
