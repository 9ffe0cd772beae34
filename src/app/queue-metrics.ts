import { Gauge, type Registry } from "prom-client";
import type { JobQueue } from "../platform/queue/job-queue.port.js";

/** What `/metrics` tells of the job queues that this process puts jobs into or takes them from. */
export function queueMetrics(registry: Registry, queue: Pick<JobQueue, "depths">): void {
  new Gauge({
    name: "tagcast_queue_jobs",
    help: "Jobs by queue and state: waiting to be taken, delayed until their time, active in some process.",
    labelNames: ["queue", "state"],
    registers: [registry],
    async collect() {
      // A queue that does not answer shows in the log, and must not cost all other metrics.
      const depths = await queue.depths().catch(() => []);
      this.reset();
      for (const { queue: name, waiting, delayed, active } of depths) {
        this.set({ queue: name, state: "waiting" }, waiting);
        this.set({ queue: name, state: "delayed" }, delayed);
        this.set({ queue: name, state: "active" }, active);
      }
    },
  });
}
