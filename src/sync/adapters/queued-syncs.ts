import type { JobQueue } from "../../platform/queue/job-queue.port.js";
import type { SyncQueue } from "../sync-job-store.port.js";

const QUEUE = "sync-jobs";

/** Each kind of run has a queue of its own. */
export class QueuedSyncs implements SyncQueue {
  constructor(
    private readonly queue: JobQueue,
    private readonly name: string = QUEUE,
  ) {}

  wake(tenantId: number, jobId: string): Promise<void> {
    return this.queue.add(this.name, jobId, { tenantId, jobId });
  }

  /** Starts handing hints to `runner`, `concurrency` runs at a time. */
  work(runner: { run(tenantId: number, jobId: string): Promise<void> }, concurrency: number): Promise<void> {
    return this.queue.process(this.name, concurrency, ({ tenantId, jobId }) => runner.run(Number(tenantId), String(jobId)));
  }
}
