import { ASSUMED } from "../assumptions.js";
import type { Call, OpenEndpoint, Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";
import { CHANGE_OVER_MS, type IssueMode, TOKEN_LIFE_MS, type TokenLine } from "../model/tokens.js";
import { newTokenValue } from "../options.js";
import { QuotaLimits } from "../quota-limits.js";
import { authenticate } from "./authenticate.js";

/** Force calls closer together than this return the same token. */
const FORCE_APART_MS = 30_000;
const TOKEN = "/cgi-bin/token";
const STABLE_TOKEN = "/cgi-bin/stable_token";

interface Credentials {
  grantType: unknown;
  appId: unknown;
  secret: unknown;
}

export const tokenEndpoints: OpenEndpoint[] = [
  { method: "GET", path: TOKEN, token: "none", run: plainToken },
  { method: "POST", path: STABLE_TOKEN, token: "none", run: stableToken },
];

function plainToken(call: Call): Reply {
  const { query, world, now } = call;
  const account = granted(call, { grantType: query.get("grant_type"), appId: query.get("appid"), secret: query.get("secret") });
  account.quotas.take(TOKEN, now);
  const value = issue(call, account, "token", "renew");
  world.options.logger?.info({ appId: account.appId }, "token issued");
  return { access_token: value, expires_in: TOKEN_LIFE_MS / 1000 };
}

function stableToken(call: Call): Reply {
  const { body, now } = call;
  const account = granted(call, { grantType: body.grant_type, appId: body.appid, secret: body.secret });
  account.quotas.take(STABLE_TOKEN, now);
  const current = account.tokens.current("stable", now);
  if (body.force_refresh === true) return forced(call, account, current);
  if (current && current.expiresAt - now >= CHANGE_OVER_MS) return reply(current.value, current.expiresAt, now);
  return reply(issue(call, account, "stable", "renew"), now + TOKEN_LIFE_MS, now);
}

function forced(call: Call, account: Account, current: { value: string; expiresAt: number } | null): Reply {
  const { now } = call;
  if (current && now - account.tokens.lastForcedAt < FORCE_APART_MS) return reply(current.value, current.expiresAt, now);
  if (account.quotas.used(QuotaLimits.FORCED_REFRESH, now) >= account.quotas.perDay(QuotaLimits.FORCED_REFRESH)) {
    throw new ApiError(ASSUMED.tooManyForcedRefreshes);
  }
  account.quotas.take(QuotaLimits.FORCED_REFRESH, now);
  return reply(issue(call, account, "stable", "force"), now + TOKEN_LIFE_MS, now);
}

function issue({ world }: Call, account: Account, line: TokenLine, mode: IssueMode): string {
  const value = newTokenValue();
  world.commit(account, { type: "token-issued", line, value, mode });
  return value;
}

function reply(value: string, expiresAt: number, now: number): Reply {
  return { access_token: value, expires_in: Math.min(TOKEN_LIFE_MS / 1000, Math.ceil((expiresAt - now) / 1000)) };
}

function granted(call: Call, { grantType, appId, secret }: Credentials): Account {
  if (grantType !== "client_credential") throw new ApiError(40002);
  return authenticate(call, { appId, secret });
}
