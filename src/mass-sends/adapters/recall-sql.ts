import { chineseOf, type Words, words } from "../words.js";
import type { Sql } from "./rows.js";

const NO_MSG_ID = words("WeChat never told a msg_id for it: mass/delete cannot name it", "微信没有给出它的 msg_id，撤回时无法指明");
const FAILED = words(
  "the job failed at WeChat: nothing was sent, nothing is to be taken back",
  "微信执行任务失败：什么都没有发出，没有可撤回的",
);

/**
 * Of a send that is being taken back: marks what WeChat accepted, also what it accepted only after the recall was asked for (a call
 * that was out). `again`: what was refused is tried once more.
 */
export async function markRecalls(tx: Sql, massSendId: string, again: boolean, now: Date): Promise<void> {
  await tx.query(
    `UPDATE mass_send_batch SET updated_at = $3,
       recall = CASE WHEN wechat_msg_id IS NULL THEN 'IMPOSSIBLE' ELSE 'PENDING' END, recall_attempts = 0,
       recall_error = CASE WHEN wechat_msg_id IS NULL THEN $4 END,
       chinese = CASE WHEN wechat_msg_id IS NULL THEN coalesce(chinese, '{}') || $5::jsonb ELSE chinese END
     WHERE mass_send_id = $1 AND status IN ('ACCEPTED', 'FINISHED', 'UNKNOWN') AND (recall IS NULL OR ($2 AND recall = 'REFUSED'))`,
    [massSendId, again, now, NO_MSG_ID.en, chineseOf(NO_MSG_ID)],
  );
  await tx.query(
    `UPDATE mass_send_batch SET recall = NULL, recall_error = $3, chinese = coalesce(chinese, '{}') || $4::jsonb, updated_at = $2
     WHERE mass_send_id = $1 AND status = 'REJECTED' AND recall IN ('PENDING', 'IN_FLIGHT', 'REFUSED')`,
    [massSendId, now, FAILED.en, chineseOf(FAILED)],
  );
}

/** WeChat's refusal would meet every other one too. */
export async function refuseRecalls(tx: Sql, massSendId: string, reason: Words, now: Date): Promise<void> {
  await tx.query(
    `UPDATE mass_send_batch SET recall = 'REFUSED', recall_error = $2, chinese = coalesce(chinese, '{}') || coalesce($4::jsonb, '{}'), updated_at = $3
     WHERE mass_send_id = $1 AND recall = 'PENDING'`,
    [massSendId, reason.en, now, chineseOf(reason)],
  );
}
