import type { AddOptions, JobData, JobQueue, QueueDepth } from "../platform/queue/job-queue.port.js";

/** What a worker can be told to do: the queues, and the webhooks, which have none. */
export const KINDS_OF_WORK = [
  "mass-sends",
  "tag-jobs",
  "tag-rules",
  "tag-mirrors",
  "sync-jobs",
  "material-syncs",
  "user-exports",
  "webhooks",
] as const;

export type KindOfWork = (typeof KINDS_OF_WORK)[number];

/** What a process does. Any number of each role may run; one of `all` does everything. */
export interface Role {
  /** Answers GraphQL, callbacks and pages. */
  serves: boolean;
  /** Takes up work of these kinds; empty: of none. */
  works: readonly KindOfWork[];
}

export const EVERYTHING: Role = { serves: true, works: KINDS_OF_WORK };

/** A queue that anybody may add to, of which only the chosen kinds of work are taken up here. */
export class ChosenWork implements JobQueue {
  constructor(
    private readonly queue: JobQueue,
    private readonly works: readonly string[],
  ) {}

  add(queue: string, jobId: string, data: JobData, options?: AddOptions): Promise<void> {
    return this.queue.add(queue, jobId, data, options);
  }

  async process(queue: string, concurrency: number, handler: (data: JobData) => Promise<void>): Promise<void> {
    if (!(KINDS_OF_WORK as readonly string[]).includes(queue))
      throw new Error(`${queue} is missing in KINDS_OF_WORK: no worker could be told to do it`);
    if (this.works.includes(queue)) await this.queue.process(queue, concurrency, handler);
  }

  depths(): Promise<QueueDepth[]> {
    return this.queue.depths();
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}
