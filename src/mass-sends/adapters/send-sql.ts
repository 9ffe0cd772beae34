import { prepared } from "../../platform/database/prepared.js";
import type { MassSendRecord } from "../mass-send.js";
import { progressOf } from "../progress.js";
import { ledgerMove } from "./postgres-ledger-store.js";
import type { Sql } from "./rows.js";

const UPDATE = `
  WITH sent AS (UPDATE mass_send SET name = $2, audience = $3, audience_text = $4, content = $5, content_kind = $6, send_ignore_reprint = $7,
       status = $8, method = $9, recipients = $10, error = $11, last_progress_at = $12, started_at = $13, finished_at = $14, seq = $15,
       batch_count = $16, batches_accepted = $17, batches_finished = $18, batches_failed = $19, batches_unknown = $20,
       accepted = $21, sent = $22, filtered = $23, failed = $24, wechat_tag_id = $25, resume_at = $26,
       recall_requested_at = $27, recall_note = $28, batches_recalled = $29, edited_by_name = $30, approval = $31, approved_by_id = $32,
       scheduled_for = $33, if_late = $34, confirm_by = $35, chinese = $36, wake_at = CASE WHEN $37 THEN $38::timestamptz ELSE wake_at END
     WHERE id = $1), ledger AS (${ledgerMove("$41", "$42")})
     INSERT INTO mass_send_event (mass_send_id, seq, at, progress) VALUES ($1, $15, $39, $40)`;

/** With the event that keeps the new state, and the ledger's new version where it `delivers`: that row's lock is the last one taken. */
export async function updateSend(tx: Sql, send: MassSendRecord, wakeAt: Date | null | undefined, delivers: boolean): Promise<void> {
  const event = [send.at, JSON.stringify(progressOf(send))];
  await tx.query(prepared(UPDATE, [...columnsOf(send), wakeAt !== undefined, wakeAt ?? null, ...event, send.tenantId, delivers]));
}

function columnsOf(s: MassSendRecord): unknown[] {
  return [
    s.id,
    s.name,
    JSON.stringify(s.audience),
    s.audienceText,
    JSON.stringify(s.content),
    s.content.kind,
    s.sendIgnoreReprint,
    s.status,
    s.method,
    s.recipients,
    s.error,
    s.lastProgressAt,
    s.startedAt,
    s.finishedAt,
    s.seq,
    s.batches,
    s.batchesAccepted,
    s.batchesFinished,
    s.batchesFailed,
    s.batchesUnknown,
    s.accepted,
    s.sent,
    s.filtered,
    s.failed,
    s.wechatTagId,
    s.resumeAt,
    s.recallRequestedAt,
    s.recallNote,
    s.batchesRecalled,
    s.editedByName,
    s.approval === null ? null : JSON.stringify(s.approval),
    s.approval?.byId ?? null,
    s.scheduledFor,
    s.ifLate,
    s.confirmBy,
    s.chinese,
  ];
}
