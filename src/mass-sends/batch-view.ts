import { type BatchRecord, sizeOf } from "./mass-send.js";
import type { MassSendBatch } from "./mass-send.types.js";

const BATCH_ID = /^([0-9a-f-]{36})\.(\d{1,6})$/i;

/** A batch as the API shows it. Its id names the send and its place there. */
export function batchView(batch: BatchRecord): MassSendBatch {
  const {
    massSendId,
    index,
    status,
    clientMsgId,
    wechatMsgId,
    attempts,
    total,
    sent,
    filtered,
    failed,
    errcode,
    errmsg,
    chinese,
    recall,
    recallError,
    updatedAt,
  } = batch;
  return {
    id: `${massSendId}.${index}`,
    index,
    size: sizeOf(batch),
    status,
    clientMsgId,
    // 64 bits: more than a JSON number holds.
    wechatMsgId: wechatMsgId === null ? null : String(wechatMsgId),
    attempts,
    total,
    sent,
    filtered,
    failed,
    errcode,
    errmsg,
    chinese,
    recall,
    recallError,
    updatedAt,
  };
}

/** What a batch's id names; null for what cannot be one. */
export function batchPlace(id: string): { massSendId: string; index: number } | null {
  const [, massSendId, index] = BATCH_ID.exec(id) ?? [];
  return massSendId === undefined ? null : { massSendId, index: Number(index) };
}
