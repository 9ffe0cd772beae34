import { z } from "zod";
import type { TagCalls } from "../calls/tag-calls.js";
import { checkOpenids } from "../limits.js";
import { Whole } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";
import { readPage } from "./openid-page.js";

const GET = "/cgi-bin/tags/get";
const CREATE = "/cgi-bin/tags/create";
const UPDATE = "/cgi-bin/tags/update";
const DELETE = "/cgi-bin/tags/delete";
const MEMBERS = "/cgi-bin/user/tag/get";
const TAG = "/cgi-bin/tags/members/batchtagging";
const UNTAG = "/cgi-bin/tags/members/batchuntagging";
const OF_USER = "/cgi-bin/tags/getidlist";
const MAX_TAGGED = 50;

const Tag = z.object({ id: Whole, name: z.string() });
const Tags = z.object({ tags: z.array(Tag.extend({ count: Whole.default(0) })) });
const Created = z.object({ tag: Tag });
const TagIds = z.object({ tagid_list: z.array(Whole) });

/** 用户管理 / 标签管理. */
export function tagCalls(caller: WeChatCaller): TagCalls {
  return {
    tags: async () => checkReply(GET, Tags, await caller.idempotent({ endpoint: GET })).tags,
    createTag: async (name) => checkReply(CREATE, Created, await caller.once({ endpoint: CREATE, body: { tag: { name } } })).tag,
    renameTag: async (id, name) => checkOk(UPDATE, await caller.once({ endpoint: UPDATE, body: { tag: { id, name } } })),
    deleteTag: async (id) => checkOk(DELETE, await caller.once({ endpoint: DELETE, body: { tag: { id } } })),
    tagMembers: (wechatTagId, nextOpenid) => members(caller, wechatTagId, nextOpenid),
    tagOpenids: (wechatTagId, openids) => changeMembers(caller, TAG, wechatTagId, openids),
    untagOpenids: (wechatTagId, openids) => changeMembers(caller, UNTAG, wechatTagId, openids),
    tagsOfUser: async (openid) => checkReply(OF_USER, TagIds, await caller.idempotent({ endpoint: OF_USER, body: { openid } })).tagid_list,
  };
}

async function members(caller: WeChatCaller, tagid: number, nextOpenid: string): Promise<{ openids: string[]; nextOpenid: string }> {
  // An empty tag answers {"count":0} and nothing else.
  const page = readPage(MEMBERS, await caller.idempotent({ endpoint: MEMBERS, body: { tagid, next_openid: nextOpenid } }));
  return { openids: page.openids, nextOpenid: page.nextOpenid };
}

async function changeMembers(caller: WeChatCaller, endpoint: string, tagid: number, openids: readonly string[]): Promise<void> {
  checkOpenids(endpoint, openids, 1, MAX_TAGGED);
  checkOk(endpoint, await caller.tagging({ endpoint, body: { openid_list: openids, tagid } }));
}
