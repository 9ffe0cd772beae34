import { BatchStatus, MassSendStatus } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../mass-send.js";
import type { Decide } from "../mass-send-store.port.js";
import { earliest, isForgotten, MEMORY_MS } from "../pacing.js";
import type { SendLease } from "../send-lease.port.js";
import { inBoth, type Words, words } from "../words.js";
import { BatchCaller } from "./batch-caller.js";
import type { DriverParts } from "./driver-parts.js";
import { OutstandingResults } from "./outstanding-results.js";
import { IDLE, isIdle, QuotaWait, quotaLookAt } from "./quota-wait.js";
import { Recalls } from "./recalls.js";

const BATCHES_AT_ONCE = 20;
const HOURS = MEMORY_MS / 3_600_000;
const FORGOTTEN = words(
  `unanswered for ${HOURS} hours: WeChat may have forgotten the clientMsgId, so it is not repeated`,
  `已有 ${HOURS} 小时没有回应：微信可能已忘记这个 clientMsgId，因此不再重试`,
);
const UNANSWERED = words("the answer never came", "一直没有收到微信的回应");

/** One driver's turn at one send, under its lease. */
export class SendRun {
  private readonly caller: BatchCaller;
  private upcoming: BatchRecord[] = [];

  constructor(
    private readonly parts: DriverParts,
    private readonly lease: SendLease,
    private send: MassSendRecord,
    private readonly stopping: AbortSignal,
  ) {
    this.caller = new BatchCaller(parts, lease);
  }

  /** Does what can be done now; gives when to look again, null where only an operator moves it on. */
  async drive(): Promise<Date | null> {
    if (this.send.status === MassSendStatus.SCHEDULED) {
      const { send, again } = await this.parts.scheduled.fire(this.lease);
      this.send = send;
      if (send.status === MassSendStatus.SCHEDULED) return again;
    }
    const outstanding = new OutstandingResults(this.parts, this.lease);
    await outstanding.matchStored();
    if (this.send.status === MassSendStatus.PREPARING) await this.begin();
    if (this.send.status === MassSendStatus.PAUSED) this.send = await new QuotaWait(this.parts, this.lease).look(this.send);
    const waitMs = await this.sendBatches();
    await this.caller.settled();
    if (waitMs !== null) return new Date(this.parts.clock().getTime() + waitMs);
    if (this.send.status !== MassSendStatus.PAUSED) await this.giveUpDoubts();
    const recallAt = await new Recalls(this.parts, this.lease, this.stopping).run();
    return earliest(quotaLookAt(this.send, this.parts.clock()), recallAt, await outstanding.ask(this.send));
  }

  private begin(): Promise<void> {
    return this.change(undefined, ({ status }) =>
      status === MassSendStatus.PREPARING ? { send: { status: MassSendStatus.SENDING } } : null,
    );
  }

  /** Batch after batch, until there is none, somebody stopped the send (null), or something says "later" (milliseconds). */
  private async sendBatches(): Promise<number | null> {
    while (this.send.status === MassSendStatus.SENDING) {
      if (this.stopping.aborted) return 0;
      const batch = await this.next();
      if (batch === null) return null;
      const now = this.parts.clock();
      if (batch.firstAttemptAt !== null && isForgotten(batch.firstAttemptAt, now)) await this.giveUp(batch, FORGOTTEN);
      else if (isIdle(this.send, now)) await this.pauseIdle();
      else {
        const { send, waitMs, called } = await this.caller.call(this.send, batch, this.upcoming[0]);
        this.send = send;
        if (!called) this.upcoming = [];
        if (waitMs > 0 && send.status === MassSendStatus.SENDING) return waitMs;
      }
    }
    return null;
  }

  /** Read some at a time: under the lease nobody else gives batches to WeChat, and each is looked at again when its attempt begins. */
  private async next(): Promise<BatchRecord | null> {
    if (this.upcoming.length === 0) this.upcoming = await this.parts.leases.nextBatches(this.lease, BATCHES_AT_ONCE);
    return this.upcoming.shift() ?? null;
  }

  private pauseIdle(): Promise<void> {
    return this.change(undefined, ({ status }) =>
      status === MassSendStatus.SENDING ? { send: { status: MassSendStatus.PAUSED, error: IDLE } } : null,
    );
  }

  /** Of a send that was ended: a batch whose answer never came, and which nobody may ask for again by repeating it. */
  private async giveUpDoubts(): Promise<void> {
    for (const batch of await this.parts.store.batchesIn(this.lease, [BatchStatus.IN_FLIGHT], 100)) {
      await this.giveUp(batch, inBoth(batch.errmsg, batch.chinese) ?? UNANSWERED);
    }
  }

  private giveUp(batch: BatchRecord, errmsg: Words): Promise<void> {
    return this.change(batch.index, (_send, now) =>
      now?.status === BatchStatus.IN_FLIGHT ? { batch: { status: BatchStatus.UNKNOWN, errmsg } } : null,
    );
  }

  private async change(index: number | undefined, decide: Decide): Promise<void> {
    this.send = await this.parts.writer.change({ ...this.lease, ...(index === undefined ? {} : { index }) }, decide);
  }
}
