import type { MassStatus } from "../wechat/index.js";
import { verdictOfJob } from "./job-verdict.js";
import { BatchStatus, MassSendStatus } from "./mass-send.enums.js";
import type { BatchPatch, BatchRecord, MassSendRecord } from "./mass-send.js";
import type { SendChange } from "./mass-send-store.port.js";
import type { FinishedJob } from "./send-lease.port.js";
import { type Words, words } from "./words.js";

const LARGEST_INT = 2_147_483_647;
const MOST_WORDS = 200;
const FAILED = words("the job failed at WeChat", "微信执行任务失败");

/** Only these can get a result: WeChat accepted them, and has not told their counts yet. */
export function awaitsCounts(batch: BatchRecord): boolean {
  return batch.wechatMsgId !== null && batch.total === null;
}

/**
 * What a MASSSENDJOBFINISH makes of its batch, and of a send that is still going out: a verdict on the content would meet the
 * next batch too, so that the send pauses. Null where the batch has its counts: a second callback changes nothing.
 */
export function changeFromCallback(send: Pick<MassSendRecord, "status">, batch: BatchRecord, job: FinishedJob): SendChange | null {
  const patch = patchFromCallback(batch, job);
  if (patch === null) return null;
  const number = errNumber(job);
  if (number === null || send.status !== MassSendStatus.SENDING || !verdictOfJob(number).everyBatch) return { batch: patch };
  const error = words(
    `WeChat failed batch ${batch.index}: ${patch.errmsg?.en}. The others carry the same; resume to send them all the same, or cancel.`,
    `微信没有发出第 ${batch.index + 1} 批：${patch.errmsg?.zh}。其余各批内容相同；仍要发送请继续，否则取消。`,
  );
  return { batch: patch, send: { status: MassSendStatus.PAUSED, error } };
}

/**
 * `err(n)` keeps its number and gets words. FilterCount is what is LEFT after filtering, so `filtered` = TotalCount -
 * FilterCount.
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
  const number = errNumber(job);
  const said = job.status.slice(0, MOST_WORDS);
  const { en, zh } = number === null ? FAILED : verdictOfJob(number).text;
  return { ...counts, status: BatchStatus.REJECTED, errcode: number, errmsg: words(`${said}: ${en}`, `${said}：${zh}`) };
}

function errNumber({ status }: FinishedJob): number | null {
  const number = /^err\((\d{1,9})\)$/i.exec(status.trim())?.[1];
  return number === undefined ? null : Number(number);
}

/** What mass/get says of a job; UNKNOWN_TO_WECHAT: it refuses the msg_id (40059). */
export type JobStatus = MassStatus | "UNKNOWN_TO_WECHAT";

const WORDS: Readonly<Record<Exclude<JobStatus, "SENDING">, Words>> = {
  SEND_SUCCESS: words("the job is done; its counts stay unknown", "任务已完成；送达数字无从得知"),
  SEND_FAIL: FAILED,
  DELETE: words("the message was deleted at WeChat; its counts stay unknown", "消息已在微信上被删除；送达数字无从得知"),
  UNKNOWN_TO_WECHAT: words(
    "WeChat accepted the job, but does not know its msg_id any more; what became of it stays unknown",
    "微信接收过任务，但已不认识它的 msg_id；结果无从得知",
  ),
};

/**
 * What mass/get says where no callback came: it knows no counts, so they stay null. A callback that comes after all still fills
 * them in. Null while WeChat is sending.
 */
export function patchFromStatus(batch: BatchRecord, status: JobStatus): BatchPatch | null {
  if (batch.status !== BatchStatus.ACCEPTED || status === "SENDING") return null;
  const { en, zh } = WORDS[status];
  const said = words(`no callback came; mass/get says ${status}: ${en}`, `没有收到回调；查询结果为 ${status}：${zh}`);
  return { status: status === "SEND_FAIL" ? BatchStatus.REJECTED : BatchStatus.FINISHED, errmsg: said };
}

/** What is made of a batch of which WeChat tells neither way what became of it, when that was asked long enough. */
export function patchUntold(batch: BatchRecord, days: number): BatchPatch | null {
  if (batch.status !== BatchStatus.ACCEPTED) return null;
  const errmsg = words(
    `WeChat accepted it and told no result for ${days} days, by callback or by mass/get; its counts stay unknown`,
    `微信接收之后 ${days} 天没有给出结果（既无回调，也查询不到）；送达数字无从得知`,
  );
  return { status: BatchStatus.FINISHED, errmsg };
}

function count(value: number): number {
  return Math.min(LARGEST_INT, Math.max(0, Math.trunc(value)));
}
