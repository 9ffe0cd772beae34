import { z } from "zod";
import type { ApiQuota, QuotaCalls } from "../calls/quota-calls.js";
import { checkLimit } from "../limits.js";
import { Moment, Told, Whole } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";

const CLEAR = "/cgi-bin/clear_quota";
const GET = "/cgi-bin/openapi/quota/get";
const CLEAR_ONE = "/cgi-bin/openapi/quota/clear";
const RID = "/cgi-bin/openapi/rid/get";
/** No host, no query: else WeChat answers 76003. */
const PATH = /^\/[\w/.-]{1,200}$/;

const Quota = z.object({ quota: z.object({ daily_limit: Whole, used: Whole, remain: Whole }) });
const Request = z.object({ request: z.object({ invoke_time: Moment, cost_in_ms: Whole, client_ip: Told }) });

/** openApi 管理. `appId` of the account: clear_quota names it although the token does too. */
export function quotaCalls(caller: WeChatCaller, appId: string): QuotaCalls {
  return {
    // Each one that takes effect counts against the ten of a month, so none is repeated.
    clearQuota: async () => checkOk(CLEAR, await caller.once({ endpoint: CLEAR, body: { appid: appId } })),
    apiQuota: (path) => quotaOf(caller, path),
    clearApiQuota: async (path) => {
      checkPath(CLEAR_ONE, path);
      checkOk(CLEAR_ONE, await caller.once({ endpoint: CLEAR_ONE, body: { cgi_path: path } }));
    },
    requestByRid: async (rid) => {
      const { request } = checkReply(RID, Request, await caller.idempotent({ endpoint: RID, body: { rid } }));
      return { at: request.invoke_time, costMs: request.cost_in_ms, clientIp: request.client_ip };
    },
  };
}

async function quotaOf(caller: WeChatCaller, path: string): Promise<ApiQuota> {
  checkPath(GET, path);
  const { quota } = checkReply(GET, Quota, await caller.idempotent({ endpoint: GET, body: { cgi_path: path } }));
  return { dailyLimit: quota.daily_limit, used: quota.used, remaining: quota.remain };
}

function checkPath(endpoint: string, path: string): void {
  checkLimit(PATH.test(path), endpoint, "the path is not one like /cgi-bin/message/custom/send");
}
