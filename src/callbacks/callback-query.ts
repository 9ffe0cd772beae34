import { signatureMatches } from "../wechat/index.js";
import { CallbackRefused } from "./callback-refused.js";

/** The query as the HTTP server parsed it: whatever a stranger may put there. */
export type CallbackQuery = Readonly<Record<string, unknown>>;

const MAX_PARAMETER = 256;

/** The parameter, if it is there once and of a sane length. Throws CallbackRefused. */
export function parameter(query: CallbackQuery, name: string): string {
  const value = query[name];
  if (typeof value !== "string" || value === "" || value.length > MAX_PARAMETER)
    throw new CallbackRefused(400, `${name} is missing or malformed`);
  return value;
}

/**
 * Whether WeChat signed this request, and lately: the signature covers timestamp and nonce, so an old one that somebody
 * noted down is good for `replayWindowMs` only, both ways round. Throws CallbackRefused.
 */
export function checkSignature(query: CallbackQuery, callbackToken: string, now: number, replayWindowMs: number): void {
  const [timestamp, nonce] = [parameter(query, "timestamp"), parameter(query, "nonce")];
  if (!signatureMatches(parameter(query, "signature"), callbackToken, timestamp, nonce)) throw new CallbackRefused(403, "wrong signature");
  const signedAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : 0;
  if (Math.abs(now - signedAt) > replayWindowMs) throw new CallbackRefused(403, "the timestamp is too far from now");
}

/** The same for `msg_signature`, which covers the encrypted body too. Throws CallbackRefused. */
export function checkMessageSignature(query: CallbackQuery, callbackToken: string, encrypted: string): void {
  const [timestamp, nonce] = [parameter(query, "timestamp"), parameter(query, "nonce")];
  const given = parameter(query, "msg_signature");
  if (!signatureMatches(given, callbackToken, timestamp, nonce, encrypted)) throw new CallbackRefused(403, "wrong msg_signature");
}
