import { isObject, readJson } from "./json.js";
import type { ApiRequest } from "./router.js";

/** Calls that prove themselves by appid and secret are short; of others the body need not be read for this. */
const MOST_BYTES = 2048;

/** The appid that a call without token names, in its query (token) or in its body (stable_token); null when it names none. */
export function namedAppId({ query, body }: Pick<ApiRequest, "query" | "body">): string | null {
  const appId = query.get("appid");
  if (appId !== null || query.has("access_token") || body.length === 0 || body.length > MOST_BYTES) return appId;
  try {
    const named = readJson(body.toString("utf8"));
    return isObject(named) && typeof named.appid === "string" ? named.appid : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
