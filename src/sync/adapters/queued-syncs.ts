import type { SyncQueue } from "../sync-job-store.port.js";

/** The queue's name at the broker. */
export const SYNC_QUEUE = "sync-jobs";

export interface SyncHint {
  tenantId: number;
  jobId: string;
}

interface Queue {
  add(queue: string, jobId: string, data: SyncHint): Promise<unknown>;
}

export class QueuedSyncs implements SyncQueue {
  private count = 0;

  constructor(private readonly queue: Queue) {}

  /** Each hint has an id of its own: a broker drops a second job with the id of one it believes to be running still. */
  async wake(tenantId: number, jobId: string): Promise<void> {
    await this.queue.add(SYNC_QUEUE, `${jobId}-${Date.now().toString(36)}-${this.count++}`, { tenantId, jobId });
  }
}
