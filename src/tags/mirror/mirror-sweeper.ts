import type { MirrorPauseStore, MirrorQueue } from "./mirror-store.port.js";

export const MIRROR_SWEEP_MS = 2_000;
const AT_ONCE = 50;

/** Wakes the workers for tenants whose mirrored tags differ from what WeChat has. */
export class MirrorSweeper {
  constructor(
    private readonly store: Pick<MirrorPauseStore, "waiting">,
    private readonly queue: MirrorQueue,
  ) {}

  /** One round; gives how many tenants it woke. */
  async sweep(): Promise<number> {
    const tenants = await this.store.waiting(AT_ONCE);
    for (const tenantId of tenants) await this.queue.wake(tenantId);
    return tenants.length;
  }
}
