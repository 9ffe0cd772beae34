import type { WeChatErrorKind } from "../../wechat/index.js";
import { BatchStatus, RecallStatus } from "../mass-send.enums.js";
import type { BatchPatch, BatchRecord } from "../mass-send.js";
import { quotaReturnsAt, unclearBackoffMs } from "../pacing.js";
import { type Words, words } from "../words.js";

export type RecallResult = { taken: true } | { taken: false; kind: WeChatErrorKind; notSentYet: boolean; reason: Words };

export interface RecallAttempt {
  result: RecallResult;
  /** With this attempt counted. */
  batch: Pick<BatchRecord, "status" | "recallAttempts">;
  now: Date;
  quotaDelayMs: number | undefined;
}

export interface RecallVerdict {
  patch: BatchPatch;
  /** Null: done with this batch. */
  waitMs: number | null;
  /** The wait holds for every batch. */
  all: boolean;
  /** Why the others are refused too; null: they are not. */
  refuseAll: Words | null;
}

const MINUTE_MS = 60_000;
const TOKEN_BACKOFF_MS = 10_000;
/** With waits that double to 5 minutes these are half an hour: then a person should know. recallMassSend begins anew. */
const MOST_ATTEMPTS = 12;

/** What follows from WeChat's answer to one mass/delete. Pure. */
export function recallVerdictOf({ result, batch, now, quotaDelayMs }: RecallAttempt): RecallVerdict {
  if (result.taken) return { patch: { recall: RecallStatus.RECALLED, recallError: null }, waitMs: null, all: false, refuseAll: null };
  const { kind, reason } = result;
  switch (kind) {
    case "unclear":
      return waits(batch, RecallStatus.IN_FLIGHT, reason, unclearBackoffMs(batch.recallAttempts));
    case "token":
      return waits(batch, RecallStatus.PENDING, reason, TOKEN_BACKOFF_MS);
    case "quota-minute":
    case "too-soon":
      return later(reason, MINUTE_MS, true);
    case "quota-day":
      return later(reason, quotaReturnsAt(now, quotaDelayMs).getTime() - now.getTime(), true);
    case "refused":
      return { ...refused(reason), refuseAll: reason };
    case "duplicate":
    case "invalid":
      // A job can be taken back only when it has been sent.
      return result.notSentYet && batch.status === BatchStatus.ACCEPTED ? later(reason, MINUTE_MS, false) : refused(reason);
  }
}

function later(reason: Words, waitMs: number, all: boolean): RecallVerdict {
  return { patch: { recall: RecallStatus.PENDING, recallError: reason }, waitMs, all, refuseAll: null };
}

function refused(reason: Words): RecallVerdict {
  return { patch: { recall: RecallStatus.REFUSED, recallError: reason }, waitMs: null, all: false, refuseAll: null };
}

function waits(batch: RecallAttempt["batch"], recall: RecallStatus, reason: Words, waitMs: number): RecallVerdict {
  if (batch.recallAttempts >= MOST_ATTEMPTS)
    return refused(
      words(`after ${batch.recallAttempts} calls still: ${reason.en}`, `调用 ${batch.recallAttempts} 次之后仍是：${reason.zh}`),
    );
  return { patch: { recall, recallError: reason }, waitMs, all: true, refuseAll: null };
}
