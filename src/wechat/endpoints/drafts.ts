import { z } from "zod";
import type { NewArticle } from "../calls/article.js";
import type { DraftCalls } from "../calls/draft-calls.js";
import type { ArticlesItem, WeChatPage } from "../calls/material-calls.js";
import { checkLimit, checkPage } from "../limits.js";
import { Moment, Whole } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";
import { ArticlesReply, writeArticle } from "./articles.js";

const ADD = "/cgi-bin/draft/add";
const GET = "/cgi-bin/draft/get";
const UPDATE = "/cgi-bin/draft/update";
const DELETE = "/cgi-bin/draft/delete";
const COUNT = "/cgi-bin/draft/count";
const LIST = "/cgi-bin/draft/batchget";

const Added = z.object({ media_id: z.string().min(1) });
const Count = z.object({ total_count: Whole });
const Items = z.object({
  total_count: Whole,
  item: z.array(z.object({ media_id: z.string(), content: ArticlesReply, update_time: Moment })).default([]),
});

/** 草稿箱. */
export function draftCalls(caller: WeChatCaller): DraftCalls {
  return {
    addDraft: (articles) => add(caller, articles),
    getDraft: async (mediaId) =>
      checkReply(GET, ArticlesReply, await caller.idempotent({ endpoint: GET, body: { media_id: mediaId } })).news_item,
    updateDraft: async (mediaId, index, article) => {
      checkLimit(Number.isSafeInteger(index) && index >= 0, UPDATE, "a draft's articles are counted from 0");
      const body = { media_id: mediaId, index, articles: writeArticle(UPDATE, article) };
      checkOk(UPDATE, await caller.idempotent({ endpoint: UPDATE, body }));
    },
    deleteDraft: async (mediaId) => checkOk(DELETE, await caller.once({ endpoint: DELETE, body: { media_id: mediaId } })),
    countDrafts: async () => checkReply(COUNT, Count, await caller.idempotent({ endpoint: COUNT })).total_count,
    listDrafts: (offset, count, withContent) => list(caller, offset, count, withContent),
  };
}

async function add(caller: WeChatCaller, articles: readonly NewArticle[]): Promise<string> {
  checkLimit(articles.length > 0, ADD, "a draft needs an article");
  const body = { articles: articles.map((article) => writeArticle(ADD, article)) };
  return checkReply(ADD, Added, await caller.once({ endpoint: ADD, body })).media_id;
}

async function list(caller: WeChatCaller, offset: number, count: number, withContent: boolean): Promise<WeChatPage<ArticlesItem>> {
  checkPage(LIST, offset, count);
  const reply = await caller.idempotent({ endpoint: LIST, body: { offset, count, no_content: withContent ? 0 : 1 } });
  const { total_count, item } = checkReply(LIST, Items, reply);
  const items = item.map((row) => ({ mediaId: row.media_id, articles: row.content.news_item, updatedAt: row.update_time }));
  return { total: total_count, items };
}
