import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import { isObject, type JsonObject } from "../json.js";
import type { Account } from "../model/account.js";
import { assertMedia } from "./mass-media.js";
import { receiver } from "./receiver.js";

/** What each msgtype's part must hold, and the error of a part that does not. */
const PARTS: Readonly<Record<string, { fields: readonly string[]; errcode: number }>> = {
  text: { fields: ["content"], errcode: 44004 },
  image: { fields: ["media_id"], errcode: 41006 },
  voice: { fields: ["media_id"], errcode: 41006 },
  video: { fields: ["media_id"], errcode: 41006 },
  music: { fields: ["thumb_media_id"], errcode: 41006 },
  news: { fields: ["articles"], errcode: 44003 },
  mpnews: { fields: ["media_id"], errcode: 41006 },
  mpnewsarticle: { fields: ["article_id"], errcode: 41006 },
  msgmenu: { fields: ["list"], errcode: 40097 },
  wxcard: { fields: ["card_id"], errcode: 40097 },
  miniprogrampage: { fields: ["appid", "pagepath", "thumb_media_id"], errcode: 40097 },
};
/** Custom messages carry one article since October 2018. */
const MOST_NEWS = 1;

export const customMessageEndpoints = [endpoint("POST", "message/custom/send", send), endpoint("POST", "message/custom/typing", typing)];

/** Only to who did something lately, and only so often. */
function send({ world, account, body, now }: AccountCall): Reply {
  const person = receiver(account, body.touser);
  const { msgtype, content } = customContent(body);
  if (!account.followers.follows(person)) throw new ApiError(45015);
  if (account.followers.blacklisted.has(person)) throw new ApiError(43019);
  const refused = account.service.windows.check(person, now);
  if (refused !== 0) throw new ApiError(refused);
  assertMediaOf(account, msgtype, content, now);
  world.commit(account, { type: "custom-sent", person, msgtype, content });
  return OK;
}

/** `Typing` for a while, or until the next message or `CancelTyping`. */
function typing({ world, account, body, now }: AccountCall): Reply {
  const person = receiver(account, body.touser);
  const shown = body.command === "Typing";
  if (!shown && body.command !== "CancelTyping") throw new ApiError(45072);
  const refused = shown ? account.service.windows.checkTyping(person, now) : 0;
  if (refused !== 0) throw new ApiError(refused);
  world.commit(account, { type: "typing-shown", person, shown });
  return OK;
}

function customContent(body: JsonObject): { msgtype: string; content: JsonObject } {
  const { msgtype } = body;
  const part = typeof msgtype === "string" && Object.hasOwn(PARTS, msgtype) ? PARTS[msgtype] : undefined;
  if (typeof msgtype !== "string" || !part) throw new ApiError(40008);
  const content = body[msgtype];
  if (!isObject(content) || part.fields.some((field) => isEmpty(content[field]))) throw new ApiError(part.errcode);
  if (msgtype === "text" && Buffer.byteLength(textIn(content, "content") ?? "") > ASSUMED.customTextBytes) throw new ApiError(45002);
  if (msgtype === "news" && Array.isArray(content.articles) && content.articles.length > MOST_NEWS) throw new ApiError(45008);
  return { msgtype, content };
}

/** 40007 for media that are not there; articles and cards are not looked up. */
function assertMediaOf(account: Account, msgtype: string, content: JsonObject, now: number): void {
  if (msgtype === "image" || msgtype === "voice" || msgtype === "video") assertMedia(account, content.media_id, msgtype, now);
}

function isEmpty(value: unknown): boolean {
  return !(typeof value === "string" ? value.trim() !== "" : Array.isArray(value) && value.length > 0);
}
