import type { JobQueue } from "../../platform/queue/job-queue.port.js";
import type { ExportQueue } from "../export-store.port.js";

const QUEUE = "user-exports";

/** One job a tenant: its exports wait for each other. */
export class QueuedExports implements ExportQueue {
  constructor(private readonly queue: JobQueue) {}

  wake(tenantId: number): Promise<void> {
    return this.queue.add(QUEUE, String(tenantId), { tenantId });
  }

  /** Starts handing hints to `runner`, `concurrency` tenants at a time. */
  work(runner: { run(tenantId: number): Promise<void> }, concurrency: number): Promise<void> {
    return this.queue.process(QUEUE, concurrency, ({ tenantId }) => runner.run(Number(tenantId)));
  }
}
