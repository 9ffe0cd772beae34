import { createHash } from "node:crypto";
import type { CallbackFields } from "./callback-body.js";
import type { FollowerEvent, MassSendFinished } from "./callback-handlers.port.js";
import { CallbackRefused } from "./callback-refused.js";
import type { NewCallback } from "./callback-store.port.js";
import { type CallbackEvent, readEvent } from "./events/callback-event.js";
import { isActOfPerson } from "./person-activity.js";

const MAX_KEY = 200;
const MAX_BIGINT = 2n ** 63n - 1n;
const HEAD = ["ToUserName", "FromUserName", "CreateTime", "MsgType"] as const;

/** What to keep of a message. Throws CallbackRefused 400 where it has not even a sender, an addressee, a type and a time. */
export function callbackOf(tenantId: number, fields: CallbackFields): NewCallback {
  const wrong = HEAD.filter((name) => textOf(fields, name) === "");
  // Ten digits of seconds reach to the year 2286.
  if (!/^\d{1,10}$/.test(textOf(fields, "CreateTime")) && !wrong.includes("CreateTime")) wrong.push("CreateTime");
  if (wrong.length > 0) throw new CallbackRefused(400, `missing or malformed: ${wrong.join(", ")}`);
  const event = eventOf(fields);
  const { details, problem } = detailsOf(event, fields);
  return {
    tenantId,
    event: short(event),
    dedupeKey: short(dedupeKey(fields, event)),
    // The event's MsgID (the send's), unlike a message's MsgId.
    wechatMsgId: bigintOf(fields, "MsgID"),
    openid: short(textOf(fields, "FromUserName")),
    payload: fields,
    details,
    problem,
    toDispatch: details !== null && (details.type === "MASSSENDJOBFINISH" || isActOfPerson(details.type)),
  };
}

function eventOf(fields: CallbackFields): string {
  const type = textOf(fields, "MsgType");
  return type === "event" ? textOf(fields, "Event") : `message:${type}`;
}

/** What a payload of the type `event` says; `problem` names the fields that keep it from making sense. */
export function detailsOf(event: string, fields: CallbackFields): { details: CallbackEvent | null; problem: string | null } {
  const { details, problem } = readEvent(event, fields);
  return { details: details && { ...details, openid: textOf(fields, "FromUserName"), at: timeOf(fields) }, problem };
}

/**
 * WeChat's own advice: messages by MsgId, events by FromUserName and CreateTime; but several jobs can end for one sender
 * in one second, so events of jobs go by the job's id, and what the platform tells of a person by that person's openid too.
 */
function dedupeKey(fields: CallbackFields, event: string): string {
  const messageId = textOf(fields, "MsgId");
  if (event.startsWith("message:") && messageId !== "") return `message:${messageId}`;
  const jobId = jobIdOf(fields, event);
  if (jobId !== "") return `${event}:${jobId}`;
  const about = event.startsWith("user_") ? `:${textOf(fields, "OpenID")}` : "";
  return `${event}:${textOf(fields, "FromUserName")}:${textOf(fields, "CreateTime")}${about}`;
}

function jobIdOf(fields: CallbackFields, event: string): string {
  if (event === "MASSSENDJOBFINISH" || event === "TEMPLATESENDJOBFINISH") return textOf(fields, "MsgID");
  const { PublishEventInfo: info } = fields;
  if (event !== "PUBLISHJOBFINISH" || typeof info !== "object" || isList(info)) return "";
  return textOf(info, "publish_id");
}

/** Null where the id or a count is missing or no number. Reads only what stands in the event about the job. */
export function massSendFinishedOf({ tenantId, payload }: { tenantId: number; payload: CallbackFields }): MassSendFinished | null {
  const { details } = readEvent("MASSSENDJOBFINISH", payload);
  if (details?.type !== "MASSSENDJOBFINISH") return null;
  const { msgId, status, totalCount, filterCount, sentCount, errorCount } = details;
  return { tenantId, msgId: BigInt(msgId), status, totalCount, filterCount, sentCount, errorCount, at: timeOf(payload) };
}

export function followerEventOf(tenantId: number, event: CallbackEvent & { type: "subscribe" | "unsubscribe" }): FollowerEvent {
  return { tenantId, openid: event.openid, at: event.at, eventKey: event.eventKey };
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

function isList(value: CallbackFields[string]): value is readonly CallbackFields[string][] {
  return Array.isArray(value);
}

/** A stranger's text in an index: as it is, or its hash. */
function short(text: string): string {
  return text.length <= MAX_KEY ? text : createHash("sha256").update(text).digest("hex");
}
