import type { MassStatus } from "../wechat/index.js";
import { BatchStatus } from "./mass-send.enums.js";
import type { BatchPatch, BatchRecord } from "./mass-send.js";
import type { FinishedJob } from "./send-lease.port.js";

const LARGEST_INT = 2_147_483_647;

/** Only these can get a result: WeChat accepted them, and has not told their counts yet. */
export function awaitsCounts(batch: BatchRecord): boolean {
  return batch.wechatMsgId !== null && batch.total === null;
}

/**
 * What a MASSSENDJOBFINISH makes of its batch. `err(n)` keeps its number. FilterCount is what is LEFT after filtering, so
 * `filtered` = TotalCount - FilterCount. Null where the batch has its counts: a second callback changes nothing.
 */
export function patchFromCallback(batch: BatchRecord, job: FinishedJob): BatchPatch | null {
  if (!awaitsCounts(batch)) return null;
  const counts = {
    total: count(job.totalCount),
    filtered: count(job.totalCount - job.filterCount),
    sent: count(job.sentCount),
    failed: count(job.errorCount),
  };
  // The sample of 2014 spells it without the blank.
  if (/^send ?success$/i.test(job.status.trim())) return { ...counts, status: BatchStatus.FINISHED, errcode: null, errmsg: null };
  const number = /^err\((\d{1,9})\)$/i.exec(job.status.trim())?.[1];
  return {
    ...counts,
    status: BatchStatus.REJECTED,
    errcode: number === undefined ? null : Number(number),
    errmsg: job.status.slice(0, 200),
  };
}

/** What mass/get says of a job; UNKNOWN_TO_WECHAT: it refuses the msg_id (40059). */
export type JobStatus = MassStatus | "UNKNOWN_TO_WECHAT";

/**
 * What mass/get says where no callback came: it knows no counts, so they stay null. A callback that comes after all still fills
 * them in. Null while WeChat is sending.
 */
export function patchFromStatus(batch: BatchRecord, status: JobStatus): BatchPatch | null {
  if (batch.status !== BatchStatus.ACCEPTED || status === "SENDING") return null;
  const said = `no callback came; mass/get says ${status}`;
  return { status: status === "SEND_FAIL" ? BatchStatus.REJECTED : BatchStatus.FINISHED, errmsg: said };
}

function count(value: number): number {
  return Math.min(LARGEST_INT, Math.max(0, Math.trunc(value)));
}
