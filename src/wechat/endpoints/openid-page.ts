import { z } from "zod";
import type { OpenidPage } from "../calls/follower-calls.js";
import { Whole } from "../reply-fields.js";
import { checkReply } from "../wechat-reply.js";

/** An empty page has neither `data` nor, at times, `next_openid`. */
const Page = z.object({
  total: Whole.default(0),
  data: z.object({ openid: z.array(z.string()) }).optional(),
  next_openid: z.string().default(""),
});

/** Followers, members of a tag and the blacklist page alike: by the last openid, the end is an empty page. */
export function readPage(endpoint: string, reply: object): OpenidPage {
  const { total, data, next_openid } = checkReply(endpoint, Page, reply);
  const openids = data?.openid ?? [];
  return { total, openids, nextOpenid: openids.length === 0 ? "" : next_openid };
}
