import { ASSUMED } from "../assumptions.js";
import { ApiError } from "../errcodes.js";

const MEMORY_MS = 24 * 3600_000;
const MOST_BYTES = 64;

interface Remembered {
  msgId: bigint;
  at: number;
  doubtUntil: number;
}

/** The account's clientmsgids of the last 24 hours, shared by sendall and send. */
export class ClientMsgIds {
  private readonly remembered = new Map<string, Remembered>();

  get size(): number {
    return this.remembered.size;
  }

  /** Refuses an id seen in the last 24 hours: 45066 while its first call is in doubt, else 45065 with its msg_id. */
  assertNew(id: string, now: number): void {
    const former = this.remembered.get(id);
    if (!former || now - former.at >= MEMORY_MS) return;
    if (now < former.doubtUntil) throw new ApiError(45066);
    throw new ApiError(45065, { msg_id: former.msgId });
  }

  remember(id: string, msgId: bigint, at: number): void {
    this.remembered.delete(id);
    this.remembered.set(id, { msgId, at, doubtUntil: 0 });
    for (const [old, { at: since }] of this.remembered) {
      if (at - since < MEMORY_MS) break;
      this.remembered.delete(old);
    }
  }

  /** The reply to the id's first call was lost: for a minute WeChat itself is not sure. */
  putInDoubt(id: string, now: number): void {
    const former = this.remembered.get(id);
    if (former) former.doubtUntil = now + ASSUMED.doubtMs;
  }

  static assertSize(id: string): void {
    if (Buffer.byteLength(id) > MOST_BYTES) throw new ApiError(45067);
  }
}
