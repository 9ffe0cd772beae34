import { changeFromCallback } from "./batch-result.js";
import type { MassSendStore } from "./mass-send-store.port.js";
import type { FinishedJob, StoredResults } from "./send-lease.port.js";
import type { SendWriter } from "./send-writer.js";

interface ResultsLogger {
  info(details: object, message: string): void;
}

/**
 * Brings WeChat's results to their batches, from both sides. The callback server stores a callback, commits, then calls
 * `massSendFinished`; the driver commits the msg_id, then calls `matchStored`. Whichever commits second sees the other's row, so
 * no order of the two loses a result; a crash between commit and look-up is made good by the driver's next look.
 */
export class MassSendResults {
  constructor(
    private readonly store: Pick<MassSendStore, "batchOfMsgId">,
    private readonly stored: StoredResults,
    private readonly writer: SendWriter,
    private readonly log: ResultsLogger,
  ) {}

  /** Part of CallbackHandlers. Harmless to repeat. */
  async massSendFinished(job: FinishedJob): Promise<void> {
    const found = await this.store.batchOfMsgId(job.tenantId, job.msgId);
    if (found === null) {
      // Sent from WeChat's console, or accepted a moment ago and about to be matched by the driver.
      this.log.info({ tenantId: job.tenantId, msgId: String(job.msgId) }, "a mass-send result belongs to no batch yet");
      return;
    }
    await this.writer.change({ ...found.ref, index: found.index }, (send, batch) => batch && changeFromCallback(send, batch, job));
  }

  /** Results that came before the batch's msg_id was committed. */
  async matchStored(tenantId: number, msgIds: readonly bigint[]): Promise<void> {
    if (msgIds.length === 0) return;
    for (const job of await this.stored.finished(tenantId, msgIds)) await this.massSendFinished(job);
  }
}
