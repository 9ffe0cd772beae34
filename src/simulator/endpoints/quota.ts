import { type AccountCall, type Call, type Endpoint, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import type { Account } from "../model/account.js";
import { authenticate } from "./authenticate.js";

const PATH = /^\/[\w/-]+$/;
/** Interfaces that stand outside the account's quota: of web pages' log-ins. */
const NOT_THE_ACCOUNTS = /^\/(sns|connect)\//;

export const quotaEndpoints: Endpoint[] = [
  endpoint("POST", "clear_quota", clear),
  { method: "POST", path: "/cgi-bin/clear_quota/v2", token: "none", emptyBody: true, run: clearBySecret },
  endpoint("POST", "openapi/quota/get", get),
  endpoint("POST", "openapi/quota/clear", clearOne),
];

/** All of the account's daily counters begin again, ten times a month. */
function clear(call: AccountCall): Reply {
  const { account, body } = call;
  if (body.appid !== account.appId) throw new ApiError(40013);
  return reset(call, account);
}

/** The same without a token, when tokens are used up. The page says body, its sample says URL. */
function clearBySecret(call: Call): Reply {
  const { query, body } = call;
  const account = authenticate(call, {
    appId: query.get("appid") ?? body.appid,
    secret: query.get("appsecret") ?? body.appsecret,
  });
  return reset(call, account);
}

/** One interface's counter begins again; it is one of the month's ten. */
function clearOne(call: AccountCall): Reply {
  return reset(call, call.account, pathIn(call));
}

function reset({ world, now }: Call, account: Account, path?: string): Reply {
  if (!account.quotas.mayReset(now)) throw new ApiError(48006);
  world.commit(account, { type: "quota-reset", ...(path === undefined ? {} : { path }) });
  return OK;
}

/** An interface without a daily limit answers 0 for all three. */
function get(call: AccountCall): Reply {
  const { account, now } = call;
  const path = pathIn(call);
  const { perDay, perMinute } = account.quotas.limitsOf(path);
  const rate = Number.isFinite(perMinute) ? { rate_limit: { call_count: perMinute, refresh_second: 60 } } : {};
  if (!Number.isFinite(perDay)) return { ...OK, quota: { daily_limit: 0, used: 0, remain: 0 }, ...rate };
  const used = account.quotas.used(path, now);
  return { ...OK, quota: { daily_limit: perDay, used, remain: Math.max(0, perDay - used) }, ...rate };
}

function pathIn({ body }: AccountCall): string {
  const path = textIn(body, "cgi_path") ?? "";
  if (!PATH.test(path)) throw new ApiError(76003);
  if (NOT_THE_ACCOUNTS.test(path)) throw new ApiError(76022);
  return path;
}
