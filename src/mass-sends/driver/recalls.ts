import { isNotSentYet, WeChatError } from "../../wechat/index.js";
import { RecallStatus } from "../mass-send.enums.js";
import type { BatchRecord } from "../mass-send.js";
import type { Decide } from "../mass-send-store.port.js";
import { earliest } from "../pacing.js";
import type { SendLease } from "../send-lease.port.js";
import type { DriverParts } from "./driver-parts.js";
import { type RecallResult, recallVerdictOf } from "./recall-outcome.js";
import { takeTurn } from "./turn.js";
import { noAnswer, withCode, wordsOf } from "./wechat-words.js";

const MOST_BATCHES = 10_000;

/**
 * Takes sent batches back with mass/delete, one after the other under the send's lease. Each call is written down before it is made.
 * To repeat one is harmless; all the same, after an answer that never came mass/get is asked first whether it is done.
 */
export class Recalls {
  constructor(
    private readonly parts: DriverParts,
    private readonly lease: SendLease,
    private readonly stopping: AbortSignal,
  ) {}

  /** Gives when to go on; null where nothing is to be taken back any more. */
  async run(): Promise<Date | null> {
    let later: Date | null = null;
    const open = await this.parts.store.openRecalls(this.lease, MOST_BATCHES);
    for (const batch of open) {
      if (this.stopping.aborted) return this.in(0);
      const waitMs = await takeTurn(this.parts, this.lease.tenantId);
      if (waitMs > 0) return earliest(later, this.in(waitMs));
      const step = await this.takeBack(batch);
      if (step === null) continue;
      later = earliest(later, this.in(step.waitMs));
      if (step.all) return later;
    }
    return later;
  }

  /** Null where the batch is done with; else how long to wait, and whether that holds for every batch. */
  private async takeBack(before: BatchRecord): Promise<{ waitMs: number; all: boolean } | null> {
    const { wechatMsgId: msgId, index } = before;
    const begun: { batch: BatchRecord | null } = { batch: null };
    await this.change(index, (_send, batch) => {
      // Refused together with another one, or failed at WeChat since it was read.
      if (batch === null || !isOpen(batch)) return null;
      const patch = { recall: RecallStatus.IN_FLIGHT, recallAttempts: batch.recallAttempts + 1 };
      begun.batch = { ...batch, ...patch };
      return { batch: patch };
    });
    if (begun.batch === null || msgId === null) return null;
    const result = await this.call(msgId, before.recall === RecallStatus.IN_FLIGHT);
    const verdict = recallVerdictOf({ result, batch: begun.batch, now: this.parts.clock(), quotaDelayMs: this.parts.quotaDelayMs });
    await this.change(index, (_send, batch) =>
      batch !== null && isOpen(batch)
        ? { batch: verdict.patch, ...(verdict.refuseAll !== null && { refuseRecalls: verdict.refuseAll }) }
        : null,
    );
    return verdict.waitMs === null ? null : { waitMs: verdict.waitMs, all: verdict.all };
  }

  private async call(msgId: bigint, asked: boolean): Promise<RecallResult> {
    try {
      const client = await this.parts.clients.forTenant(this.lease.tenantId);
      if (asked && (await client.massStatus(msgId).catch(ignoreRefusal)) === "DELETE") return { taken: true };
      await client.massDelete({ msgId });
      return { taken: true };
    } catch (error) {
      if (!(error instanceof WeChatError)) return { taken: false, kind: "unclear", notSentYet: false, reason: noAnswer(error) };
      const reason = withCode(error.errcode, wordsOf(error));
      return { taken: false, kind: error.kind, notSentYet: isNotSentYet(error), reason };
    }
  }

  private change(index: number, decide: Decide) {
    return this.parts.writer.change({ ...this.lease, index }, decide);
  }

  private in(waitMs: number): Date {
    return new Date(this.parts.clock().getTime() + waitMs);
  }
}

function isOpen({ recall }: BatchRecord): boolean {
  return recall === RecallStatus.PENDING || recall === RecallStatus.IN_FLIGHT;
}

/** Then mass/delete is simply called again. */
function ignoreRefusal(error: unknown): null {
  if (error instanceof WeChatError) return null;
  throw error;
}
