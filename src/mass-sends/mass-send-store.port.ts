import type { AudienceJson, OrdinalSet } from "../audiences/index.js";
import type { MassSendContent } from "./content.js";
import type { BatchStatus, MassSendStatus } from "./mass-send.enums.js";
import type { BatchPatch, BatchRecord, MassSendRecord, SendRef } from "./mass-send.js";
import type { MassSendProgress } from "./mass-send.types.js";
import type { PlannedBatch } from "./plan.js";
import type { Words } from "./words.js";

export interface NewMassSend {
  tenantId: number;
  name: string;
  audience: AudienceJson;
  audienceText: string;
  content: MassSendContent;
  sendIgnoreReprint: boolean;
  createdById: number;
  createdByName: string;
}

/** Where a send stands in the list. */
export interface SendPosition {
  createdAt: Date;
  id: string;
}

export interface MassSendStore {
  /** A DRAFT with seq 0; `act` enters the audit log with it. */
  create(draft: NewMassSend, act: AuditedAct, now: Date): Promise<MassSendRecord>;
  /** The same, as the retry of another send of the tenant; gives that one's present retry instead, unless it was cancelled before its start. */
  createRetry(draft: NewMassSend, retryOfId: string, act: AuditedAct, now: Date): Promise<MassSendRecord | { underWay: MassSendRecord }>;
  find(ref: SendRef): Promise<MassSendRecord | null>;
  /** Newest first, those older than `before`; all statuses where `statuses` is null. */
  page(tenantId: number, statuses: readonly MassSendStatus[] | null, before: SendPosition | null, limit: number): Promise<MassSendRecord[]>;
  count(tenantId: number, statuses: readonly MassSendStatus[] | null): Promise<number>;
  /** By index, those after `after`. */
  batches(ref: SendRef, after: number | null, limit: number): Promise<BatchRecord[]>;
  /** By index, those with one of the statuses. */
  batchesIn(ref: SendRef, statuses: readonly BatchStatus[], limit: number): Promise<BatchRecord[]>;
  /** By index, those that are still to be taken back. */
  openRecalls(ref: SendRef, limit: number): Promise<BatchRecord[]>;
  /** Names of other sends, newest first, of which WeChat accepted something with exactly this content. */
  othersWithContent(ref: SendRef, content: MassSendContent, limit: number): Promise<string[]>;
  /** The batch that WeChat knows under this msg_id. */
  batchOfMsgId(tenantId: number, msgId: bigint): Promise<{ ref: SendRef; index: number } | null>;
  /** Every state with a seq above `after`, in order. */
  events(ref: SendRef, after: number, limit: number): Promise<MassSendProgress[]>;
}

export type SendPatch = Partial<
  Pick<
    MassSendRecord,
    | "name"
    | "audience"
    | "audienceText"
    | "content"
    | "sendIgnoreReprint"
    | "status"
    | "method"
    | "wechatTagId"
    | "recipients"
    | "lastProgressAt"
    | "startedAt"
    | "resumeAt"
    | "confirmBy"
    | "recallRequestedAt"
    | "editedByName"
    | "approval"
    | "scheduledFor"
    | "ifLate"
  >
> & { error?: Words | null; recallNote?: Words | null };

/** What one transaction does to a send. */
export interface SendChange {
  send?: SendPatch;
  /** To the batch the change was asked for. */
  batch?: BatchPatch;
  /** Written once, at the start. */
  plan?: { audience: OrdinalSet; batches: readonly PlannedBatch[] };
  /** PENDING batches become CANCELLED. */
  dropPending?: boolean;
  /** Batches whose recall was REFUSED are to be asked for once more. */
  recallAgain?: boolean;
  /** Batches whose recall is PENDING are REFUSED, for this reason. */
  refuseRecalls?: Words;
  /** When a driver should look at the send; null: not before somebody acts. */
  wakeAt?: Date | null | undefined;
  /** Entered into the audit log in the same transaction, with what the send was before and is afterwards. */
  audit?: AuditedAct;
}

/** Who did what. */
export interface AuditedAct {
  operator: string;
  /** Named like the mutation. */
  action: string;
  /** One line for people, without personal data. */
  detail: string;
}

/**
 * Says what to do, seeing the rows as they are under the lock, at `databaseNow`: the one clock that all processes share. Null:
 * nothing. What it throws rolls everything back.
 */
export type Decide = (send: MassSendRecord, batch: BatchRecord | null, databaseNow: Date) => SendChange | null;

/** Which send, which batch of it, and the driver's fence where a driver writes. */
export interface ChangeTarget extends SendRef {
  index?: number;
  fence?: number;
}

/** The one way in which a send and its batches change. */
export interface MassSendChanges {
  /**
   * In one transaction, under the send's row lock: `decide`, its change, the counters as sums of the batches, the status that
   * follows from them (`settle`), seq + 1 and the event. Gives the new state, or null where there is no such send.
   * Throws LostLease for a fence that is not the present one, MsgIdTaken for a wechatMsgId that another batch has.
   */
  change(target: ChangeTarget, now: Date, decide: Decide): Promise<MassSendRecord | null>;
}

/** WeChat gave two batches the same msg_id: results could not be told apart. */
export class MsgIdTaken extends Error {
  override readonly name = "MsgIdTaken";
}
