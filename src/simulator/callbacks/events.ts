import { createHash } from "node:crypto";
import { ASSUMED } from "../assumptions.js";
import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import type { XmlFields } from "./xml.js";

export interface CallbackEvent {
  name: string;
  /** Whose openid stands in the query. */
  openid: string;
  fields: XmlFields;
}

/** `subscribe` and `unsubscribe`. */
export function followEvent(account: Account, n: number, name: "subscribe" | "unsubscribe", now: number): CallbackEvent {
  return event(account, name, account.followers.openidOf(n), now, { EventKey: "" });
}

/** MASSSENDJOBFINISH. FromUserName is documented as `mphelper`, in reality an openid: here the first follower's. */
export function massFinishedEvent(account: Account, job: MassJob, now: number): CallbackEvent {
  const articles = job.msgDataId === null ? [] : [1];
  const copyright = articles.map((ArticleIdx) => ({
    ArticleIdx,
    UserDeclareState: 0,
    AuditState: 0,
    OriginalArticleUrl: "",
    OriginalArticleType: 0,
    CanReprint: 0,
    NeedReplaceContent: 0,
    NeedShowReprintSource: 0,
  }));
  const urls = articles.map((ArticleIdx) => ({ ArticleIdx, ArticleUrl: articleUrl(job, ArticleIdx) }));
  return event(account, "MASSSENDJOBFINISH", account.followers.openidOf(0), now, {
    MsgID: job.msgId,
    Status: job.status,
    TotalCount: job.totalCount,
    FilterCount: job.filterCount,
    SentCount: job.sentCount,
    ErrorCount: job.errorCount,
    CopyrightCheckResult: { Count: copyright.length, ResultList: copyright, CheckState: copyright.length > 0 ? 1 : 0 },
    ArticleUrlResult: { Count: urls.length, ResultList: urls },
  });
}

/** The address of a sent article (`index` from 1). */
export function articleUrl(job: MassJob, index: number): string {
  const digest = createHash("sha256").update(`${job.msgId}/${index}`).digest("base64url");
  return `${ASSUMED.articleUrlHost}${digest.slice(0, 22)}`;
}

function event(account: Account, name: string, openid: string, now: number, fields: XmlFields): CallbackEvent {
  const head = {
    ToUserName: account.settings.originalId,
    FromUserName: openid,
    CreateTime: Math.floor(now / 1000),
    MsgType: "event",
    Event: name,
  };
  return { name, openid, fields: { ...head, ...fields } };
}
