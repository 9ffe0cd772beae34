import type { Principal } from "../graphql/context.js";
import { NotFoundError } from "../graphql/errors.js";
import { uuidOrNull } from "../graphql/ids.js";
import type { SyncJob } from "./sync.types.js";
import type { SyncJobStore, SyncLogger, SyncQueue } from "./sync-job-store.port.js";

/** Runs of one kind. */
export class SyncService {
  constructor(
    /** What the audit log calls it: the operation that starts it. */
    private readonly action: string,
    private readonly jobs: Pick<SyncJobStore, "startOrJoin" | "byId">,
    private readonly queue: SyncQueue,
    private readonly log: SyncLogger,
  ) {}

  /** Starts a run, or gives the one under way. */
  async start(principal: Principal): Promise<SyncJob> {
    const { tenantId, name } = principal;
    const { job, started } = await this.jobs.startOrJoin(tenantId, (after) => ({
      ...{ tenantId, operator: name, action: this.action, target: `syncJob:${after.id}`, detail: null, after },
    }));
    if (!started) return job;
    // The run is committed: without the hint the sweeper finds it some seconds later.
    await this.queue.wake(tenantId, job.id).catch((error: unknown) => this.log.warn({ err: error, jobId: job.id }, "sync not queued"));
    return job;
  }

  async syncJob(tenantId: number, id: string): Promise<SyncJob> {
    const jobId = uuidOrNull(id);
    const job = jobId === null ? null : await this.jobs.byId(tenantId, jobId);
    if (job === null) throw new NotFoundError("syncJob", id, "id");
    return job;
  }
}
