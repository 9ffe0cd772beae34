import { TAG_JOB_LEASE_MS } from "./tag-job-runner.js";
import type { TagJobQueue, TagJobWorkStore } from "./tag-job-store.port.js";

/** A job goes on within seven seconds of its driver's death: its lease, and a sweep. */
export const TAG_JOB_SWEEP_MS = 2_000;
const AT_ONCE = 100;

/** Wakes the workers for jobs that nobody drives: their worker died, or the queue forgot them. */
export class TagJobSweeper {
  constructor(
    private readonly store: Pick<TagJobWorkStore, "orphans">,
    private readonly queue: TagJobQueue,
  ) {}

  /** One round; gives how many jobs it woke. */
  async sweep(): Promise<number> {
    const orphans = await this.store.orphans(TAG_JOB_LEASE_MS, AT_ONCE);
    for (const { tenantId, jobId } of orphans) await this.queue.wake(tenantId, jobId);
    return orphans.length;
  }
}
