import { TAG_JOB_LEASE_MS } from "./tag-job-runner.js";
import type { TagJobQueue, TagJobWorkStore } from "./tag-job-store.port.js";

const AT_ONCE = 100;
const EVERY_MS = 2_000;

interface SweeperLogger {
  warn(details: object, message: string): void;
}

/** Wakes the workers for jobs that nobody drives: their worker died, or the queue forgot them. */
export class TagJobSweeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: Pick<TagJobWorkStore, "orphans">,
    private readonly queue: TagJobQueue,
    private readonly log: SweeperLogger,
  ) {}

  /** Sweeps now and then every two seconds: a job goes on within seven of its driver's death. */
  start(): void {
    const sweep = () => {
      this.sweep().catch((error: unknown) => this.log.warn({ err: error }, "tag jobs could not be swept"));
    };
    this.timer = setInterval(sweep, EVERY_MS);
    this.timer.unref();
    sweep();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** One round; gives how many jobs it woke. */
  async sweep(): Promise<number> {
    const orphans = await this.store.orphans(TAG_JOB_LEASE_MS, AT_ONCE);
    for (const { tenantId, jobId } of orphans) await this.queue.wake(tenantId, jobId);
    return orphans.length;
  }
}
