import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";

export const quotaEndpoints = [endpoint("POST", "clear_quota", clear), endpoint("POST", "openapi/quota/get", get)];

/** All of the account's daily counters begin again, ten times a month. */
function clear({ world, account, body, now }: AccountCall): Reply {
  if (body.appid !== account.appId) throw new ApiError(40013);
  if (!account.quotas.mayReset(now)) throw new ApiError(48006);
  world.commit(account, { type: "quota-reset" });
  return OK;
}

/** An interface without a daily limit answers 0 for all three. */
function get({ account, body, now }: AccountCall): Reply {
  const path = textIn(body, "cgi_path") ?? "";
  if (!/^\/cgi-bin\/[a-z_/]+$/.test(path)) throw new ApiError(76003);
  const limit = account.quotas.perDay(path);
  if (!Number.isFinite(limit)) return { ...OK, quota: { daily_limit: 0, used: 0, remain: 0 } };
  const used = account.quotas.used(path, now);
  return { ...OK, quota: { daily_limit: limit, used, remain: Math.max(0, limit - used) } };
}
