import type { JobQueue } from "../../platform/queue/job-queue.port.js";
import type { TagJobQueue } from "../tag-job-store.port.js";

const QUEUE = "tag-jobs";

export class QueuedTagJobs implements TagJobQueue {
  constructor(private readonly queue: JobQueue) {}

  wake(tenantId: number, jobId: string): Promise<void> {
    return this.queue.add(QUEUE, jobId, { tenantId, jobId });
  }

  /** Starts handing hints to `runner`, `concurrency` jobs at a time. */
  work(runner: { run(tenantId: number, jobId: string): Promise<void> }, concurrency: number): Promise<void> {
    return this.queue.process(QUEUE, concurrency, ({ tenantId, jobId }) => runner.run(Number(tenantId), String(jobId)));
  }
}
