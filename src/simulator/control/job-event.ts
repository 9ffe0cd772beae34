import { articleUrl, type CallbackEvent, massResultEvent } from "../callbacks/events.js";
import { publishFinishedEvent, templateFinishedEvent } from "../callbacks/job-events.js";
import type { Account } from "../model/account.js";
import { ControlError } from "./control-error.js";
import type { JobOrder } from "./event-shapes.js";
import { personIn } from "./person-in.js";

/** The event that says how a job ended, as the order has it; what it leaves out is as the job really was. */
export function jobEvent(account: Account, order: JobOrder, now: number): CallbackEvent {
  switch (order.event) {
    case "MASSSENDJOBFINISH":
      return massEvent(account, order, now);
    case "TEMPLATESENDJOBFINISH": {
      const openid = account.followers.openidOf(personIn(account, order));
      return templateFinishedEvent(account, openid, { msgId: order.msgId, status: order.status ?? "success" }, now);
    }
    case "PUBLISHJOBFINISH": {
      const { publishId, publishStatus = 0, articleId = `article-${publishId}`, articles = 1, failIdx = [] } = order;
      const articleUrls = urlsOf(publishId, articles);
      return publishFinishedEvent(account, { publishId, publishStatus, articleId, articleUrls, failIdx }, now);
    }
  }
}

function massEvent(account: Account, order: Extract<JobOrder, { event: "MASSSENDJOBFINISH" }>, now: number): CallbackEvent {
  const job = order.msgId === undefined ? account.ledger.allJobs().at(-1) : account.ledger.job(order.msgId);
  const msgId = order.msgId ?? job?.msgId;
  if (msgId === undefined) throw new ControlError("there is no mass job yet: msgId says whose end this is");
  const articles = order.articles ?? job?.articles ?? 0;
  const counts = {
    totalCount: order.totalCount ?? job?.totalCount ?? 0,
    filterCount: order.filterCount ?? job?.filterCount ?? 0,
    sentCount: order.sentCount ?? job?.sentCount ?? 0,
    errorCount: order.errorCount ?? job?.errorCount ?? 0,
  };
  const status = order.status ?? job?.status ?? "send success";
  const checkState = order.checkState ?? (articles > 0 ? 1 : 0);
  return massResultEvent(account, { msgId, status, ...counts, articleUrls: urlsOf(msgId, articles), checkState }, job?.finishAt ?? now);
}

function urlsOf(msgId: bigint, articles: number): string[] {
  return Array.from({ length: articles }, (_, index) => articleUrl({ msgId }, index + 1));
}
