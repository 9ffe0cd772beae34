import { BatchStatus, RecipientFate } from "../mass-send.enums.js";
import type { BatchRecord } from "../mass-send.js";

/**
 * What can be said of one recipient of a batch. WeChat tells totals of a batch, never who: certain is only what holds for all of it, that
 * it was not given to WeChat, or that nobody in it got the message.
 */
export function fateOf({ status, acceptedAt, sent }: BatchRecord): RecipientFate {
  switch (status) {
    case BatchStatus.PENDING:
    case BatchStatus.IN_FLIGHT:
      return RecipientFate.WAITING;
    case BatchStatus.ACCEPTED:
      return RecipientFate.ACCEPTED;
    case BatchStatus.FINISHED:
      return sent === 0 ? RecipientFate.NOT_SENT : RecipientFate.BATCH_FINISHED;
    case BatchStatus.REJECTED:
      // A job that failed on the way may have reached some.
      return acceptedAt !== null && sent !== null && sent > 0 ? RecipientFate.UNKNOWN : RecipientFate.NOT_SENT;
    case BatchStatus.UNKNOWN:
      return RecipientFate.UNKNOWN;
    case BatchStatus.CANCELLED:
      return RecipientFate.NOT_SENT;
  }
}
