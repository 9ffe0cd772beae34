import type { AudienceJson } from "../audiences/index.js";
import type { Approval } from "./approval/given-approval.js";
import type { MassSendContent } from "./content.js";
import type { BatchStatus, DispatchMethod, LatePolicy, MassSendStatus, RecallStatus } from "./mass-send.enums.js";
import { type Chinese, changedTo, chineseOf, type Words } from "./words.js";

/** The sums over a send's batches. */
export interface Counters {
  batches: number;
  /** WeChat took the job, whatever became of it then. */
  batchesAccepted: number;
  batchesFinished: number;
  batchesFailed: number;
  batchesUnknown: number;
  /** Whose page WeChat took away. */
  batchesRecalled: number;
  /** Recipients in accepted batches. */
  accepted: number;
  sent: number;
  filtered: number;
  failed: number;
}

/** A mass send as stored. */
export interface MassSendRecord extends Counters {
  id: string;
  tenantId: number;
  name: string;
  status: MassSendStatus;
  audience: AudienceJson;
  audienceText: string;
  content: MassSendContent;
  sendIgnoreReprint: boolean;
  method: DispatchMethod | null;
  /** Of the tag that mass/sendall names; with BY_TAG only. */
  wechatTagId: number | null;
  /** Grows by one with every change. */
  seq: number;
  /** Moment of that change. */
  at: Date;
  /** In the frozen audience. */
  recipients: number;
  error: string | null;
  /** Of `error` and `recallNote`. */
  chinese: Chinese | null;
  /** WeChat's last definite answer about a batch, or the start, or an operator's resume. */
  lastProgressAt: Date | null;
  /** When a send that is PAUSED for WeChat's quota goes on by itself. */
  resumeAt: Date | null;
  /** Until when WeChat lets the account's administrator confirm it; null where nothing looks like waiting for that. */
  confirmBy: Date | null;
  /** Since when it is being taken back. */
  recallRequestedAt: Date | null;
  /** What else dies with it. */
  recallNote: string | null;
  /** The send whose unreached people this one is for. */
  retryOfId: string | null;
  createdById: number;
  createdByName: string;
  /** Who changed the draft last, as the audit log knows them; null: nobody but its author. */
  editedByName: string | null;
  /** Null where nobody has approved it as it is. */
  approval: Approval | null;
  /** Set while SCHEDULED, and kept once it fired. */
  scheduledFor: Date | null;
  ifLate: LatePolicy | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Recipients number `fromRank` (inclusive) to `toRank` (exclusive) of the frozen audience. */
export interface BatchRecord {
  massSendId: string;
  index: number;
  fromRank: number;
  toRank: number;
  status: BatchStatus;
  clientMsgId: string;
  wechatMsgId: bigint | null;
  wechatMsgDataId: bigint | null;
  attempts: number;
  /**
   * Since when WeChat might hold the batch without our knowing; null while it certainly does not. The 23-hour rule counts
   * from here.
   */
  firstAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  acceptedAt: Date | null;
  /** Counts as WeChat told them; null while (or for ever, if) it has not. */
  total: number | null;
  sent: number | null;
  filtered: number | null;
  failed: number | null;
  errcode: number | null;
  errmsg: string | null;
  /** Of `errmsg` and `recallError`. */
  chinese: Chinese | null;
  /** Null while nobody asked to take it back. */
  recall: RecallStatus | null;
  recallAttempts: number;
  recallError: string | null;
  updatedAt: Date;
}

/** What can change in a batch. */
export type BatchPatch = Partial<Omit<BatchRecord, FixedInBatch | "errmsg" | "recallError" | "chinese">> & {
  errmsg?: Words | null;
  recallError?: Words | null;
};

type FixedInBatch = "massSendId" | "index" | "fromRank" | "toRank" | "clientMsgId" | "updatedAt";

export function patched(batch: BatchRecord, { errmsg, recallError, ...patch }: BatchPatch): BatchRecord {
  const said = changedTo(errmsg, batch.errmsg, batch.chinese);
  const ofRecall = changedTo(recallError, batch.recallError, batch.chinese);
  return { ...batch, ...patch, errmsg: said?.en ?? null, recallError: ofRecall?.en ?? null, chinese: chineseOf(said, ofRecall) };
}

/** Which send; ids of another tenant find nothing. */
export interface SendRef {
  tenantId: number;
  id: string;
}

export function sizeOf(batch: Pick<BatchRecord, "fromRank" | "toRank">): number {
  return batch.toRank - batch.fromRank;
}

/** What people decide about a send; the audit log keeps its hash. How far it has come is in its events. */
export function written(send: MassSendRecord): object {
  const { id, name, status, audience, content, sendIgnoreReprint, approval, scheduledFor, ifLate } = send;
  return { id, name, status, audience, content, sendIgnoreReprint, approval, scheduledFor, ifLate };
}
