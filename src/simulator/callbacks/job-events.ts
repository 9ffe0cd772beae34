import type { Account } from "../model/account.js";
import { type CallbackEvent, eventOf } from "./events.js";
import { Repeated, type XmlFields } from "./xml.js";

export interface TemplateResult {
  msgId: bigint;
  /** `success`, `failed:user block`, `failed: system failed`. */
  status: string;
}

export interface PublishResult {
  publishId: bigint;
  /** As in freepublish/get: 0 published, 2 originality, 3 failed, 4 refused, … */
  publishStatus: number;
  /** Empty unless published. */
  articleId: string;
  articleUrls: readonly string[];
  /** Articles that failed, from 1. */
  failIdx: readonly number[];
}

/** TEMPLATESENDJOBFINISH: how a template message to one person ended. */
export function templateFinishedEvent(account: Account, openid: string, result: TemplateResult, now: number): CallbackEvent {
  return eventOf(account, "TEMPLATESENDJOBFINISH", openid, now, { MsgID: result.msgId, Status: result.status });
}

/** PUBLISHJOBFINISH: how a freepublish/submit ended. */
export function publishFinishedEvent(account: Account, result: PublishResult, now: number): CallbackEvent {
  const { publishId, publishStatus, articleId, articleUrls, failIdx } = result;
  const items = articleUrls.map((article_url, index) => ({ idx: index + 1, article_url }));
  const published: XmlFields = {
    article_id: articleId,
    article_detail: { count: items.length, item: new Repeated(items) },
  };
  const info: XmlFields = {
    publish_id: publishId,
    publish_status: publishStatus,
    ...(publishStatus === 0 ? published : {}),
    ...(failIdx.length > 0 ? { fail_idx: new Repeated(failIdx) } : {}),
  };
  return eventOf(account, "PUBLISHJOBFINISH", account.followers.openidOf(0), now, { PublishEventInfo: info });
}
