import type { Worker } from "node:worker_threads";
import type { SealerKeys } from "../../platform/crypto/sealer.js";
import { startThread } from "../../platform/threads/start-thread.js";
import type { HashAnswer, HashOrder, HashQuestion } from "./hash-thread.js";

/**
 * Tells which openids are of people who were erased, of whom only keyed hashes are kept. Hashing takes 4 microseconds an openid, 4 s
 * of a million, however many hashes they are compared with: in a thread, so that requests are answered meanwhile.
 */
export class ErasedOpenids {
  private readonly thread: Worker;
  private readonly ended: Promise<never>;

  /** `requests`: of each tenant the request of each hash, in hex. */
  constructor(keys: SealerKeys, requests: HashOrder["requests"]) {
    const order: HashOrder = { keys, requests };
    const thread = startThread(new URL("./hash-thread.js", import.meta.url), order, {});
    this.ended = new Promise<never>((_, reject) => {
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("the thread that hashes openids ended")));
    });
    // Whoever asks next is told; that it ends once nobody asks any more is no failure.
    this.ended.catch(() => undefined);
    this.thread = thread;
  }

  /** One question at a time. */
  among(tenantId: number, openids: string): Promise<HashAnswer> {
    const question: HashQuestion = { tenantId, openids };
    const answer = new Promise<HashAnswer>((resolve) => this.thread.once("message", resolve));
    this.thread.postMessage(question);
    return Promise.race([answer, this.ended]);
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }
}
