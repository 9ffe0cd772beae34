import { errors } from "undici";

/** What went wrong below HTTP, in our own words: undici's errors carry the request's path, and with it the token. */
export function describeFault(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
  if (error instanceof errors.ConnectTimeoutError || code === "ETIMEDOUT") return `could not connect in time (${code})`;
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) return `no answer in time (${code})`;
  return `the connection failed (${code})`;
}
