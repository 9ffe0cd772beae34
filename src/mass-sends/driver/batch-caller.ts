import type { OrdinalSet } from "../../audiences/index.js";
import { type MassAccepted, type MassContent, type OpenidList, openidList, saysMediaIsGone, WeChatError } from "../../wechat/index.js";
import { BatchStatus, MassSendStatus } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../mass-send.js";
import { MsgIdTaken } from "../mass-send-store.port.js";
import { quotaReturnsAt } from "../pacing.js";
import { MIN_BATCH } from "../plan.js";
import { LostLease, type SendLease } from "../send-lease.port.js";
import { type Words, words } from "../words.js";
import type { DriverParts } from "./driver-parts.js";
import { giveBatch, namesRecipients } from "./give-batch.js";
import { LEASE_MS } from "./heartbeat.js";
import { type Attempt, type CallResult, verdictOf } from "./outcome.js";
import { readyMessage } from "./ready-message.js";
import { takeTurn } from "./turn.js";
import { noAnswer, wordsOf } from "./wechat-words.js";

/** Each try costs one of the day's mass calls. */
const UNREPLACED_MS = 60_000;
const TOO_FEW = words(
  "fewer than two of its recipients are left; WeChat's mass/send needs two",
  "剩下的收件人不足两位，而微信按 openid 群发至少要两位",
);

export interface CallStep {
  send: MassSendRecord;
  /** How long to leave the send alone; 0: go on. */
  waitMs: number;
  /** False where no call was made for the batch, and it still waits for one. */
  called: boolean;
}

