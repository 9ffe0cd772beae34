import { createHash } from "node:crypto";
import { ASSUMED } from "../assumptions.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import { isObject, type JsonObject, writeJson } from "../json.js";

/** The part of the body that holds each msgtype's content. The table of msgtypes also says `video` for mpvideo. */
const CONTENT_CHECKS: Readonly<Record<string, (content: JsonObject) => void>> = {
  text: assertText,
  mpnews: assertMediaId,
  voice: assertMediaId,
  music: assertMediaId,
  image: assertMediaId,
  images: assertMediaIds,
  mpvideo: assertMediaId,
  video: assertMediaId,
  wxcard: assertCardId,
};

export interface MassContent {
  msgtype: string;
  content: JsonObject;
}

/** The message of a mass call; 40008 for an unknown msgtype, else what is wrong with its content. */
export function massContent(body: JsonObject): MassContent {
  const { msgtype } = body;
  const check = typeof msgtype === "string" && msgtype !== "images" && Object.hasOwn(CONTENT_CHECKS, msgtype);
  if (typeof msgtype !== "string" || !check) throw new ApiError(40008);
  const part = contentName(body, msgtype);
  const content = body[part];
  if (!isObject(content)) throw new ApiError(msgtype === "text" ? 44004 : 41006);
  CONTENT_CHECKS[part]?.(content);
  return { msgtype, content };
}

/** What WeChat takes for clientmsgid when the caller gives none: a digest of range and content. */
export function contentDigest(range: unknown, { msgtype, content }: MassContent): string {
  return createHash("md5")
    .update(writeJson([range, msgtype, content]))
    .digest("hex");
}

function contentName(body: JsonObject, msgtype: string): string {
  if (msgtype === "image" && body.images !== undefined) return "images";
  if (msgtype === "video" && body.mpvideo !== undefined) return "mpvideo";
  return msgtype;
}

function assertText({ content }: JsonObject): void {
  if (typeof content !== "string" || content.trim() === "") throw new ApiError(44004);
  if ([...content].length > ASSUMED.massTextLength) throw new ApiError(45002);
}

function assertMediaId(content: JsonObject): void {
  if (textIn(content, "media_id") === null) throw new ApiError(41006);
}

function assertMediaIds({ media_ids: ids }: JsonObject): void {
  if (!Array.isArray(ids) || ids.length === 0) throw new ApiError(41006);
  if (!ids.every((id: unknown) => typeof id === "string" && id !== "")) throw new ApiError(40007);
}

function assertCardId(content: JsonObject): void {
  if (textIn(content, "card_id") === null) throw new ApiError(40097);
}
