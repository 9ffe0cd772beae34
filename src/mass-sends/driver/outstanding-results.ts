import { WeChatError } from "../../wechat/index.js";
import { type JobStatus, patchFromStatus, patchUntold } from "../batch-result.js";
import { BatchStatus, DispatchMethod } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../mass-send.js";
import type { SendLease } from "../send-lease.port.js";
import { confirmationDue } from "../waiting.js";
import type { DriverParts } from "./driver-parts.js";

const LOOK_EVERY_MS = 60_000;
/** What is long outstanding is asked for ever more rarely, at most by a fifteenth of its age: mass/get has a daily quota too. */
const SHARE_OF_AGE = 15;
const LOOK_AT_LEAST_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** WeChat delivers in minutes. After so long nobody will tell any more, and a send must come to an end. */
const GIVE_UP_DAYS = 3;
/**
 * WeChat delivers 10,000 in 6 s at its slowest level and gives a callback up within half a minute; asking much earlier would only hear
 * SENDING. A callback that comes later still fills the counts in.
 */
const DEFAULT_OVERDUE_MS = 120_000;
/** Questions count as mass calls: most of the minute is left to the sends. */
const QUESTIONS_AT_ONCE = 20;
const MOST_BATCHES = 10_000;

/** Accepted batches whose callback has not come: matched with what is stored, and asked for when overdue. */
export class OutstandingResults {
  constructor(
    private readonly parts: DriverParts,
    private readonly lease: SendLease,
  ) {}

  /** Makes good what a crash between the commit of a msg_id and the look-up of its callback left; gives what is still outstanding. */
  async matchStored(): Promise<BatchRecord[]> {
    const { store, results } = this.parts;
    const accepted = await store.batchesIn(this.lease, [BatchStatus.ACCEPTED], MOST_BATCHES);
    const msgIds = accepted.flatMap(({ wechatMsgId }) => wechatMsgId ?? []);
    await results.matchStored(this.lease.tenantId, msgIds);
    return accepted;
  }

  /** Gives when to look again; null when nothing of `send` is outstanding. */
  async ask(send: MassSendRecord): Promise<Date | null> {
    const now = this.parts.clock().getTime();
    const overdue = (await this.matchStored()).filter(
      ({ acceptedAt }) => acceptedAt !== null && now - acceptedAt.getTime() >= this.overdueMs,
    );
    for (const batch of someOf(overdue, now)) {
      if (!(await this.askFor(send, batch))) break;
    }
    const left = await this.parts.store.batchesIn(this.lease, [BatchStatus.ACCEPTED], MOST_BATCHES);
    return left.length === 0 ? null : new Date(now + this.pauseMs(left, now));
  }

  /** By the youngest of them. */
  private pauseMs(left: readonly BatchRecord[], now: number): number {
    const youngest = Math.min(...left.map(({ acceptedAt }) => now - (acceptedAt?.getTime() ?? now)));
    return Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(Math.min(LOOK_EVERY_MS, this.overdueMs), youngest / SHARE_OF_AGE));
  }

  private get overdueMs(): number {
    return this.parts.resultOverdueMs ?? DEFAULT_OVERDUE_MS;
  }

  /** False when WeChat takes no more questions now. */
  private async askFor(send: MassSendRecord, { index, wechatMsgId, acceptedAt }: BatchRecord): Promise<boolean> {
    if (wechatMsgId === null) return true;
    if ((await this.parts.limiter.tryTake(this.lease.tenantId)) > 0) return false;
    const answer = await this.statusOf(wechatMsgId);
    const untold = acceptedAt !== null && this.parts.clock().getTime() - acceptedAt.getTime() >= GIVE_UP_DAYS * DAY_MS;
    if (answer === null && !untold) return false;
    const confirmBy = answer === "SENDING" ? await this.confirmBy(send, acceptedAt) : null;
    await this.parts.writer.change({ ...this.lease, index }, (now, batch) => {
      const patch = batch && ((answer && patchFromStatus(batch, answer)) || (untold ? patchUntold(batch, GIVE_UP_DAYS) : null));
      if (patch) return { batch: patch };
      return now.confirmBy?.getTime() === confirmBy?.getTime() ? null : { send: { confirmBy } };
    });
    return answer !== null;
  }

  /** Only a send to all may wait for the administrator. */
  private async confirmBy(send: MassSendRecord, acceptedAt: Date | null): Promise<Date | null> {
    if (send.method !== DispatchMethod.TO_ALL) return null;
    const peoplePerMinute = await this.parts.speed.peoplePerMinute(this.lease.tenantId);
    return confirmationDue(send, acceptedAt, { now: this.parts.clock(), peoplePerMinute });
  }

  private async statusOf(msgId: bigint): Promise<JobStatus | null> {
    try {
      const client = await this.parts.clients.forTenant(this.lease.tenantId);
      return await client.massStatus(msgId);
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      if (error.kind === "invalid") return "UNKNOWN_TO_WECHAT";
      this.parts.log.warn({ err: error, massSend: this.lease.id }, "mass/get did not answer");
      return null;
    }
  }
}

/** A different part of the list each minute, so that jobs WeChat is slow with do not keep the others from being asked for. */
function someOf(overdue: readonly BatchRecord[], now: number): BatchRecord[] {
  const start = overdue.length === 0 ? 0 : (Math.floor(now / LOOK_EVERY_MS) * QUESTIONS_AT_ONCE) % overdue.length;
  return [...overdue.slice(start), ...overdue.slice(0, start)].slice(0, QUESTIONS_AT_ONCE);
}
