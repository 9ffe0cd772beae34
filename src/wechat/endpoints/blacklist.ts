import type { BlacklistCalls } from "../calls/follower-calls.js";
import { checkOpenids } from "../limits.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk } from "../wechat-reply.js";
import { readPage } from "./openid-page.js";

const GET = "/cgi-bin/tags/members/getblacklist";
const ADD = "/cgi-bin/tags/members/batchblacklist";
const REMOVE = "/cgi-bin/tags/members/batchunblacklist";
const MAX_OPENIDS = 20;

/** 用户管理 / 黑名单管理. */
export function blacklistCalls(caller: WeChatCaller): BlacklistCalls {
  const change = async (endpoint: string, openids: readonly string[]) => {
    checkOpenids(endpoint, openids, 1, MAX_OPENIDS);
    checkOk(endpoint, await caller.idempotent({ endpoint, body: { openid_list: openids } }));
  };
  return {
    blacklist: async (beginOpenid) => readPage(GET, await caller.idempotent({ endpoint: GET, body: { begin_openid: beginOpenid } })),
    blacklistOpenids: (openids) => change(ADD, openids),
    unblacklistOpenids: (openids) => change(REMOVE, openids),
  };
}
