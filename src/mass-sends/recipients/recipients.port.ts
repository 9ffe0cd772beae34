import type { User } from "../../users/index.js";
import type { BatchRecord, SendRef } from "../mass-send.js";

export interface FrozenAudiences {
  /** The ordinals with rank `from` (inclusive) to `to` (exclusive); reads no more of the audience than it takes. */
  ordinals(ref: SendRef, from: number, to: number): Promise<Uint32Array>;
  /** The batches these ranks are in, by index. */
  batches(ref: SendRef, from: number, to: number): Promise<BatchRecord[]>;
}

export interface RecipientUsers {
  /** One statement; ordinals without a user are left out. */
  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]>;
}
