import type { WeChatErrorKind } from "../../wechat/index.js";
import { BatchStatus, MassSendStatus } from "../mass-send.enums.js";
import type { BatchPatch, BatchRecord, MassSendRecord } from "../mass-send.js";
import type { SendChange } from "../mass-send-store.port.js";
import { chinaTime, unclearBackoffMs } from "../pacing.js";
import { type Words, words } from "../words.js";
import { withCode } from "./wechat-words.js";

/** What came of a call. */
export type CallResult =
  /** `before`: WeChat had accepted it under this clientMsgId already (45065). */
  | { accepted: true; msgId: bigint | null; msgDataId: bigint | null; before?: boolean }
  /** `stale-media`: WeChat no longer knows the id in the message, and there is another one now, or may be after `waitMs`. */
  | {
      accepted: false;
      kind: WeChatErrorKind | "stale-media";
      errcode: number | null;
      errmsg: Words;
      mediaIsGone?: boolean;
      waitMs?: number;
    };

export interface Attempt {
  result: CallResult;
  /** The batch as it was before the attempt: its firstAttemptAt says whether WeChat might have held it already. */
  before: BatchRecord;
  /** When the attempt was committed, and when its answer came. */
  startedAt: Date;
  answeredAt: Date;
  /** REJECTED batches right before this one. */
  rejectedBefore: number;
  /** When a daily quota that is used up now is new. */
  quotaIsNewAt: Date;
}

export interface Verdict {
  /** Decided under the lock: an operator may have paused or cancelled while the call was out. */
  change: (send: MassSendRecord) => SendChange;
  /** How long to leave the send alone, if it is still SENDING then. */
  waitMs: number;
}

/** WeChat answers 45066 to a repetition within a minute. */
export const TOO_SOON_MS = 61_000;
const QUOTA_MINUTE_MS = 60_000;
const TOKEN_BACKOFF_MS = 10_000;
/** The client renews a refused token by itself; after so many attempts with new ones, somebody must look. */
const MAX_TOKEN_ATTEMPTS = 5;
/** After so many refused batches in a row (and again after as many more) the send pauses: the next ones would fare alike. */
export const REJECTIONS_TO_PAUSE = 3;

const FOREIGN = words(
  "WeChat had this send's first batch already, from before this database was restored from a backup, or from another server with a copy of it. Compare with WeChat's console; then cancel, or resume to send the other batches.",
  "微信早已收到这次群发的第一批：可能发自数据库从备份恢复之前，或发自另一台持有其副本的服务器。请与微信公众平台核对，然后取消，或继续发送其余各批。",
);
const NO_MSG_ID = words(
  "accepted, but under no msg_id of its own: its counts stay unknown",
  "已接收，但微信没有给出单独的 msg_id：送达数字无从得知",
);

/** What follows from the answer to one call. Pure. */
export function verdictOf(attempt: Attempt): Verdict {
  const { result } = attempt;
  if (result.accepted) {
    const change = accepted(attempt, result.msgId, result.msgDataId);
    return { change: (send) => (isForeign(attempt) ? pausing(change, send, FOREIGN) : change), waitMs: 0 };
  }
  const reason = withCode(result.errcode, result.errmsg);
  switch (result.kind) {
    case "duplicate":
      throw new TypeError("a duplicate was accepted before: give its msgId as accepted");
    case "unclear":
      return { change: (send) => inDoubt(attempt, send), waitMs: unclearBackoffMs(attempt.before.attempts + 1) };
    case "too-soon":
      return { change: (send) => inDoubt(attempt, send), waitMs: TOO_SOON_MS };
    case "quota-minute":
      return { change: (send) => notTaken(attempt, send), waitMs: QUOTA_MINUTE_MS };
    case "quota-day":
      return { change: (send) => pausing(notTaken(attempt, send), send, quotaText(reason, attempt), attempt.quotaIsNewAt), waitMs: 0 };
    case "stale-media":
      return { change: (send) => notTaken(attempt, send), waitMs: result.waitMs ?? 0 };
    case "token":
      return tokenRefused(attempt, reason);
    case "refused":
      return {
        change: (send) =>
          failing(refused(attempt), send, words(`WeChat refuses this send: ${reason.en}`, `微信拒绝了这次群发：${reason.zh}`)),
        waitMs: 0,
      };
    case "invalid":
      return { change: (send) => rejected(attempt, send, reason), waitMs: 0 };
  }
}

function accepted({ answeredAt }: Attempt, msgId: bigint | null, msgDataId: bigint | null): SendChange {
  const batch: BatchPatch = { wechatMsgId: msgId, wechatMsgDataId: msgDataId, acceptedAt: answeredAt, errcode: null, errmsg: null };
  // Without a msg_id no result can ever be matched.
  const fate: BatchPatch = msgId === null ? { status: BatchStatus.FINISHED, errmsg: NO_MSG_ID } : { status: BatchStatus.ACCEPTED };
  return { batch: { ...batch, ...fate }, send: { lastProgressAt: answeredAt } };
}

