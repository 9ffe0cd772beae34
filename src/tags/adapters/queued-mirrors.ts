import type { JobQueue } from "../../platform/queue/job-queue.port.js";
import type { MirrorQueue } from "../mirror/mirror-store.port.js";

const QUEUE = "tag-mirrors";

export class QueuedMirrors implements MirrorQueue {
  constructor(private readonly queue: JobQueue) {}

  wake(tenantId: number): Promise<void> {
    return this.queue.add(QUEUE, `tenant-${tenantId}`, { tenantId });
  }

  /** Starts handing hints to `runner`, `concurrency` tenants at a time. */
  work(runner: { run(tenantId: number): Promise<void> }, concurrency: number): Promise<void> {
    return this.queue.process(QUEUE, concurrency, ({ tenantId }) => runner.run(Number(tenantId)));
  }
}
