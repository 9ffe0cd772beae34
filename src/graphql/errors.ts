import type { Why } from "./error-reasons.js";

/**
 * The failures a caller can meet, one class for each code of the API. Services throw them; `format-error.ts` is the one
 * place that turns them (and whatever else was thrown) into GraphQL errors.
 */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "BAD_USER_INPUT"
  | "NOT_FOUND"
  | "CONFLICT"
  | "QUOTA_EXCEEDED"
  | "WECHAT_API_ERROR"
  | "UNAVAILABLE";

/** A failure whose message is written for the caller: it holds no secret, no SQL and no other tenant's data. */
export class PublicError extends Error {
  readonly code: ErrorCode;
  /** Extra facts for programs, merged into `extensions`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** `field` is the path of the argument at fault, e.g. `input.audience.all[1].tag`. */
export class BadInputError extends PublicError {
  constructor(field: string, message: string, why?: Why) {
    super("BAD_USER_INPUT", `${field}: ${message}`, { field, ...why });
  }
}

/** Also for objects of another tenant: they are never distinguished from what does not exist. */
export class NotFoundError extends PublicError {
  constructor(kind: string, id: string | number, field?: string) {
    const why: Why = { reason: "GONE", kind, id: String(id) };
    super("NOT_FOUND", `${field ? `${field}: ` : ""}no ${kind} ${id}`, { ...(field && { field }), ...why });
  }
}

/** The request was well formed, but the object is in a state that does not allow it. */
export class ConflictError extends PublicError {
  constructor(field: string, message: string, why: Why, details: Record<string, unknown> = {}) {
    super("CONFLICT", `${field}: ${message}`, { field, ...why, ...details });
  }
}

export class UnauthenticatedError extends PublicError {
  constructor(message = "log in first: send `Authorization: Bearer <token>` with a session token or an API key", why?: Why) {
    super("UNAUTHENTICATED", message, { ...why });
  }
}

export class ForbiddenError extends PublicError {
  constructor(message: string, why: Why) {
    super("FORBIDDEN", message, { ...why });
  }
}

/** A limit of ours (`why`) or of WeChat's is used up; `retryAt` says when it is worth trying again. */
export class QuotaExceededError extends PublicError {
  constructor(message: string, why: Why | null, retryAt?: Date) {
    super("QUOTA_EXCEEDED", message, { ...why, ...(retryAt && { retryAt: retryAt.toISOString() }) });
  }
}

/** WeChat answered, and said no; without errcode it was not asked, as it takes no such request. */
export class WeChatRefusedError extends PublicError {
  constructor(errcode: number | null, errmsg: string, options?: ErrorOptions) {
    const message = errcode === null ? `WeChat takes no such request: ${errmsg}` : `WeChat answered ${errcode}: ${errmsg}`;
    super("WECHAT_API_ERROR", message, { errcode, errmsg }, options);
  }
}

/** Something we depend on does not answer now; nothing was changed. */
export class UnavailableError extends PublicError {
  constructor(message: string, options?: ErrorOptions & { why?: Why }) {
    super("UNAVAILABLE", message, { ...options?.why }, options);
  }
}
