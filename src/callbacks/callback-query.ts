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

/** Whether `signature` was made with this token. Throws CallbackRefused where a parameter is missing. */
export function signatureMatchesQuery(query: CallbackQuery, callbackToken: string): boolean {
  return signatureMatches(parameter(query, "signature"), callbackToken, parameter(query, "timestamp"), parameter(query, "nonce"));
}

/** The same for `msg_signature`, which covers the encrypted body too. Throws CallbackRefused. */
export function messageSignatureMatches(query: CallbackQuery, callbackToken: string, encrypted: string): boolean {
  const [timestamp, nonce] = [parameter(query, "timestamp"), parameter(query, "nonce")];
  return signatureMatches(parameter(query, "msg_signature"), callbackToken, timestamp, nonce, encrypted);
}

/**
 * The signature covers timestamp and nonce, so an old request that somebody noted down is good for `replayWindowMs` only, both
 * ways round. Throws CallbackRefused.
 */
export function checkAge(query: CallbackQuery, now: number, replayWindowMs: number): void {
  const timestamp = parameter(query, "timestamp");
  const signedAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : 0;
  if (Math.abs(now - signedAt) > replayWindowMs) throw new CallbackRefused(403, "the timestamp is too far from now");
}
