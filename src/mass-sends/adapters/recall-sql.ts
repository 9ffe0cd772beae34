import type { Sql } from "./rows.js";

const NO_MSG_ID = "WeChat never told a msg_id for it: mass/delete cannot name it";
const FAILED = "the job failed at WeChat: nothing was sent, nothing is to be taken back";

/**
 * Of a send that is being taken back: marks what WeChat accepted, also what it accepted only after the recall was asked for (a call
 * that was out). `again`: what was refused is tried once more.
 */
export async function markRecalls(tx: Sql, massSendId: string, again: boolean, now: Date): Promise<void> {
  await tx.query(
    `UPDATE mass_send_batch SET updated_at = $3,
       recall = CASE WHEN wechat_msg_id IS NULL THEN 'IMPOSSIBLE' ELSE 'PENDING' END,
       recall_error = CASE WHEN wechat_msg_id IS NULL THEN '${NO_MSG_ID}' END, recall_attempts = 0
     WHERE mass_send_id = $1 AND status IN ('ACCEPTED', 'FINISHED', 'UNKNOWN') AND (recall IS NULL OR ($2 AND recall = 'REFUSED'))`,
    [massSendId, again, now],
  );
  await tx.query(
    `UPDATE mass_send_batch SET recall = NULL, recall_error = '${FAILED}', updated_at = $2
     WHERE mass_send_id = $1 AND status = 'REJECTED' AND recall IN ('PENDING', 'IN_FLIGHT', 'REFUSED')`,
    [massSendId, now],
  );
}

/** WeChat's refusal would meet every other one too. */
export async function refuseRecalls(tx: Sql, massSendId: string, reason: string, now: Date): Promise<void> {
  await tx.query(
    "UPDATE mass_send_batch SET recall = 'REFUSED', recall_error = $2, updated_at = $3 WHERE mass_send_id = $1 AND recall = 'PENDING'",
    [massSendId, reason, now],
  );
}
