import { z } from "zod";
import type { FollowerCalls, WeChatProfile } from "../calls/follower-calls.js";
import { checkLimit, checkOpenids } from "../limits.js";
import { Told, Whole } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";
import { readPage } from "./openid-page.js";

const LIST = "/cgi-bin/user/get";
const PROFILE = "/cgi-bin/user/info";
const PROFILES = "/cgi-bin/user/info/batchget";
const REMARK = "/cgi-bin/user/info/updateremark";
const MAX_PROFILES = 100;
/** "Fewer than 30 characters." */
const MAX_REMARK = 29;
const LANGUAGE = "zh_CN";

const Profile = z.object({
  openid: z.string(),
  subscribe: Whole,
  unionid: Told,
  nickname: Told,
  sex: Whole.optional(),
  headimgurl: Told,
  subscribe_time: Whole.optional(),
  remark: Told,
  tagid_list: z.array(Whole).optional(),
});
const Profiles = z.object({ user_info_list: z.array(Profile) });

/** 用户管理 / 获取用户列表, 用户基本信息, 设置用户备注名. */
export function followerCalls(caller: WeChatCaller): FollowerCalls {
  return {
    followers: async (nextOpenid) => {
      const query: Record<string, string> = nextOpenid === "" ? {} : { next_openid: nextOpenid };
      return readPage(LIST, await caller.idempotent({ endpoint: LIST, query }));
    },
    profiles: (openids) => profiles(caller, openids),
    profile: async (openid) => {
      const reply = await caller.idempotent({ endpoint: PROFILE, query: { openid, lang: LANGUAGE } });
      return profileOf(checkReply(PROFILE, Profile, reply));
    },
    updateRemark: async (openid, remark) => {
      checkLimit([...remark].length <= MAX_REMARK, REMARK, `the remark is longer than ${MAX_REMARK} characters`);
      checkOk(REMARK, await caller.idempotent({ endpoint: REMARK, body: { openid, remark } }));
    },
  };
}

async function profiles(caller: WeChatCaller, openids: readonly string[]): Promise<WeChatProfile[]> {
  checkOpenids(PROFILES, openids, 1, MAX_PROFILES);
  const body = { user_list: openids.map((openid) => ({ openid, lang: LANGUAGE })) };
  const reply = checkReply(PROFILES, Profiles, await caller.idempotent({ endpoint: PROFILES, body }));
  return reply.user_info_list.map(profileOf);
}

/** WeChat writes "" and 0 for what it does not tell. */
function profileOf(row: z.infer<typeof Profile>): WeChatProfile {
  return {
    openid: row.openid,
    subscribed: row.subscribe === 1,
    unionid: row.unionid,
    nickname: row.nickname,
    sex: row.sex === 1 ? "MALE" : row.sex === 2 ? "FEMALE" : "UNKNOWN",
    headImageUrl: row.headimgurl,
    subscribedAt: row.subscribe_time ? new Date(row.subscribe_time * 1_000) : null,
    remark: row.remark,
    wechatTagIds: row.tagid_list ?? [],
  };
}
