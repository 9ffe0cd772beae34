import type { OrdinalSet } from "../audiences/index.js";
import type { OpenidList } from "../wechat/index.js";
import type { BatchRecord, MassSendRecord, SendRef } from "./mass-send.js";

/** A driver's right to a send. Every write of the driver carries `fence`, which grows with each driver. */
export interface SendLease extends SendRef {
  fence: number;
}

/** Somebody else drives the send now: stop, write nothing. */
export class LostLease extends Error {
  override readonly name = "LostLease";

  constructor(ref: SendRef) {
    super(`mass send ${ref.id} has another driver`);
  }
}

export interface SendLeases {
  /** Null while another driver's lease lives, and for sends that are not due at `now`. */
  acquire(ref: SendRef, owner: string, leaseMs: number, now: Date): Promise<{ lease: SendLease; send: MassSendRecord } | null>;
  /** False when the lease was lost. */
  renew(lease: SendLease, leaseMs: number): Promise<boolean>;
  /**
   * Gives the send back, to be looked at again at `wakeAt` (null: when an operator acts); but at once, if an operator acted while the
   * driver had it, so that no resume or cancel is overlooked. Gives the moment that was set. Throws LostLease.
   */
  release(lease: SendLease, wakeAt: Date | null): Promise<Date | null>;
  /** Sends that are due and have no live driver. */
  due(now: Date, limit: number): Promise<SendRef[]>;
  /** What to give to WeChat next: those in flight or in doubt before those not tried yet, each by index. */
  nextBatches(ref: SendRef, limit: number): Promise<BatchRecord[]>;
  /** The frozen audience. */
  audience(ref: SendRef): Promise<OrdinalSet>;
  /**
   * Commits that a call is about to be made: the batch is IN_FLIGHT, attempts + 1, firstAttemptAt = `now` where it was null.
   * False, with nothing written, where the send is not SENDING any more. Throws LostLease.
   */
  beginAttempt(lease: SendLease, index: number, now: Date): Promise<boolean>;
  /** How many batches right below `index` are REJECTED without one of another fate in between. */
  rejectedBefore(ref: SendRef, index: number): Promise<number>;
}

/** Who is behind the ordinals of a frozen audience. */
export interface Recipients {
  /**
   * The openids, in the order of ordinals. People deleted since the freeze are left out: so a repeated call may name fewer than the first
   * one did. That is harmless, since WeChat goes by clientMsgId and takes one of the two.
   */
  openids(tenantId: number, ordinals: Uint32Array): Promise<OpenidList>;
}

/** Callbacks about sends that arrived already, kept by the callback server. */
export interface StoredResults {
  finished(tenantId: number, msgIds: readonly bigint[]): Promise<FinishedJob[]>;
}

/** MASSSENDJOBFINISH, as the callback server's `massSendFinished` hands it on. */
export interface FinishedJob {
  tenantId: number;
  msgId: bigint;
  status: string;
  totalCount: number;
  filterCount: number;
  sentCount: number;
  errorCount: number;
}

/** Hints to the drivers, wherever they run; the row is the truth, so a lost hint costs a second at most. */
export interface MassSendQueue {
  wake(tenantId: number, id: string, delayMs?: number): Promise<void>;
}

/** Hints to those who watch a send. */
export interface ProgressFeed {
  changed(tenantId: number, id: string): void;
  /** Calls `listener` after each hint, until the returned function is called. */
  listen(tenantId: number, id: string, listener: () => void): () => void;
}
