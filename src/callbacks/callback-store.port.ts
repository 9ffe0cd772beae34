import type { CallbackFields } from "./callback-body.js";
import type { CallbackEvent } from "./events/callback-event.js";

export interface NewCallback {
  tenantId: number;
  /** The Event's name, or `message:` and the MsgType. */
  event: string;
  /** What WeChat's repetitions of it have in common. */
  dedupeKey: string;
  wechatMsgId: bigint | null;
  openid: string;
  payload: CallbackFields;
  /** Null for a type nobody knows, and where its fields are not as they should be. */
  details: CallbackEvent | null;
  /** Which fields those are. */
  problem: string | null;
  /** False: kept as it is, nobody acts on it. */
  toDispatch: boolean;
}

export interface StoredCallback extends NewCallback {
  id: bigint;
  /** Times it was given to a handler. */
  attempts: number;
}

/** Keeps what WeChat posted, and how far it has been acted on. */
export interface CallbackStore {
  /**
   * Null where it is there already. Durable when it resolves; rejects within seconds when the database does not answer, and at
   * once when too many wait for it.
   */
  add(callback: NewCallback): Promise<StoredCallback | null>;
  /** Counts an attempt; false where somebody else took this one, or it is done. */
  claim(callback: StoredCallback): Promise<boolean>;
  /** Done for good; `problem` says why nobody could act on them. */
  finished(callbacks: readonly StoredCallback[], problem: string | null): Promise<void>;
  /** To be tried again, later and later; counts the attempt where `claim` did not. */
  failed(callbacks: readonly StoredCallback[], error: string): Promise<void>;
  /**
   * Gives up to `limit` unfinished callbacks whose time for another try has come to `work`, in the order they were
   * received; returns how many. One process at a time: 0 while another one is at it.
   */
  withDue(limit: number, work: (due: StoredCallback[]) => Promise<void>): Promise<number>;
  /** Deletes those that hold a position and were received before; returns how many. */
  forgetPositions(before: Date): Promise<number>;
}
