import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { UnavailableError } from "../graphql/errors.js";

/** Who is silent for so long is taken for dead. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 4_000;
const LOOK_AGAIN_MS = 200;
/** 10 MB at 170 kB/s. */
const PATIENCE_MS = 60_000;

export interface TurnStore {
  /** False while another owner's turn lives. */
  take(materialId: string, owner: string, leaseMs: number): Promise<boolean>;
  renew(materialId: string, owner: string, leaseMs: number): Promise<void>;
  release(materialId: string, owner: string): Promise<void>;
}

interface TurnLog {
  warn(details: object, message: string): void;
}

/** One at a time, over all processes, gives a material's file to WeChat. A killed one's turn ends by itself. */
export class MaterialTurns {
  constructor(
    private readonly store: TurnStore,
    private readonly log: TurnLog,
  ) {}

  /** Runs `work` when it is this one's turn; its writes name `owner`, so that one who was taken for dead writes nothing. UNAVAILABLE after a minute's wait. */
  async take<T>(materialId: string, work: (owner: string) => Promise<T>): Promise<T> {
    const owner = randomUUID();
    for (let waited = 0; !(await this.store.take(materialId, owner, LEASE_MS)); waited += LOOK_AGAIN_MS) {
      if (waited >= PATIENCE_MS)
        throw new UnavailableError("this material is being given to WeChat by another request; try again in a minute", {
          why: { reason: "MATERIAL_BUSY" },
        });
      await sleep(LOOK_AGAIN_MS);
    }
    const beat = () =>
      this.store
        .renew(materialId, owner, LEASE_MS)
        .catch((error: unknown) => this.log.warn({ err: error, materialId }, "a material's turn was not renewed"));
    const heart = setInterval(beat, RENEW_EVERY_MS);
    try {
      return await work(owner);
    } finally {
      clearInterval(heart);
      // Not released, it ends by itself: no reason to lose what `work` did.
      await this.store
        .release(materialId, owner)
        .catch((error: unknown) => this.log.warn({ err: error, materialId }, "a material's turn was not released"));
    }
  }
}
