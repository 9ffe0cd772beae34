import { JobStatus, type TagJob } from "./tag.types.js";
import type { TagJobService } from "./tag-job.service.js";
import type { TagJobFeed } from "./tag-job-store.port.js";

/** At most five states a second to one subscriber. */
const SPACING_MS = 200;
/** A hint may be lost with the process that sent it; a watched job is looked at this often all the same. */
const LOOK_AGAIN_MS = 2_000;

/** What GraphQL iterates; `return` ends it at once, even while a `next` is waiting. */
export type TagJobStates = AsyncIterableIterator<TagJob, undefined> & { return(): Promise<IteratorResult<TagJob, undefined>> };

/** Live states of a job: the present one first, then every change, ending after SUCCEEDED or FAILED. */
export class TagJobProgress {
  /** Reads under way: however many watch one job, it is read once. */
  private readonly reads = new Map<string, Promise<TagJob>>();

  constructor(
    private readonly jobs: Pick<TagJobService, "tagJob">,
    private readonly feed: TagJobFeed,
  ) {}

  /** NOT_FOUND for a job of another tenant, before anything is watched. */
  async follow(tenantId: number, id: string): Promise<TagJobStates> {
    const { id: jobId } = await this.jobs.tagJob(tenantId, id);
    const watch = new Watch((hint) => this.feed.listen(jobId, hint));
    const states = this.states(tenantId, jobId, watch);
    const iterator: TagJobStates = {
      next: () => states.next(),
      return: () => {
        watch.end();
        return states.return(undefined);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  private async *states(tenantId: number, jobId: string, watch: Watch): AsyncGenerator<TagJob, undefined> {
    try {
      let shown = "";
      while (!watch.ended) {
        const job = await this.read(tenantId, jobId);
        const state = `${job.status} ${job.done} ${job.changed}`;
        if (state !== shown) yield job;
        shown = state;
        if (job.status === JobStatus.SUCCEEDED || job.status === JobStatus.FAILED) return undefined;
        await watch.pause(SPACING_MS);
        await watch.hint(LOOK_AGAIN_MS);
      }
      return undefined;
    } finally {
      watch.end();
    }
  }

  private read(tenantId: number, jobId: string): Promise<TagJob> {
    const underWay = this.reads.get(jobId);
    if (underWay) return underWay;
    const read = this.jobs.tagJob(tenantId, jobId).finally(() => this.reads.delete(jobId));
    this.reads.set(jobId, read);
    return read;
  }
}

/** Waiting that a hint or the end of the subscription cuts short. A hint that comes between two waits is not lost. */
class Watch {
  ended = false;
  private hinted = false;
  private wake: (() => void) | null = null;
  private readonly unlisten: () => void;

  constructor(listen: (hint: () => void) => () => void) {
    this.unlisten = listen(() => {
      this.hinted = true;
      this.wake?.();
    });
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.unlisten();
    this.wake?.();
  }

  pause(milliseconds: number): Promise<void> {
    return this.wait(milliseconds, () => this.ended);
  }

  async hint(milliseconds: number): Promise<void> {
    await this.wait(milliseconds, () => this.ended || this.hinted);
    this.hinted = false;
  }

  private wait(milliseconds: number, over: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (over()) return resolve();
      const finish = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      this.wake = () => {
        if (over()) finish();
      };
    });
  }
}