/** Gives one batch to WeChat and writes down what came of it. */
export class BatchCaller {
  private audience: Promise<OrdinalSet> | null = null;
  private ahead: { index: number; openids: Promise<OpenidList> } | null = null;
  private matching: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: DriverParts,
    private readonly lease: SendLease,
  ) {}

  /** `following`: the batch that will probably be next; its openids are read while WeChat answers. */
  async call(send: MassSendRecord, batch: BatchRecord, following: BatchRecord | undefined): Promise<CallStep> {
    const listed = namesRecipients(send);
    const objection = listed ? null : await this.parts.guard.objection(send, batch.firstAttemptAt !== null);
    if (objection !== null) return { send: await this.pause(notAsPlanned(objection)), waitMs: 0, called: false };
    const openids = listed ? await this.openids(batch) : openidList([]);
    if (listed && openids.count < MIN_BATCH) return { send: await this.refuseTooFew(batch), waitMs: 0, called: true };
    const ready = await readyMessage(this.parts.contents, send);
    if ("pause" in ready) return { send: await this.pause(ready.pause, ready.untilNextDay), waitMs: 0, called: false };
    const waitMs = "waitMs" in ready ? ready.waitMs : await takeTurn(this.parts, this.lease.tenantId);
    if ("waitMs" in ready || waitMs > 0) return { send, waitMs, called: false };
    const client = await this.parts.clients.forTenant(this.lease.tenantId);
    // A result that came before its msg_id may have paused the send: the attempt is refused then.
    await this.matching;
    const startedAt = this.parts.clock();
    if (!(await this.parts.leases.beginAttempt(this.lease, batch.index, startedAt))) {
      return { send: await this.parts.writer.change(this.lease, () => null), waitMs: 0, called: false };
    }
    // A process that slept here (a suspended machine) may wake a day later, when WeChat has forgotten what another driver sent meanwhile.
    if (this.parts.clock().getTime() - startedAt.getTime() > LEASE_MS) throw new LostLease(this.lease);
    const call = resultOf(giveBatch(client, send, ready.message, batch, openids));
    if (listed && following) this.readAhead(following);
    return this.record(batch, startedAt, await this.unlessStale(send, ready.message, await call));
  }

  /** Resolves when the results that came before their batches' msg_ids have found them. */
  async settled(): Promise<void> {
    await this.matching;
  }

  private openids(batch: BatchRecord): Promise<OpenidList> {
    const { ahead } = this;
    this.ahead = null;
    return ahead?.index === batch.index ? ahead.openids : this.read(batch);
  }

  private readAhead(batch: BatchRecord): void {
    this.ahead = { index: batch.index, openids: beside(this.read(batch)) };
  }

  private async read({ fromRank, toRank }: BatchRecord): Promise<OpenidList> {
    this.audience ??= this.parts.leases.audience(this.lease);
    return this.parts.recipients.openids(this.lease.tenantId, (await this.audience).slice(fromRank, toRank));
  }

  private async record(before: BatchRecord, startedAt: Date, result: CallResult): Promise<CallStep> {
    const { leases, writer, results, clock } = this.parts;
    const mayPause = !result.accepted && result.kind === "invalid";
    const rejectedBefore = mayPause ? await leases.rejectedBefore(this.lease, before.index) : 0;
    const answeredAt = clock();
    const quotaIsNewAt = quotaReturnsAt(answeredAt, this.parts.quotaDelayMs);
    const attempt: Attempt = { result, before, startedAt, answeredAt, rejectedBefore, quotaIsNewAt };
    const verdict = verdictOf(attempt);
    const target = { ...this.lease, index: before.index };
    const send = await writer.change(target, verdict.change).catch((error: unknown) => {
      if (!(error instanceof MsgIdTaken)) throw error;
      const unmatched: CallResult = { accepted: true, msgId: null, msgDataId: null };
      return writer.change(target, verdictOf({ ...attempt, result: unmatched }).change);
    });
    if (result.accepted && result.msgId !== null) this.matching = beside(results.matchStored(this.lease.tenantId, [result.msgId]));
    return { send, waitMs: verdict.waitMs, called: result.accepted || result.kind !== "stale-media" };
  }

  /** The id of a video or draft that died is replaced; the batch goes again under the same clientMsgId, which WeChat takes once whatever it carries. */
  private async unlessStale(send: MassSendRecord, message: MassContent, result: CallResult): Promise<CallResult> {
    if (result.accepted || !result.mediaIsGone) return result;
    try {
      return (await this.parts.contents.replaceStale(send, message)) ? { ...result, kind: "stale-media" } : result;
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      this.parts.log.warn({ err: error, massSend: send.id }, "what a message is made of could not be replaced yet");
      return { ...result, kind: "stale-media", waitMs: UNREPLACED_MS };
    }
  }

  private pause(error: Words, untilNextDay = false): Promise<MassSendRecord> {
    const resumeAt = untilNextDay ? quotaReturnsAt(this.parts.clock(), this.parts.quotaDelayMs) : null;
    return this.parts.writer.change(this.lease, ({ status }) =>
      status === MassSendStatus.SENDING ? { send: { status: MassSendStatus.PAUSED, error, resumeAt } } : null,
    );
  }

  private refuseTooFew({ index }: BatchRecord): Promise<MassSendRecord> {
    return this.parts.writer.change({ ...this.lease, index }, (_send, batch) => {
      const status = batch?.firstAttemptAt ? BatchStatus.UNKNOWN : BatchStatus.REJECTED;
      return { batch: { status, errmsg: TOO_FEW } };
    });
  }
}

/** Goes on while the next batch is called; a failure is thrown where somebody comes to wait for it. */
function beside<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

function notAsPlanned(why: Words): Words {
  return words(
    `Not sent: who gets it is not who it was planned for (${why.en}). Resume when that is mended, or cancel.`,
    `没有发送：现在会收到的人与计划时不同（${why.zh}）。处理之后继续，或取消。`,
  );
}

/** An error that is not WeChat's says nothing about whether the call went out: unclear. */
async function resultOf(call: Promise<MassAccepted>): Promise<CallResult> {
  try {
    return { accepted: true, ...(await call) };
  } catch (error) {
    if (!(error instanceof WeChatError)) return { accepted: false, kind: "unclear", errcode: null, errmsg: noAnswer(error) };
    if (error.kind === "duplicate") return { accepted: true, msgId: error.details.msgId ?? null, msgDataId: null, before: true };
    return {
      accepted: false,
      kind: error.kind,
      errcode: error.errcode,
      errmsg: wordsOf(error),
      mediaIsGone: saysMediaIsGone(error),
    };
  }
}
