import { z } from "zod";
import type { WeChatCaller } from "../wechat-caller.js";
import type { WeChatProfile } from "../wechat-client.js";
import { checkReply } from "../wechat-reply.js";

const LIST = "/cgi-bin/user/get";
const PROFILES = "/cgi-bin/user/info/batchget";
const BLACKLIST = "/cgi-bin/tags/members/getblacklist";

/** An empty page has neither `data` nor, at times, `next_openid`. */
const Page = z.object({
  total: z.number().int().default(0),
  data: z.object({ openid: z.array(z.string()) }).optional(),
  next_openid: z.string().default(""),
});

const Profile = z.object({
  openid: z.string(),
  subscribe: z.number(),
  unionid: z.string().optional(),
  nickname: z.string().optional(),
  sex: z.number().optional(),
  headimgurl: z.string().optional(),
  subscribe_time: z.number().optional(),
  remark: z.string().optional(),
  tagid_list: z.array(z.number()).optional(),
});
const Profiles = z.object({ user_info_list: z.array(Profile) });

export interface OpenidPage {
  total: number;
  openids: string[];
  nextOpenid: string;
}

export async function followers(caller: WeChatCaller, nextOpenid: string): Promise<OpenidPage> {
  const query: Record<string, string> = nextOpenid === "" ? {} : { next_openid: nextOpenid };
  return pageOf(LIST, await caller.idempotent({ endpoint: LIST, query }));
}

export async function blacklist(caller: WeChatCaller, beginOpenid: string): Promise<OpenidPage> {
  return pageOf(BLACKLIST, await caller.idempotent({ endpoint: BLACKLIST, body: { begin_openid: beginOpenid } }));
}

export async function profiles(caller: WeChatCaller, openids: readonly string[]): Promise<WeChatProfile[]> {
  const body = { user_list: openids.map((openid) => ({ openid, lang: "zh_CN" })) };
  const reply = checkReply(PROFILES, Profiles, await caller.idempotent({ endpoint: PROFILES, body }));
  return reply.user_info_list.map(profileOf);
}

function pageOf(endpoint: string, reply: object): OpenidPage {
  const { total, data, next_openid } = checkReply(endpoint, Page, reply);
  const openids = data?.openid ?? [];
  return { total, openids, nextOpenid: openids.length === 0 ? "" : next_openid };
}

/** WeChat writes "" and 0 for what it does not tell. */
function profileOf(row: z.infer<typeof Profile>): WeChatProfile {
  return {
    openid: row.openid,
    subscribed: row.subscribe === 1,
    unionid: row.unionid || null,
    nickname: row.nickname || null,
    sex: row.sex === 1 ? "MALE" : row.sex === 2 ? "FEMALE" : "UNKNOWN",
    headImageUrl: row.headimgurl || null,
    subscribedAt: row.subscribe_time ? new Date(row.subscribe_time * 1_000) : null,
    remark: row.remark || null,
    wechatTagIds: row.tagid_list ?? [],
  };
}
