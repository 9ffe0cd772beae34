import { setTimeout as sleep } from "node:timers/promises";
import { TurnLostError } from "../tags/index.js";
import { quotaReturnsAt, type WeChatClient, type WeChatClients, WeChatError } from "../wechat/index.js";
import type { SyncJobStore, SyncLogger, SyncPhase, SyncPosition, SyncSteps, SyncWork } from "./sync-job-store.port.js";

/** A driver silent for this long is taken for dead. */
export const SYNC_LEASE_MS = 15_000;
const HEARTBEAT_MS = 4_000;
/** PostgreSQL's deadlock_detected: rolled back whole, so the step may simply be tried again. */
const DEADLOCK = "40P01";

export interface SyncPatience {
  /** Waits before a step is tried again after WeChat gave no clear answer (the client has tried three times by then). */
  unclearMs: readonly number[];
  /** WeChat counts some calls by the minute (45011). */
  minuteMs: readonly number[];
}

const PATIENCE: SyncPatience = { unclearMs: [5_000, 15_000, 30_000], minuteMs: [60_000, 60_000, 60_000, 60_000, 60_000] };

/** Drives a run from its saved position to the end; any number may be woken for it, one drives. */
export class SyncRunner<Phase extends string = SyncPhase> {
  private readonly stopping = new AbortController();

  constructor(
    private readonly jobs: SyncJobStore<Phase>,
    private readonly steps: SyncSteps<Phase>,
    private readonly clients: WeChatClients,
    private readonly log: SyncLogger,
    private readonly clock: () => Date,
    private readonly patience: SyncPatience = PATIENCE,
  ) {}

  async run(tenantId: number, jobId: string): Promise<void> {
    const work = await this.jobs.claim(tenantId, jobId, SYNC_LEASE_MS);
    if (work === null) return;
    const beat = () => this.jobs.heartbeat(jobId).catch((error: unknown) => this.log.warn({ err: error, jobId }, "no heartbeat of a sync"));
    const heart = setInterval(beat, HEARTBEAT_MS);
    try {
      await this.drive(work);
    } catch (error) {
      if (this.stopping.signal.aborted) return await this.jobs.release(jobId);
      const until = error instanceof WeChatError ? quotaReturnsAt(error, this.clock()) : null;
      if (until !== null && error instanceof WeChatError) return await this.pause(work, until, error);
      this.log.warn({ err: error, tenantId, jobId }, "a sync failed");
      // When the database itself is gone this fails too, and the run goes on from its position later.
      await this.jobs.fail(
        jobId,
        error instanceof WeChatError ? error.message : "an unexpected failure; the log of the worker has the details",
      );
    } finally {
      clearInterval(heart);
    }
  }

  private async pause({ tenantId, jobId }: SyncWork<Phase>, until: Date, error: WeChatError): Promise<void> {
    this.log.info({ err: error, tenantId, jobId, until }, "a sync waits for WeChat's quota");
    await this.jobs.pause(jobId, until, `waits until ${until.toISOString()}: ${error.message}`, SYNC_LEASE_MS);
  }

  /** Lets the step in hand finish, or the wait for WeChat end, and hands the run over. */
  stop(): void {
    this.stopping.abort();
  }

  private async drive(work: SyncWork<Phase>): Promise<void> {
    const client = await this.clients.forTenant(work.tenantId);
    let { position } = work;
    for (;;) {
      if (this.stopping.signal.aborted) return this.jobs.release(work.jobId);
      const next = await this.step({ ...work, position }, client);
      if (next === null) return this.jobs.succeed(work.jobId);
      if (!(await this.jobs.advance({ ...work, position }, next))) return;
      position = next;
    }
  }

  private async step(work: SyncWork<Phase>, client: WeChatClient): Promise<SyncPosition<Phase> | null> {
    const left = { unclear: [...this.patience.unclearMs], minute: [...this.patience.minuteMs] };
    for (;;) {
      try {
        return await this.steps.step(work, client, this.stopping.signal);
      } catch (error) {
        const wait = this.waitAfter(error, left);
        if (wait === undefined) throw error;
        await sleep(wait, undefined, { signal: this.stopping.signal });
      }
    }
  }

  private waitAfter(error: unknown, left: { unclear: number[]; minute: number[] }): number | undefined {
    if (error instanceof Error && "code" in error && error.code === DEADLOCK) return left.unclear.shift();
    if (error instanceof TurnLostError) return left.unclear.shift();
    if (!(error instanceof WeChatError)) return undefined;
    if (error.kind === "unclear") return left.unclear.shift();
    return error.kind === "quota-minute" ? left.minute.shift() : undefined;
  }
}
