import { z } from "zod";
import { count, filled, id64, items, textOrNull, whole } from "./fields.js";

/** `success`, `failed:user block`, `failed: system failed`. */
export const templateSendJobFinish = z
  .object({ MsgID: id64, Status: filled })
  .transform(({ MsgID: msgId, Status: status }) => ({ type: "TEMPLATESENDJOBFINISH" as const, msgId, status }));

const copyrightItem = z
  .object({
    ArticleIdx: count,
    UserDeclareState: textOrNull,
    AuditState: textOrNull,
    OriginalArticleUrl: textOrNull,
    OriginalArticleType: textOrNull,
    CanReprint: textOrNull,
    NeedReplaceContent: textOrNull,
    NeedShowReprintSource: textOrNull,
  })
  .transform((item) => ({
    article: item.ArticleIdx,
    userDeclareState: item.UserDeclareState,
    auditState: item.AuditState,
    originalUrl: item.OriginalArticleUrl,
    originalType: item.OriginalArticleType,
    canReprint: item.CanReprint,
    needReplaceContent: item.NeedReplaceContent,
    needShowReprintSource: item.NeedShowReprintSource,
  }));

/** CheckState: 1 no reprint, 2 a reprint that may be sent, 3 one that must not; real events also show 0. */
const copyright = z
  .object({ CheckState: whole(0, 99), ResultList: items(copyrightItem) })
  .transform(({ CheckState: checkState, ResultList }) => ({ checkState, items: ResultList }));

const articleUrls = z
  .object({ ResultList: items(z.object({ ArticleIdx: count, ArticleUrl: filled })) })
  .transform(({ ResultList }) => ResultList.map(({ ArticleIdx, ArticleUrl }) => ({ article: ArticleIdx, url: ArticleUrl })));

/**
 * The blocks about articles are null where they are not there or make no sense: the counts must be heard all the same.
 * FilterCount is those LEFT after WeChat's filtering.
 */
export const massSendJobFinish = z
  .object({
    MsgID: id64,
    Status: z.string().default(""),
    TotalCount: count,
    FilterCount: count,
    SentCount: count,
    ErrorCount: count,
    CopyrightCheckResult: copyright.nullable().catch(null),
    ArticleUrlResult: articleUrls.nullable().catch(null),
  })
  .transform((event) => ({
    type: "MASSSENDJOBFINISH" as const,
    msgId: event.MsgID,
    status: event.Status,
    totalCount: event.TotalCount,
    filterCount: event.FilterCount,
    sentCount: event.SentCount,
    errorCount: event.ErrorCount,
    copyright: event.CopyrightCheckResult,
    articles: event.ArticleUrlResult,
  }));

/** publish_status: 0 done, 2 to 4 refused (fail_idx names the articles), 5 deleted since, 6 banned since. */
export const publishJobFinish = z
  .object({
    PublishEventInfo: z.object({
      publish_id: id64,
      publish_status: whole(0, 99),
      article_id: textOrNull,
      article_detail: z
        .object({ item: items(z.object({ idx: count, article_url: filled })) })
        .nullable()
        .catch(null),
      fail_idx: items(count),
    }),
  })
  .transform(({ PublishEventInfo: info }) => ({
    type: "PUBLISHJOBFINISH" as const,
    publishId: info.publish_id,
    status: info.publish_status,
    articleId: info.article_id,
    articles: info.article_detail?.item.map(({ idx, article_url }) => ({ article: idx, url: article_url })) ?? [],
    failedArticles: info.fail_idx,
  }));
