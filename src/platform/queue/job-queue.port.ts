/** What a job says to its handler: enough to find the row that tells the rest. */
export type JobData = Record<string, string | number>;

export interface AddOptions {
  /** Not before this many milliseconds from now. */
  delayMs?: number;
}

export interface QueueDepth {
  queue: string;
  /** To be taken now; those that wait for another try are `delayed`. */
  waiting: number;
  delayed: number;
  /** In some process's hands. */
  active: number;
}

/**
 * Wakes whoever has work. A job is only a hint, the database row is the truth, so a handler looks at the row and does what it says,
 * which may be nothing. What callers may rely on:
 * - one handler at a time for each jobId of a queue, over all processes (except after a crash, when the job runs again within seconds);
 * - adding a jobId that waits changes nothing; adding one that runs makes it run once more afterwards, so no wake-up is lost;
 * - a delayed add never holds back one without delay: it is a timer that adds the job when it is due;
 * - a handler that throws runs again a few times, each time later, and is then forgotten with an error in the log: a sweeper of the
 *   domain adds the job again.
 */
export interface JobQueue {
  add(queue: string, jobId: string, data: JobData, options?: AddOptions): Promise<void>;
  /** Starts taking jobs, `concurrency` at a time. Once for each queue. */
  process(queue: string, concurrency: number, handler: (data: JobData) => Promise<void>): Promise<void>;
  /** Of each queue that this process has added to or takes from, over all processes. */
  depths(): Promise<QueueDepth[]>;
  /** Takes no more jobs and waits for the running handlers, at most 10 s. Safe to call twice. */
  close(): Promise<void>;
}
