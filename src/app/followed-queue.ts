import { withLogFields } from "../platform/logging/log-fields.js";
import type { JobData, JobQueue } from "../platform/queue/job-queue.port.js";
import type { Tracing } from "../platform/tracing/tracing.js";

/** In a job's data, beside what its domain put there. */
const TRACEPARENT = "traceparent";

/** `queue`, whose jobs go on with the trace of whoever added them, and whose handlers' log lines say for which tenant they worked. */
export function followedQueue(queue: JobQueue, tracing: Tracing): JobQueue {
  return {
    add: (name, jobId, data, options) => {
      const traceparent = tracing.traceparent();
      return queue.add(name, jobId, traceparent === undefined ? data : { ...data, [TRACEPARENT]: traceparent }, options);
    },
    process: (name, concurrency, handler) =>
      queue.process(name, concurrency, ({ [TRACEPARENT]: traceparent, ...data }) =>
        withLogFields({ queue: name, ...tenantOf(data) }, () =>
          tracing.begin(
            { name: `job ${name}`, attributes: tenantOf(data), ...(traceparent !== undefined && { traceparent: String(traceparent) }) },
            () => handler(data),
          ),
        ),
      ),
    depths: () => queue.depths(),
    close: () => queue.close(),
  };
}

function tenantOf({ tenantId }: JobData): Record<string, number> {
  return tenantId === undefined ? {} : { tenantId: Number(tenantId) };
}
