import type { Principal } from "../graphql/context.js";
import { ConflictError, NotFoundError } from "../graphql/errors.js";
import { uuidOrNull } from "../graphql/ids.js";
import { batchPlace } from "./batch-view.js";
import { BatchResolution, BatchStatus, MassSendStatus } from "./mass-send.enums.js";
import type { BatchPatch, BatchRecord, MassSendRecord, SendRef } from "./mass-send.js";
import { refOf } from "./mass-send.service.js";
import { isFinal, type MassSendAction } from "./mass-send.state.js";
import type { MassSendStore, SendChange } from "./mass-send-store.port.js";
import { next } from "./next-status.js";
import type { Readiness } from "./readiness.js";
import type { MassSendQueue } from "./send-lease.port.js";
import type { SendWriter } from "./send-writer.js";
import { starting } from "./starting.js";
import { words } from "./words.js";

const SAID_SENT = words("an operator says it was sent", "由操作员判定为已发出");

export interface DispatchServiceParts {
  store: MassSendStore;
  writer: SendWriter;
  queue: MassSendQueue;
  readiness: Readiness;
  clock: () => Date;
}

/** What sets a send going and stops it. The calls themselves are the driver's. */
export class DispatchService {
  constructor(private readonly parts: DispatchServiceParts) {}

  /**
   * Freezes the reachable audience and commits the plan, before any call. mass/sendall is planned only where what is known here and what
   * WeChat counts agree that it reaches exactly the people frozen.
   */
  async startMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    const draft = await this.draft(principal.tenantId, id);
    const prepared = await this.parts.readiness.prepare(draft, { fresh: true });
    const send = await this.parts.writer.change(draft, (now) => {
      const status = next("start", now);
      if (now.seq !== draft.seq)
        throw new ConflictError("id", "the draft was changed while it was being started; look at it and start again", {
          reason: "CHANGED_MEANWHILE",
        });
      return starting(now, status, { ...prepared, operator: principal.name, at: this.parts.clock() });
    });
    await this.parts.queue.wake(send.tenantId, send.id);
    return send;
  }

  /** The call in flight goes out, no other. A send that waits for its quota keeps its reason, but goes on by itself no more. */
  pauseMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    return this.act(principal, id, "pause", ({ status }) => ({
      send: { ...(status === MassSendStatus.PAUSED ? {} : { error: null }), resumeAt: null },
    }));
  }

  resumeMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    return this.act(principal, id, "resume", () => ({ send: { error: null, resumeAt: null, lastProgressAt: this.parts.clock() } }));
  }

  /** A batch in flight or in doubt becomes UNKNOWN unless its answer comes: repeating the call could be what sends it. */
  cancelMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    return this.act(principal, id, "cancel", () => ({ send: { error: null }, dropPending: true }));
  }

  async resolveUnknownBatch(principal: Principal, batchId: string, resolution: BatchResolution): Promise<BatchRecord> {
    const place = batchPlace(batchId);
    const uuid = place && uuidOrNull(place.massSendId);
    if (place === null || uuid === null) throw new NotFoundError("batch", batchId, "batchId");
    const ref = { tenantId: principal.tenantId, id: uuid };
    const found = await this.batch(ref, place.index);
    if (found === null) throw new NotFoundError("batch", batchId, "batchId");
    const audit = { operator: principal.name, action: "resolveUnknownBatch", detail: `batch ${place.index}: ${resolution}` };
    await this.parts.writer.change({ ...ref, index: place.index }, (now, batch) => ({
      ...this.resolved(now, batch ?? found, resolution),
      audit,
    }));
    await this.parts.queue.wake(ref.tenantId, ref.id);
    return (await this.batch(ref, place.index)) ?? found;
  }

  private async batch(ref: SendRef, index: number): Promise<BatchRecord | null> {
    const [batch] = await this.parts.store.batches(ref, index - 1, 1);
    return batch?.index === index ? batch : null;
  }

  private async draft(tenantId: number, id: string): Promise<MassSendRecord> {
    const send = await this.parts.store.find(refOf(tenantId, id));
    if (send === null) throw new NotFoundError("mass send", id, "id");
    next("start", send);
    return send;
  }

  private async act(
    principal: Principal,
    id: string,
    action: MassSendAction,
    change: (send: MassSendRecord) => SendChange,
  ): Promise<MassSendRecord> {
    const send = await this.parts.writer.change(refOf(principal.tenantId, id), (now) => {
      const { send: patch, ...rest } = change(now);
      const audit = { operator: principal.name, action: `${action}MassSend`, detail: now.name };
      return { ...rest, send: { ...patch, status: next(action, now) }, wakeAt: this.parts.clock(), audit };
    });
    await this.parts.queue.wake(send.tenantId, send.id);
    return send;
  }

  private resolved(send: MassSendRecord, batch: BatchRecord, resolution: BatchResolution): SendChange {
    if (batch.status !== BatchStatus.UNKNOWN)
      throw new ConflictError("batchId", `only an UNKNOWN batch can be resolved, this one is ${batch.status}`, {
        reason: "BATCH_NOT_UNKNOWN",
      });
    const at = this.parts.clock();
    if (resolution === BatchResolution.TREAT_AS_SENT) {
      const sent: BatchPatch = { status: BatchStatus.FINISHED, acceptedAt: at, errcode: null, errmsg: SAID_SENT };
      return { batch: sent, wakeAt: at };
    }
    if (isFinal(send.status))
      throw new ConflictError("resolution", `the send is ${send.status}: nothing of it is sent any more`, { reason: "SEND_ENDED" });
    if (send.recallRequestedAt !== null)
      throw new ConflictError("resolution", "the send is being taken back: nothing of it is sent any more", { reason: "BEING_RECALLED" });
    // Under the same clientMsgId: should WeChat still remember it, it answers 45065 and nobody gets the message twice.
    return { batch: { status: BatchStatus.PENDING, firstAttemptAt: null }, send: { lastProgressAt: at }, wakeAt: at };
  }
}
