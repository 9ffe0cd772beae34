import type { SyncJobStore, SyncQueue } from "./sync-job-store.port.js";
import { SYNC_LEASE_MS } from "./sync-runner.js";

export const SYNC_SWEEP_MS = 5_000;
const AT_ONCE = 20;

/** Wakes the workers for runs that nobody drives. */
export class SyncSweeper {
  constructor(
    private readonly jobs: Pick<SyncJobStore, "orphans">,
    private readonly queue: SyncQueue,
  ) {}

  /** One round; gives how many runs it woke. */
  async sweep(): Promise<number> {
    const orphans = await this.jobs.orphans(SYNC_LEASE_MS, AT_ONCE);
    for (const { tenantId, jobId } of orphans) await this.queue.wake(tenantId, jobId);
    return orphans.length;
  }
}
