import { randomInt } from "node:crypto";
import { writeJson } from "../json.js";
import type { CallbackOptions } from "../options.js";
import { encrypt, sign } from "./crypto.js";
import type { CallbackEvent } from "./events.js";
import { toPlainObject, toXml, type XmlFields } from "./xml.js";

/**
 * What a forger gets wrong: `signature`: the signatures. `appid`: the appid inside the ciphertext, rightly signed by whoever knows
 * the token. `stale`: an hour old, rightly signed. `tampered`: altered after it was signed.
 */
export const FORGERIES = ["signature", "appid", "stale", "tampered"] as const;
export type Forgery = (typeof FORGERIES)[number];

export interface CallbackRequest {
  url: string;
  body: string;
  contentType: string;
}

const STALE_S = 3600;
const OTHER_APP_ID = "wx0000000000000000";

/** Plain bodies are not signed and name no appid, so that forging either needs an encrypted mode. */
export function canForge(callback: CallbackOptions, forgery: Forgery): boolean {
  return isEncrypted(callback) || forgery === "signature" || forgery === "stale";
}

/** The POST that carries an event, freshly signed; a retry is signed anew. `signedAtMs`: what its timestamp says. */
export function callbackRequest(
  callback: CallbackOptions,
  appId: string,
  event: CallbackEvent,
  signedAtMs: number,
  forgery: Forgery | null = null,
): CallbackRequest {
  const { token, timestamp, nonce, query } = signed(callback, signedAtMs, forgery);
  query.set("openid", event.openid);
  if (!isEncrypted(callback)) return finished(callback, query, event.fields);
  const message = callback.format === "json" ? writeJson(toPlainObject(event.fields)) : toXml(event.fields);
  const Encrypt = encrypt(callback.encodingAesKey, forgery === "appid" ? OTHER_APP_ID : appId, message);
  query.set("encrypt_type", "aes");
  query.set("msg_signature", sign(token, timestamp, nonce, Encrypt));
  const fields = callback.mode === "compatible" ? event.fields : { ToUserName: event.fields.ToUserName ?? "" };
  return finished(callback, query, { ...fields, Encrypt: forgery === "tampered" ? altered(Encrypt) : Encrypt });
}

/** The GET by which WeChat checks a callback address when it is set up. */
export function setUpCheck(callback: CallbackOptions, echostr: string, signedAtMs: number, forgery: Forgery | null = null): string {
  const { query } = signed(callback, signedAtMs, forgery);
  query.set("echostr", echostr);
  return withQuery(callback.url, query);
}

function signed(callback: CallbackOptions, signedAtMs: number, forgery: Forgery | null) {
  const timestamp = String(Math.floor(signedAtMs / 1000) - (forgery === "stale" ? STALE_S : 0));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const token = forgery === "signature" ? `not-${callback.token}` : callback.token;
  return { token, timestamp, nonce, query: new URLSearchParams({ signature: sign(token, timestamp, nonce), timestamp, nonce }) };
}

function finished({ url, format }: CallbackOptions, query: URLSearchParams, fields: XmlFields): CallbackRequest {
  if (format === "json") return { url: withQuery(url, query), body: writeJson(toPlainObject(fields)), contentType: "application/json" };
  return { url: withQuery(url, query), body: toXml(fields), contentType: "text/xml" };
}

function isEncrypted(callback: CallbackOptions): callback is CallbackOptions & { encodingAesKey: string } {
  return callback.mode !== "plain" && callback.encodingAesKey !== null;
}

/** Another first character: still base64, another ciphertext. */
function altered(base64: string): string {
  return (base64.startsWith("A") ? "B" : "A") + base64.slice(1);
}

function withQuery(url: string, query: URLSearchParams): string {
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
