import type { SyncJobStore, SyncLogger, SyncQueue } from "./sync-job-store.port.js";
import { SYNC_LEASE_MS } from "./sync-runner.js";

const EVERY_MS = 10_000;
const AT_ONCE = 20;

/** Wakes the workers for runs that nobody drives. */
export class SyncSweeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly jobs: Pick<SyncJobStore, "orphans">,
    private readonly queue: SyncQueue,
    private readonly log: SyncLogger,
  ) {}

  start(): void {
    const sweep = () => {
      this.sweep().catch((error: unknown) => this.log.warn({ err: error }, "syncs could not be swept"));
    };
    this.timer = setInterval(sweep, EVERY_MS);
    this.timer.unref();
    sweep();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** One round; gives how many runs it woke. */
  async sweep(): Promise<number> {
    const orphans = await this.jobs.orphans(SYNC_LEASE_MS, AT_ONCE);
    for (const { tenantId, jobId } of orphans) await this.queue.wake(tenantId, jobId);
    return orphans.length;
  }
}
