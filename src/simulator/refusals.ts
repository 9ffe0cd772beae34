import { type ApiError, refusal } from "./errcodes.js";
import { writeJson } from "./json.js";
import type { Account } from "./model/account.js";
import { errmsgSuffix } from "./rids.js";
import type { ApiRequest } from "./router.js";
import type { World } from "./world.js";

/** Of a mass send's 310 kB, openapi/rid/get shows the beginning. */
const MOST_BODY_CHARACTERS = 2000;

export interface RefusedRequest {
  request: ApiRequest;
  /** Whose token came with the call. */
  account: Account | undefined;
  /** Milliseconds of `performance.now()` at its arrival. */
  started: number;
}

/** Words a refusal as WeChat does for this account, and keeps what its rid stands for. */
export function refuse(world: World, error: ApiError, { request, account, started }: RefusedRequest, appId: string | null) {
  const now = world.clock.now();
  const rid = world.rids.next(now);
  const owner = account ?? (appId === null ? undefined : world.account(appId));
  const reply = refusal(error, errmsgSuffix(owner?.service.conditions.errmsgSuffix ?? "rid", rid));
  world.rids.remember(rid, {
    appId: owner?.appId ?? null,
    at: now,
    tookMs: Math.round(performance.now() - started),
    query: withoutSecrets(request.query),
    // Calls without a token carry the secret.
    body: account ? request.body.toString("utf8", 0, MOST_BODY_CHARACTERS) : "",
    response: writeJson(reply),
    ip: request.ip,
  });
  return reply;
}

function withoutSecrets(query: URLSearchParams): string {
  const kept = new URLSearchParams(query);
  for (const name of ["access_token", "secret", "appsecret"]) if (kept.has(name)) kept.set(name, "***");
  return kept.toString();
}
