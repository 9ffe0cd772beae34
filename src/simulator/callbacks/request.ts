import { randomInt } from "node:crypto";
import type { CallbackOptions } from "../options.js";
import { encrypt, sign } from "./crypto.js";
import type { CallbackEvent } from "./events.js";
import { toXml } from "./xml.js";

/** What a forger gets wrong: the signatures, or the appid inside the ciphertext (rightly signed by whoever knows the token). */
export type Forgery = "signature" | "appid";

export interface CallbackRequest {
  url: string;
  body: string;
}

/** The POST that carries an event, freshly signed; a retry is signed anew. */
export function callbackRequest(
  callback: CallbackOptions,
  appId: string,
  event: CallbackEvent,
  nowMs: number,
  forgery: Forgery | null = null,
): CallbackRequest {
  const timestamp = String(Math.floor(nowMs / 1000));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const token = forgery === "signature" ? `not-${callback.token}` : callback.token;
  const query = new URLSearchParams({ signature: sign(token, timestamp, nonce), timestamp, nonce, openid: event.openid });
  const xml = toXml(event.fields);
  if (callback.mode === "plain" || callback.encodingAesKey === null) return { url: withQuery(callback.url, query), body: xml };
  const Encrypt = encrypt(callback.encodingAesKey, forgery === "appid" ? "wx0000000000000000" : appId, xml);
  query.set("encrypt_type", "aes");
  query.set("msg_signature", sign(token, timestamp, nonce, Encrypt));
  const fields = callback.mode === "compatible" ? event.fields : { ToUserName: event.fields.ToUserName ?? "" };
  return { url: withQuery(callback.url, query), body: toXml({ ...fields, Encrypt }) };
}

/** The GET by which WeChat checks a callback address when it is set up. */
export function setUpCheck(callback: CallbackOptions, echostr: string, nowMs: number, forgery: Forgery | null = null): string {
  const timestamp = String(Math.floor(nowMs / 1000));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const token = forgery === "signature" ? `not-${callback.token}` : callback.token;
  return withQuery(callback.url, new URLSearchParams({ signature: sign(token, timestamp, nonce), timestamp, nonce, echostr }));
}

function withQuery(url: string, query: URLSearchParams): string {
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
