import type { QueryConfig } from "pg";
import type { DispatchMethod, LatePolicy, MassSendStatus } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../mass-send.js";

/** The part of a `pg` pool or client that the adapters need. */
export interface Sql {
  query<Row extends object>(statement: string | QueryConfig, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

export interface SendRow extends Omit<MassSendRecord, "status" | "method" | "ifLate"> {
  status: string;
  method: string | null;
  ifLate: string | null;
  fence: number;
}

/**
 * Of `mass_send s`. `at` is the moment of the newest event; where a statement waited for the row's lock, its snapshot may
 * be older than that event.
 */
export const SEND_COLUMNS = `s.id, s.tenant_id AS "tenantId", s.name, s.status, s.audience, s.audience_text AS "audienceText", s.content,
  s.send_ignore_reprint AS "sendIgnoreReprint", s.method, s.wechat_tag_id AS "wechatTagId", s.seq, s.recipients, s.batch_count AS batches,
  s.batches_accepted AS "batchesAccepted", s.batches_finished AS "batchesFinished", s.batches_failed AS "batchesFailed",
  s.batches_unknown AS "batchesUnknown", s.batches_recalled AS "batchesRecalled", s.accepted, s.sent, s.filtered, s.failed, s.error, s.chinese, s.fence,
  s.last_progress_at AS "lastProgressAt", s.resume_at AS "resumeAt", s.confirm_by AS "confirmBy", s.recall_requested_at AS "recallRequestedAt",
  s.recall_note AS "recallNote", s.retry_of_id AS "retryOfId", s.created_by_id AS "createdById", s.created_by_name AS "createdByName",
  s.edited_by_name AS "editedByName", s.approval, s.scheduled_for AS "scheduledFor", s.if_late AS "ifLate", s.created_at AS "createdAt", s.started_at AS "startedAt", s.finished_at AS "finishedAt",
  coalesce((SELECT e.at FROM mass_send_event e WHERE e.mass_send_id = s.id AND e.seq = s.seq), s.created_at) AS at`;

const BATCH: Record<keyof BatchRecord, string> = {
  ...{ massSendId: "mass_send_id", index: "index", fromRank: "from_rank", toRank: "to_rank", status: "status", attempts: "attempts" },
  ...{ clientMsgId: "client_msg_id", wechatMsgId: "wechat_msg_id", wechatMsgDataId: "wechat_msg_data_id", acceptedAt: "accepted_at" },
  ...{ firstAttemptAt: "first_attempt_at", lastAttemptAt: "last_attempt_at", total: "total", sent: "sent", filtered: "filtered" },
  ...{ failed: "failed", errcode: "errcode", errmsg: "errmsg", chinese: "chinese", recall: "recall", recallAttempts: "recall_attempts" },
  ...{ recallError: "recall_error", updatedAt: "updated_at" },
};

/** Of `mass_send_batch b`. */
export const BATCH_COLUMNS = batchColumns("");

/** The same beside another table's columns: each name has the prefix. */
export function batchColumns(prefix: string): string {
  return Object.entries(BATCH)
    .map(([name, column]) => `b.${column} AS "${prefix}${name}"`)
    .join(", ");
}

/** Null where the outer join found no batch. */
export function batchOf(row: object, prefix: string): BatchRecord | null {
  const columns = Object.entries(row).filter(([name]) => name.startsWith(prefix));
  const batch = Object.fromEntries(columns.map(([name, value]) => [name.slice(prefix.length), value])) as unknown as BatchRecord;
  return batch.index === null ? null : batch;
}

export function toSend({ fence: _fence, ...row }: SendRow): MassSendRecord {
  const { status, method, ifLate } = row;
  return { ...row, status: status as MassSendStatus, method: method as DispatchMethod | null, ifLate: ifLate as LatePolicy | null };
}

export type BatchRow = BatchRecord;
