import type { JobQueue } from "../../platform/queue/job-queue.port.js";
import type { MassSendQueue } from "../send-lease.port.js";

const QUEUE = "mass-sends";

export class QueuedMassSends implements MassSendQueue {
  constructor(private readonly queue: JobQueue) {}

  wake(tenantId: number, id: string, delayMs = 0): Promise<void> {
    return this.queue.add(QUEUE, id, { tenantId, id }, { delayMs });
  }

  /** Starts handing hints to `driver`, `concurrency` sends at a time. */
  work(driver: { run(tenantId: number, id: string): Promise<void> }, concurrency: number): Promise<void> {
    return this.queue.process(QUEUE, concurrency, ({ tenantId, id }) => driver.run(Number(tenantId), String(id)));
  }
}
