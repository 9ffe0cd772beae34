import { z } from "zod";
import type { PublishCalls, PublishedItem, PublishState, PublishStatus } from "../calls/draft-calls.js";
import type { WeChatPage } from "../calls/material-calls.js";
import { checkLimit, checkPage } from "../limits.js";
import { Moment, Told, Whole, WideId } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";
import { ArticlesReply } from "./articles.js";

const SUBMIT = "/cgi-bin/freepublish/submit";
const GET = "/cgi-bin/freepublish/get";
const LIST = "/cgi-bin/freepublish/batchget";
const ARTICLE = "/cgi-bin/freepublish/getarticle";
const DELETE = "/cgi-bin/freepublish/delete";

/** By WeChat's number. */
const STATES: readonly PublishState[] = [
  "PUBLISHED",
  "PUBLISHING",
  "NOT_ORIGINAL",
  "FAILED",
  "REVIEW_REFUSED",
  "DELETED_BY_USER",
  "BLOCKED_BY_WECHAT",
];

const Submitted = z.object({ publish_id: WideId, msg_data_id: WideId.optional() });
const Detail = z.object({ item: z.array(z.object({ idx: Whole, article_url: z.string() })).default([]) });
const Status = z.object({
  publish_status: Whole,
  article_id: Told,
  article_detail: Detail.optional(),
  fail_idx: z.array(Whole).default([]),
});
const Items = z.object({
  total_count: Whole,
  item: z.array(z.object({ article_id: z.string(), content: ArticlesReply, update_time: Moment })).default([]),
});

/** 发布能力. */
export function publishCalls(caller: WeChatCaller): PublishCalls {
  return {
    publishDraft: async (mediaId) => {
      const reply = checkReply(SUBMIT, Submitted, await caller.once({ endpoint: SUBMIT, body: { media_id: mediaId } }));
      return { publishId: reply.publish_id, msgDataId: reply.msg_data_id ?? null };
    },
    publishStatus: (publishId) => status(caller, publishId),
    listPublished: (offset, count, withContent) => list(caller, offset, count, withContent),
    getPublished: async (articleId) =>
      checkReply(ARTICLE, ArticlesReply, await caller.idempotent({ endpoint: ARTICLE, body: { article_id: articleId } })).news_item,
    deletePublished: async (articleId, index) => {
      // WeChat takes 0 for "all of them".
      checkLimit(index === undefined || (Number.isSafeInteger(index) && index >= 1), DELETE, "articles are counted from 1");
      const body = { article_id: articleId, ...(index !== undefined && { index }) };
      checkOk(DELETE, await caller.once({ endpoint: DELETE, body }));
    },
  };
}

async function status(caller: WeChatCaller, publishId: bigint): Promise<PublishStatus> {
  const reply = checkReply(GET, Status, await caller.idempotent({ endpoint: GET, body: { publish_id: publishId } }));
  return {
    state: STATES[reply.publish_status] ?? "UNKNOWN",
    articleId: reply.article_id,
    articles: (reply.article_detail?.item ?? []).map(({ idx, article_url }) => ({ index: idx, url: article_url })),
    failedIndexes: reply.fail_idx,
  };
}

async function list(caller: WeChatCaller, offset: number, count: number, withContent: boolean): Promise<WeChatPage<PublishedItem>> {
  checkPage(LIST, offset, count);
  const reply = await caller.idempotent({ endpoint: LIST, body: { offset, count, no_content: withContent ? 0 : 1 } });
  const { total_count, item } = checkReply(LIST, Items, reply);
  const items = item.map((row) => ({ articleId: row.article_id, articles: row.content.news_item, updatedAt: row.update_time }));
  return { total: total_count, items };
}
