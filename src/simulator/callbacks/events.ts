import { createHash } from "node:crypto";
import { ASSUMED } from "../assumptions.js";
import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import type { XmlFields } from "./xml.js";

export interface CallbackEvent {
  /** The event's name, or a message's MsgType. */
  name: string;
  /** Whose openid stands in the query. */
  openid: string;
  fields: XmlFields;
}

/** What MASSSENDJOBFINISH says of a job. */
export interface MassResult {
  msgId: bigint;
  status: string;
  totalCount: number;
  filterCount: number;
  sentCount: number;
  errorCount: number;
  /** Their addresses; none for what is no news. */
  articleUrls: readonly string[];
  /** 0 not looked at, 1 no reprint, 2 a reprint that may be sent, 3 one that must not. */
  checkState: number;
}

/** MASSSENDJOBFINISH of a job, the same each time it is asked for. */
export function massFinishedEvent(account: Account, job: MassJob): CallbackEvent {
  const articleUrls = Array.from({ length: job.articles }, (_, i) => articleUrl(job, i + 1));
  return massResultEvent(account, { ...job, articleUrls, checkState: articleUrls.length > 0 ? 1 : 0 }, job.finishAt);
}

/** FromUserName is documented as `mphelper`, in reality an openid: here the first follower's. */
export function massResultEvent(account: Account, result: MassResult, now: number): CallbackEvent {
  const { articleUrls, checkState } = result;
  const copyright = articleUrls.map((_url, index) => copyrightItem(index + 1, checkState));
  const urls = articleUrls.map((ArticleUrl, index) => ({ ArticleIdx: index + 1, ArticleUrl }));
  return eventOf(account, "MASSSENDJOBFINISH", account.followers.openidOf(0), now, {
    MsgID: result.msgId,
    Status: result.status,
    TotalCount: result.totalCount,
    FilterCount: result.filterCount,
    SentCount: result.sentCount,
    ErrorCount: result.errorCount,
    CopyrightCheckResult: { Count: copyright.length, ResultList: copyright, CheckState: checkState },
    ArticleUrlResult: { Count: urls.length, ResultList: urls },
  });
}

/** The address of a sent article (`index` from 1). */
export function articleUrl(job: Pick<MassJob, "msgId">, index: number): string {
  const digest = createHash("sha256").update(`${job.msgId}/${index}`).digest("base64url");
  return `${ASSUMED.articleUrlHost}${digest.slice(0, 22)}`;
}

/** The head that every event has, and its own fields. */
export function eventOf(account: Account, name: string, openid: string, now: number, fields: XmlFields): CallbackEvent {
  return { name, openid, fields: { ...head(account, openid, now), MsgType: "event", Event: name, ...fields } };
}

/** An ordinary message of a person. Its MsgId is what receivers tell repeats by. */
export function messageOf(
  account: Account,
  msgType: string,
  openid: string,
  now: number,
  { MsgId, ...fields }: XmlFields & { MsgId: bigint },
): CallbackEvent {
  return { name: msgType, openid, fields: { ...head(account, openid, now), MsgType: msgType, ...fields, MsgId } };
}

function head(account: Account, openid: string, now: number): XmlFields {
  return { ToUserName: account.settings.originalId, FromUserName: openid, CreateTime: Math.floor(now / 1000) };
}

function copyrightItem(ArticleIdx: number, checkState: number): XmlFields {
  const reprint = checkState >= 2;
  return {
    ArticleIdx,
    UserDeclareState: 0,
    AuditState: reprint ? 2 : 0,
    OriginalArticleUrl: reprint ? `${ASSUMED.articleUrlHost}original-${ArticleIdx}` : "",
    OriginalArticleType: reprint ? 1 : 0,
    CanReprint: checkState === 2 ? 1 : 0,
    NeedReplaceContent: 0,
    NeedShowReprintSource: checkState === 2 ? 1 : 0,
  };
}
