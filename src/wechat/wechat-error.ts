/**
 * What an errcode means for the caller; the one place that compares numbers (wechat-error-codes.ts) decides it.
 * - `token`: the token was refused even after one refresh.
 * - `quota-day`: nothing more today (45009) or no mass sends left (45028).
 * - `quota-minute`: slower; again next minute (45011).
 * - `unclear`: WeChat may or may not have acted (-1, 5xx, time-out, reset): only an idempotent call may be repeated.
 * - `duplicate`: 45065, WeChat did this before; `msgId` is the send it made then.
 * - `too-soon`: 45066, the same clientmsgid again within a minute.
 * - `refused`: a refusal every further call would meet too: the account's rights or credentials (48001, 48003, 48004, 48008,
 *   40125, …), or content that the next batch would carry again (40007, 45002, …).
 * - `invalid`: this one request is at fault (openid list, tag id, …). Without errcode it was not sent: it breaks a limit of
 *   the call, or its file could not be read.
 */
export type WeChatErrorKind = "token" | "quota-day" | "quota-minute" | "unclear" | "duplicate" | "too-soon" | "refused" | "invalid";

export interface WeChatErrorDetails {
  /** WeChat's id of the request, for its support. */
  rid?: string;
  /** What older servers of WeChat's say in place of a rid, or beside it. */
  hint?: string;
  /** With `duplicate`: the send that was made before. */
  msgId?: bigint;
  /** Where the answer was no WeChat reply but a proxy's or a gateway's. */
  httpStatus?: number;
}

/** A call that WeChat did not answer with success. Holds no token, secret or request body. */
export class WeChatError extends Error {
  override readonly name = "WeChatError";

  constructor(
    readonly kind: WeChatErrorKind,
    /** e.g. `/cgi-bin/message/mass/send`. */
    readonly endpoint: string,
    /** Null where no answer of WeChat's came (time-out, reset, HTTP 5xx), or where the call was not made. */
    readonly errcode: number | null,
    readonly errmsg: string,
    readonly details: WeChatErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(`${endpoint}: ${errcode === null ? "" : `${errcode} `}${errmsg}`, options);
  }
}
