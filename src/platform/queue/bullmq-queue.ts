import type { JobsOptions } from "bullmq";
import type { Logger } from "../logging/logger.js";
import { settlesWithin } from "../time/settles-within.js";
import type { AddOptions, JobData, JobQueue, QueueDepth } from "./job-queue.port.js";

export interface QueueTimings {
  /** Runs of one job until it is given up. */
  attempts: number;
  /** Wait before the second run; doubles each time. */
  firstRetryMs: number;
  /** A worker that does not renew its lock for this long is taken for dead, and its job runs elsewhere. */
  lockMs: number;
  /** How long `close` waits for running handlers. */
  closeMs: number;
}

export const QUEUE_TIMINGS: QueueTimings = { attempts: 5, firstRetryMs: 1_000, lockMs: 4_000, closeMs: 10_000 };

/** Names of jobs. */
const TIMER = "timer";
const HINT = "hint";
const TIMER_GRAIN_MS = 100;

export interface Envelope {
  jobId: string;
  data: JobData;
}

interface BullmqJob {
  name: string;
  data: Envelope;
  attemptsMade: number;
}

interface Emitter {
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** What is used of BullMQ's Queue, on whatever store. */
export interface HintQueue extends Emitter {
  add(name: string, data: Envelope, options: JobsOptions): Promise<unknown>;
  getJobCounts(...types: ("waiting" | "delayed" | "active")[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** What is used of BullMQ's Worker. */
export interface HintWorker extends Emitter {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "failed", listener: (job: BullmqJob | undefined, error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

export interface HintWorkerOptions {
  concurrency: number;
  lockDuration: number;
  lockRenewTime: number;
  stalledInterval: number;
  runRetryDelay: number;
  maxStalledCount: number;
  removeOnComplete: { count: number };
  removeOnFail: { count: number };
}

/** Makes BullMQ's parts on one store. */
export interface BullmqStore {
  queue(name: string): HintQueue;
  worker(name: string, process: (job: BullmqJob) => Promise<void>, options: HintWorkerOptions): HintWorker;
  /** Closes the connections. */
  end(): Promise<void>;
}

/** The JobQueue port by BullMQ: what holds on every store. */
export class BullmqQueue implements JobQueue {
  private readonly queues = new Map<string, HintQueue>();
  private readonly workers = new Map<string, HintWorker>();
  private closing: Promise<void> | null = null;

  constructor(
    private readonly store: BullmqStore,
    private readonly logger: Logger,
    private readonly timings: QueueTimings,
  ) {}

  async add(queue: string, jobId: string, data: JobData, { delayMs = 0 }: AddOptions = {}): Promise<void> {
    if (this.closing !== null) throw new Error(`the job queue is closed: ${queue} ${jobId} was not added`);
    if (delayMs > 0) await this.addTimer(queue, { jobId, data }, delayMs);
    else await this.addHint(queue, { jobId, data });
  }

  async process(queue: string, concurrency: number, handler: (data: JobData) => Promise<void>): Promise<void> {
    if (this.workers.has(queue)) throw new Error(`the queue ${queue} has a handler already`);
    const worker = this.store.worker(
      queue,
      async ({ name, data }) => (name === TIMER ? this.addHint(queue, data) : handler(data.data)),
      this.workerOptions(concurrency),
    );
    this.workers.set(queue, worker);
    worker.on("error", (error) => {
      // BullMQ gives its LISTEN connections up some time after it is closed; the database may be gone by then.
      if (this.closing === null) this.logger.warn({ queue, error }, "the job queue had an error and goes on");
    });
    worker.on("failed", (job, error) => {
      const last = job === undefined || job.attemptsMade >= this.timings.attempts;
      const details = { queue, jobId: job?.data.jobId, attempts: job?.attemptsMade, error };
      if (last) this.logger.error(details, "a job failed for the last time and is dropped until it is added again");
      else this.logger.warn(details, "a job failed and will be tried again");
    });
    await worker.waitUntilReady();
  }

  depths(): Promise<QueueDepth[]> {
    const names = new Set([...this.queues.keys(), ...this.workers.keys()]);
    return Promise.all([...names].map((name) => this.depth(name)));
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async depth(name: string): Promise<QueueDepth> {
    const { waiting = 0, delayed = 0, active = 0 } = await this.queue(name).getJobCounts("waiting", "delayed", "active");
    return { queue: name, waiting, delayed, active };
  }

  /** `keepLastIfActive`: a hint that comes while the job runs is kept and becomes a job when it ends. `reschedule`: one that waits for its next attempt runs now. */
  private async addHint(queue: string, envelope: Envelope): Promise<void> {
    await this.queue(queue).add(HINT, envelope, {
      deduplication: { id: envelope.jobId, keepLastIfActive: true, reschedule: true },
      ...this.lifeOptions(),
    });
  }

  /** A job of its own: as a delayed hint it would push away, or be pushed away by, a hint for now. One for each tenth of a second. */
  private async addTimer(queue: string, envelope: Envelope, delayMs: number): Promise<void> {
    const now = Date.now();
    const due = Math.ceil((now + delayMs) / TIMER_GRAIN_MS) * TIMER_GRAIN_MS;
    await this.queue(queue).add(TIMER, envelope, {
      delay: due - now,
      deduplication: { id: `${TIMER}@${due}@${envelope.jobId}` },
      ...this.lifeOptions(),
    });
  }

  private lifeOptions(): JobsOptions {
    return {
      attempts: this.timings.attempts,
      backoff: { type: "exponential", delay: this.timings.firstRetryMs },
      removeOnComplete: true,
      removeOnFail: true,
    };
  }

  private queue(name: string): HintQueue {
    const known = this.queues.get(name);
    if (known !== undefined) return known;
    const made = this.store.queue(name);
    made.on("error", (error) => {
      if (this.closing === null) this.logger.warn({ queue: name, error }, "the job queue had an error and goes on");
    });
    this.queues.set(name, made);
    return made;
  }

  private workerOptions(concurrency: number): HintWorkerOptions {
    const { lockMs } = this.timings;
    return {
      concurrency,
      lockDuration: lockMs,
      lockRenewTime: lockMs / 4,
      // A lost job is seen at one check and taken at the next.
      stalledInterval: lockMs / 4,
      // BullMQ's 15 s would be a long pause after each restart of the store.
      runRetryDelay: 500,
      // Crashes say nothing against the job: it stays until its handler has had its attempts.
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    };
  }

  private async closeAll(): Promise<void> {
    const workers = [...this.workers.values()];
    const handlersDone = Promise.all(workers.map((worker) => worker.close()));
    const inTime = await settlesWithin(handlersDone, this.timings.closeMs);
    if (!inTime) {
      this.logger.warn({ waitedMs: this.timings.closeMs }, "jobs still run; they are left and run again at the next start");
      await settlesWithin(Promise.all(workers.map((worker) => worker.close(true))), 1_000);
    }
    const rest = Promise.all([...this.queues.values()].map((queue) => queue.close())).then(() => this.store.end());
    await settlesWithin(rest, 1_000);
  }
}
