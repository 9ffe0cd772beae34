import { BatchStatus } from "../mass-send.enums.js";
import type { BatchRecord } from "../mass-send.js";
import { monthStart } from "./month.js";

/**
 * When the month began (Asia/Shanghai) in which a batch's recipients got the message, as far as anybody knows; null where they did not.
 *
 * WeChat tells totals only. So all recipients of a batch count that it accepted, unless it says that nobody got it: a job that failed, or of
 * which nothing was sent. Those it left out of others are counted too: of what Tagcast sent the number is an upper bound, of all that a
 * user got a lower one, since sends from WeChat's console are not seen here. The month is that in which WeChat may first have taken it.
 */
export function deliveredIn({ status, acceptedAt, firstAttemptAt, sent }: BatchRecord): Date | null {
  if (acceptedAt === null) return null;
  const reachedSomebody = status === BatchStatus.REJECTED ? (sent ?? 0) > 0 : (sent ?? 1) > 0;
  return reachedSomebody ? monthStart(firstAttemptAt ?? acceptedAt) : null;
}
