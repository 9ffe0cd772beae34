import { z } from "zod";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";

const GET = "/cgi-bin/tags/get";
const CREATE = "/cgi-bin/tags/create";
const UPDATE = "/cgi-bin/tags/update";
const DELETE = "/cgi-bin/tags/delete";
const TAG = "/cgi-bin/tags/members/batchtagging";
const UNTAG = "/cgi-bin/tags/members/batchuntagging";

const Tag = z.object({ id: z.number().int(), name: z.string() });
const Tags = z.object({ tags: z.array(Tag.extend({ count: z.number().int().default(0) })) });
const Created = z.object({ tag: Tag });

export async function list(caller: WeChatCaller): Promise<{ id: number; name: string; count: number }[]> {
  return checkReply(GET, Tags, await caller.idempotent({ endpoint: GET })).tags;
}

/** Not repeated after an unclear reply: the tag may be there by then, and a second one of its name is refused. */
export async function create(caller: WeChatCaller, name: string): Promise<{ id: number; name: string }> {
  return checkReply(CREATE, Created, await caller.once({ endpoint: CREATE, body: { tag: { name } } })).tag;
}

export async function rename(caller: WeChatCaller, id: number, name: string): Promise<void> {
  checkOk(UPDATE, await caller.once({ endpoint: UPDATE, body: { tag: { id, name } } }));
}

export async function remove(caller: WeChatCaller, id: number): Promise<void> {
  checkOk(DELETE, await caller.once({ endpoint: DELETE, body: { tag: { id } } }));
}

export async function tag(caller: WeChatCaller, wechatTagId: number, openids: readonly string[]): Promise<void> {
  checkOk(TAG, await caller.tagging({ endpoint: TAG, body: { openid_list: openids, tagid: wechatTagId } }));
}

export async function untag(caller: WeChatCaller, wechatTagId: number, openids: readonly string[]): Promise<void> {
  checkOk(UNTAG, await caller.tagging({ endpoint: UNTAG, body: { openid_list: openids, tagid: wechatTagId } }));
}
