import type { TagJobQueue } from "../tag-job-store.port.js";

/** The queue's name at the broker. */
export const TAG_JOB_QUEUE = "tag-jobs";

export interface TagJobHint {
  tenantId: number;
  jobId: string;
}

interface Queue {
  add(queue: string, jobId: string, data: TagJobHint): Promise<unknown>;
}

export class QueuedTagJobs implements TagJobQueue {
  private count = 0;

  constructor(private readonly queue: Queue) {}

  /** Each hint has an id of its own: a broker drops a second job with the id of one it believes to be running still. */
  async wake(tenantId: number, jobId: string): Promise<void> {
    await this.queue.add(TAG_JOB_QUEUE, `${jobId}-${Date.now().toString(36)}-${this.count++}`, { tenantId, jobId });
  }
}
