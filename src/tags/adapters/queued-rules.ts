import type { JobQueue } from "../../platform/queue/job-queue.port.js";
import type { RuleQueue } from "../rules/rule-work-store.port.js";

const QUEUE = "tag-rules";

export class QueuedRules implements RuleQueue {
  constructor(private readonly queue: JobQueue) {}

  wake(tenantId: number): Promise<void> {
    return this.queue.add(QUEUE, `tenant-${tenantId}`, { tenantId });
  }

  /** Starts handing hints to `runner`, `concurrency` tenants at a time. */
  work(runner: { run(tenantId: number): Promise<void> }, concurrency: number): Promise<void> {
    return this.queue.process(QUEUE, concurrency, ({ tenantId }) => runner.run(Number(tenantId)));
  }
}