const OVER: readonly MassSendStatus[] = [MassSendStatus.CANCELLED, MassSendStatus.FAILED, MassSendStatus.RECALLED];

/**
 * WeChat holds the send's first batch although nobody here ever gave it: this database was restored from a backup made before the start, or
 * a copy of it sends too. The plan made here need not be the one that was sent, so the next batches could reach people again.
 */
function isForeign({ result, before }: Attempt): boolean {
  return result.accepted && result.before === true && before.index === 0 && before.attempts === 0;
}

/** Ended by somebody while the call was out: no repetition will follow. */
function isOver(send: MassSendRecord): boolean {
  return OVER.includes(send.status);
}

/** WeChat may hold the batch: only the same call may follow, and none after a cancel. */
function inDoubt(attempt: Attempt, send: MassSendRecord): SendChange {
  const since = attempt.before.firstAttemptAt ?? attempt.startedAt;
  return {
    batch: { ...reasonOf(attempt), status: isOver(send) ? BatchStatus.UNKNOWN : BatchStatus.IN_FLIGHT, firstAttemptAt: since },
  };
}

/** This call was not accepted; an earlier, unanswered one may have been. */
function notTaken(attempt: Attempt, send: MassSendRecord): SendChange {
  if (attempt.before.firstAttemptAt !== null) return inDoubt(attempt, send);
  return {
    batch: { ...reasonOf(attempt), status: isOver(send) ? BatchStatus.CANCELLED : BatchStatus.PENDING, firstAttemptAt: null },
  };
}

/**
 * REJECTED only where no earlier call is in doubt: WeChat's order of checks is not documented, so a refusal now does not prove that
 * the unanswered call before was refused too.
 */
function refused(attempt: Attempt): SendChange {
  const doubt = attempt.before.firstAttemptAt;
  return {
    batch: { ...reasonOf(attempt), status: doubt === null ? BatchStatus.REJECTED : BatchStatus.UNKNOWN, firstAttemptAt: doubt },
    send: { lastProgressAt: attempt.answeredAt },
  };
}

function rejected(attempt: Attempt, send: MassSendRecord, reason: Words): SendChange {
  const inARow = attempt.rejectedBefore + 1;
  const change = refused(attempt);
  if (inARow % REJECTIONS_TO_PAUSE !== 0) return change;
  const error = words(
    `WeChat refused ${inARow} batches in a row, the last with: ${reason.en}. Resume to go on with the next one.`,
    `微信接连拒绝了 ${inARow} 批，最后一批的原因：${reason.zh}。继续后从下一批发起。`,
  );
  return pausing(change, send, error);
}

function tokenRefused(attempt: Attempt, reason: Words): Verdict {
  const givesUp = attempt.before.attempts + 1 >= MAX_TOKEN_ATTEMPTS;
  const text = words(
    `WeChat refuses the access token, new ones too: ${reason.en}. Check the AppSecret and what else refreshes it, then resume.`,
    `微信拒绝 access token，换新的也一样：${reason.zh}。请检查 AppSecret，以及还有谁在刷新它，然后继续。`,
  );
  return {
    change: (send) => (givesUp ? pausing(notTaken(attempt, send), send, text) : notTaken(attempt, send)),
    waitMs: givesUp ? 0 : TOKEN_BACKOFF_MS,
  };
}

/** Adds PAUSED, unless somebody else stopped the send already. `resumeAt`: when it goes on by itself. */
function pausing(change: SendChange, send: MassSendRecord, error: Words, resumeAt: Date | null = null): SendChange {
  if (send.status !== MassSendStatus.SENDING) return change;
  return { ...change, send: { ...change.send, status: MassSendStatus.PAUSED, error, resumeAt } };
}

function failing(change: SendChange, send: MassSendRecord, error: Words): SendChange {
  if (isOver(send)) return change;
  return { ...change, send: { ...change.send, status: MassSendStatus.FAILED, error }, dropPending: true };
}

function reasonOf({ result }: Attempt): BatchPatch {
  return result.accepted ? {} : { errcode: result.errcode, errmsg: result.errmsg };
}

function quotaText(reason: Words, { quotaIsNewAt }: Attempt): Words {
  return words(
    `WeChat's quota is used up: ${reason.en}. The send goes on by itself at ${chinaTime(quotaIsNewAt)} (Asia/Shanghai), unless an operator pauses it; a quota for the month lets nothing go before the 1st.`,
    `微信的配额已用完：${reason.zh}。除非有人暂停，群发会在 ${chinaTime(quotaIsNewAt)}（北京时间）自动继续；若用完的是每月配额，则要等到下月 1 日。`,
  );
}
