import type { DispatchMethod, LatePolicy, MassSendStatus } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../mass-send.js";

/** The part of a `pg` pool or client that the adapters need. */
export interface Sql {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
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
  s.batches_unknown AS "batchesUnknown", s.batches_recalled AS "batchesRecalled", s.accepted, s.sent, s.filtered, s.failed, s.error, s.fence,
  s.last_progress_at AS "lastProgressAt", s.resume_at AS "resumeAt", s.confirm_by AS "confirmBy", s.recall_requested_at AS "recallRequestedAt",
  s.recall_note AS "recallNote", s.retry_of_id AS "retryOfId", s.created_by_id AS "createdById", s.created_by_name AS "createdByName",
  s.edited_by_name AS "editedByName", s.approval, s.scheduled_for AS "scheduledFor", s.if_late AS "ifLate", s.created_at AS "createdAt", s.started_at AS "startedAt", s.finished_at AS "finishedAt",
  coalesce((SELECT e.at FROM mass_send_event e WHERE e.mass_send_id = s.id AND e.seq = s.seq), s.created_at) AS at`;

/** Of `mass_send_batch b`. */
export const BATCH_COLUMNS = `b.mass_send_id AS "massSendId", b.index, b.from_rank AS "fromRank", b.to_rank AS "toRank", b.status,
  b.client_msg_id AS "clientMsgId", b.wechat_msg_id AS "wechatMsgId", b.wechat_msg_data_id AS "wechatMsgDataId", b.attempts,
  b.first_attempt_at AS "firstAttemptAt", b.last_attempt_at AS "lastAttemptAt", b.accepted_at AS "acceptedAt", b.total, b.sent,
  b.filtered, b.failed, b.errcode, b.errmsg, b.recall,
  b.recall_attempts AS "recallAttempts", b.recall_error AS "recallError", b.updated_at AS "updatedAt"`;

export function toSend({ fence: _fence, ...row }: SendRow): MassSendRecord {
  const { status, method, ifLate } = row;
  return { ...row, status: status as MassSendStatus, method: method as DispatchMethod | null, ifLate: ifLate as LatePolicy | null };
}

export type BatchRow = BatchRecord;
