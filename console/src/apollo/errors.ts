import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";

const CODES = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "NOT_FOUND",
  "CONFLICT",
  "QUOTA_EXCEEDED",
  "WECHAT_API_ERROR",
  "UNAVAILABLE",
] as const;
export type ErrorCode = (typeof CODES)[number] | "UNREACHABLE" | "INTERNAL_SERVER_ERROR";

/** The API's code; `UNREACHABLE` where no answer came. */
export function codeOf(error: unknown): ErrorCode {
  if (ServerError.is(error)) return error.statusCode === 503 ? "UNAVAILABLE" : "INTERNAL_SERVER_ERROR";
  if (!CombinedGraphQLErrors.is(error)) return "UNREACHABLE";
  const code = error.errors[0]?.extensions?.code;
  return CODES.find((known) => known === code) ?? "INTERNAL_SERVER_ERROR";
}

/** The server's own words, which name the field or the number at fault. */
export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the server says for programs: reason, numbers, names, the field at fault. */
export function factsOf(error: unknown): Readonly<Record<string, unknown>> {
  return CombinedGraphQLErrors.is(error) ? (error.errors[0]?.extensions ?? {}) : {};
}

/** When it is worth trying again, where the server said so. */
export function retryAtOf(error: unknown): string | null {
  const { retryAt } = factsOf(error);
  return typeof retryAt === "string" ? retryAt : null;
}
