import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { idIn, integerIn, textIn } from "../fields.js";
import type { PublishJob, PublishStatus } from "../model/content-types.js";
import { type PublishedArticle, publishedUrl } from "../model/publications.js";
import { articleViews } from "./article-view.js";
import { draftIn } from "./drafts.js";
import { pageOf } from "./pages.js";
import { newMediaId } from "./upload.js";

export const publishEndpoints = [
  endpoint("POST", "freepublish/submit", submit),
  endpoint("POST", "freepublish/get", get),
  endpoint("POST", "freepublish/getarticle", (call) => ({ news_item: newsItems(call, publishedIn(call), true) })),
  endpoint("POST", "freepublish/batchget", list),
  endpoint("POST", "freepublish/delete", remove),
];

/** The draft leaves the box when the job has ended well; until then it cannot be submitted again. */
function submit(call: AccountCall): Reply {
  const { world, account, publishRunner, now } = call;
  const draft = draftIn(call);
  const { publications } = account.content;
  if (publications.running(draft.id)) throw new ApiError(ASSUMED.draftBeingPublished);
  const status = world.faults.take({ path: "publish", appId: account.appId, kinds: ["status"] })?.status;
  const publishId = publications.peekNextId();
  const job: PublishJob = {
    publishId,
    msgDataId: publishId,
    draftId: draft.id,
    articleId: newMediaId(),
    articles: draft.articles,
    outcome: status === undefined ? 0 : (Number(status) as PublishStatus),
    finishAt: now + ASSUMED.publishMs / world.options.speedFactor,
  };
  world.commit(account, { type: "publish-submitted", job });
  publishRunner.start(account, job);
  return { ...OK, publish_id: job.publishId, msg_data_id: job.msgDataId };
}

function get({ account, body }: AccountCall): Reply {
  const { publications } = account.content;
  const job = publications.job(Number(integerIn(body, "publish_id") ?? -1));
  if (!job) throw new ApiError(ASSUMED.unknownPublishId);
  const { publishId: publish_id, articleId: article_id, articles } = job;
  const publish_status = publications.statusOf(job);
  const indices = articles.map((_, i) => i + 1);
  if (publish_status === 1) return { publish_id, publish_status, fail_idx: [] };
  if (publish_status !== 0) {
    return { publish_id, publish_status, ...(publish_status === 5 ? { article_id } : {}), fail_idx: publish_status === 5 ? [] : indices };
  }
  const item = indices.map((idx) => ({ idx, article_url: publishedUrl(article_id, idx) }));
  return { publish_id, publish_status, article_id, article_detail: { count: item.length, item }, fail_idx: [] };
}

function list(call: AccountCall): Reply {
  const withContent = call.body.no_content !== 1;
  return {
    ...pageOf(call.body, call.account.content.publications.newestFirst(), (article) => {
      const update_time = seconds(article.updatedAt);
      const content = { news_item: newsItems(call, article, withContent), create_time: seconds(article.publishedAt), update_time };
      return { article_id: article.articleId, content, update_time };
    }),
  };
}

/** `index` from 1; 0 or absent for all of them. */
function remove(call: AccountCall): Reply {
  const { articleId, articles } = publishedIn(call);
  const index = call.body.index === undefined ? 0 : idIn(call.body, "index");
  if (index < 0 || index > articles.length) throw new ApiError(40060);
  call.world.commit(call.account, { type: "article-deleted", articleId, index });
  return OK;
}

/** The publication `article_id` names. A media_id is none. */
function publishedIn({ account, body }: AccountCall): PublishedArticle {
  const article = account.content.publications.article(textIn(body, "article_id") ?? "");
  if (!article) throw new ApiError(ASSUMED.unknownArticleId);
  return article;
}

function newsItems({ account, origin }: AccountCall, article: PublishedArticle, withContent: boolean): Reply[] {
  const { articleId, articles, deleted } = article;
  const url = (index: number) => publishedUrl(articleId, index);
  const views = articleViews(articles, { library: account.content.library, origin, url, withContent });
  return views.map((view, i) => ({ ...view, is_deleted: deleted.has(i + 1) }));
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
