import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { hidePersonalNumbers } from "../platform/logging/personal-numbers.js";
import { WeChatError } from "../wechat/index.js";
import { PublicError, QuotaExceededError, UnavailableError, WeChatRefusedError } from "./errors.js";
import { inputFieldOf } from "./input-field.js";
import { isUnavailable } from "./unavailable.js";

export interface ErrorLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** graphql-js quotes the value it refuses, whole: a caller who sent 200 kB need not get them back. */
const MAX_MESSAGE = 1000;
/** The operations that take a password or a token, or say what is known of a person. */
const SECRET_TAKERS = /\b(login|createOperator|updateOperator|replaceAccessToken|updateUser)\b/;
const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/**
 * The one place that turns whatever was thrown into what the caller sees: one of the API's codes, never a stack, SQL or
 * driver text, and no phone or identity number: whoever asked writes errors to a log. What is no fault of the caller is logged whole under `requestId`, which the caller is told.
 */
export function formatError(error: unknown, requestId: string, log: ErrorLog): GraphQLFormattedError {
  const outer = error instanceof GraphQLError ? error : undefined;
  const described = describe(error, requestId, log);
  const message = hidePersonalNumbers(described.message);
  const extensions = Object.fromEntries(Object.entries(described.extensions).map(([name, value]) => [name, withoutNumbers(value)]));
  return {
    message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
    ...(outer?.locations && { locations: outer.locations }),
    ...(outer?.path && { path: outer.path }),
    extensions,
  };
}

function describe(error: unknown, requestId: string, log: ErrorLog): { message: string; extensions: Record<string, unknown> } {
  const cause = causeOf(error);
  if (cause instanceof WeChatError) log.warn({ requestId, err: cause }, "WeChat refused a call");
  const known = publicErrorOf(cause);
  if (known !== undefined) {
    if (known.code === "UNAVAILABLE") log.warn({ requestId, err: cause }, "a request met something that does not answer");
    return { message: known.message, extensions: { ...known.details, code: known.code } };
  }
  if (cause instanceof GraphQLError && error instanceof GraphQLError && isFaultOfTheRequest(cause, error)) {
    // The outer one says where in the variables the inner one was met.
    const field = inputFieldOf(error);
    const message = quotesSecrets(error) ? withoutValues(field) : error.message;
    return { message, extensions: { code: "BAD_USER_INPUT", ...(field !== undefined && { field }) } };
  }
  log.error({ requestId, err: cause }, "a request failed by a fault of Tagcast");
  const message = `Tagcast failed at this request; the log tells why under request id ${requestId}`;
  return { message, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
}

function withoutNumbers(value: unknown): unknown {
  return typeof value === "string" ? hidePersonalNumbers(value) : value;
}

/** graphql-js quotes what it refuses; a password or token in the wrong place must not come back, to be logged by whoever asked. */
function quotesSecrets({ source, message }: GraphQLError): boolean {
  return source !== undefined && SECRET_TAKERS.test(source.body) && /^Syntax Error|\bvalue\b/i.test(message);
}

function withoutValues(field: string | undefined): string {
  return `${field === undefined ? "" : `${field}: `}the request does not fit the schema; what it holds is not repeated here`;
}

function publicErrorOf(cause: unknown): PublicError | undefined {
  if (cause instanceof PublicError) return cause;
  if (cause instanceof WeChatError) return fromWeChat(cause, new Date());
  if (isUnavailable(cause)) return new UnavailableError("something Tagcast depends on does not answer now; try again in a moment");
  return undefined;
}

/** Used-up quotas and unclear answers get the codes that say what to do; the rest is WeChat's own refusal with its number. */
export function fromWeChat(error: WeChatError, now: Date): PublicError {
  const { kind, errcode, errmsg } = error;
  if (kind === "quota-day" || kind === "quota-minute") {
    const retryAt = kind === "quota-day" ? nextMidnightInShanghai(now) : new Date(now.getTime() + 60_000);
    return new QuotaExceededError(errcode === null ? errmsg : `WeChat answered ${errcode}: ${errmsg}`, null, retryAt);
  }
  if (kind === "invalid") return new WeChatRefusedError(errcode, errmsg, { cause: error });
  if (kind === "unclear" || errcode === null)
    return new UnavailableError(`WeChat does not answer properly now (${errmsg})`, { cause: error });
  return new WeChatRefusedError(errcode, errmsg, { cause: error });
}

function nextMidnightInShanghai(now: Date): Date {
  const day = Math.floor((now.getTime() + SHANGHAI_OFFSET_MS) / DAY_MS) + 1;
  return new Date(day * DAY_MS - SHANGHAI_OFFSET_MS);
}

function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

/**
 * graphql-js and Apollo Server throw GraphQLErrors for requests they cannot parse, validate, coerce or carry out: these
 * have no path yet, or (arguments refused while a field runs) point at nodes of the request. A GraphQLError with neither
 * comes from serialising our own answer.
 */
function isFaultOfTheRequest(cause: GraphQLError, error: GraphQLError): boolean {
  const ranInAField = error.path !== undefined;
  return cause.extensions.code !== "INTERNAL_SERVER_ERROR" && (!ranInAField || (cause !== error && cause.nodes !== undefined));
}
