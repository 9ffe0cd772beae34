import { createHash } from "node:crypto";
import type { CallbackFields } from "./callback-body.js";
import type { FollowerEvent, MassSendFinished } from "./callback-handlers.port.js";
import { CallbackRefused } from "./callback-refused.js";
import type { NewCallback, StoredCallback } from "./callback-store.port.js";

const MAX_KEY = 200;
const MAX_BIGINT = 2n ** 63n - 1n;
const DISPATCHED = new Set(["MASSSENDJOBFINISH", "subscribe", "unsubscribe"]);

/** What to keep of a message. Throws CallbackRefused 400 where it has not even a sender and a time. */
export function callbackOf(tenantId: number, fields: CallbackFields): NewCallback {
  const [openid, createTime, type] = [textOf(fields, "FromUserName"), textOf(fields, "CreateTime"), textOf(fields, "MsgType")];
  if (openid === "" || type === "" || !/^\d{1,12}$/.test(createTime))
    throw new CallbackRefused(400, "FromUserName, CreateTime or MsgType is missing");
  const event = type === "event" ? textOf(fields, "Event") : `message:${type}`;
  return {
    tenantId,
    event: short(event),
    dedupeKey: short(dedupeKey(fields, event)),
    // The event's MsgID (the send's), unlike a message's MsgId.
    wechatMsgId: bigintOf(fields, "MsgID"),
    openid: short(openid),
    payload: fields,
    toDispatch: DISPATCHED.has(event),
  };
}

/**
 * WeChat's own advice: messages by MsgId, events by FromUserName and CreateTime; but several jobs can end for one sender
 * in one second, so MASSSENDJOBFINISH goes by its MsgID.
 */
function dedupeKey(fields: CallbackFields, event: string): string {
  const messageId = textOf(fields, "MsgId");
  if (event.startsWith("message:") && messageId !== "") return `message:${messageId}`;
  const jobId = textOf(fields, "MsgID");
  if (event === "MASSSENDJOBFINISH" && jobId !== "") return `${event}:${jobId}`;
  return `${event}:${textOf(fields, "FromUserName")}:${textOf(fields, "CreateTime")}`;
}

/** Null where the id or a count is missing or no number. */
export function massSendFinishedOf(callback: Pick<StoredCallback, "tenantId" | "payload">): MassSendFinished | null {
  const { tenantId, payload } = callback;
  const msgId = bigintOf(payload, "MsgID");
  const counts = {
    totalCount: countOf(payload, "TotalCount"),
    filterCount: countOf(payload, "FilterCount"),
    sentCount: countOf(payload, "SentCount"),
    errorCount: countOf(payload, "ErrorCount"),
  };
  if (msgId === null || Object.values(counts).some(Number.isNaN)) return null;
  return { tenantId, msgId, status: textOf(payload, "Status"), ...counts, at: timeOf(payload) };
}

export function followerEventOf({ tenantId, payload }: StoredCallback): FollowerEvent {
  return { tenantId, openid: textOf(payload, "FromUserName"), at: timeOf(payload), eventKey: textOf(payload, "EventKey") || null };
}

/** CreateTime. */
export function timeOf(fields: CallbackFields): Date {
  return new Date(Number(textOf(fields, "CreateTime")) * 1_000);
}

function textOf(fields: CallbackFields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

function bigintOf(fields: CallbackFields, name: string): bigint | null {
  const text = textOf(fields, name);
  if (!/^\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  return value > MAX_BIGINT ? null : value;
}

function countOf(fields: CallbackFields, name: string): number {
  const text = textOf(fields, name);
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** A stranger's text in an index: as it is, or its hash. */
function short(text: string): string {
  return text.length <= MAX_KEY ? text : createHash("sha256").update(text).digest("hex");
}
