import { ConflictError } from "../graphql/errors.js";
import { ChunkPace, FIRST_ROWS } from "./chunk-pace.js";
import type { WeChatLimits } from "./mirror/wechat-limits.js";
import { TagJobKind } from "./tag.types.js";
import type { ChunkOutcome, TagJobFeed, TagJobWork, TagJobWorkStore } from "./tag-job-store.port.js";

/** A driver silent for this long is taken for dead. Chunks take a fraction of it. */
export const TAG_JOB_LEASE_MS = 5_000;
const ATTEMPTS_PER_CHUNK = 5;
/** PostgreSQL's deadlock_detected and serialization_failure: rolled back whole, so the same chunk may simply be tried again. */
const RETRIABLE = new Set(["40P01", "40001"]);

export interface TagJobPacing {
  /** Milliseconds, of which only differences count. */
  clock: () => number;
  /** Rows (users × tags) of a job's first chunk; those after it by how long it took. */
  firstRows: number;
}

/** Works tag jobs off. Any number of runners on any number of machines may be woken for one job: one drives it, the others leave. */
export class TagJobRunner {
  private stopping = false;

  constructor(
    private readonly store: TagJobWorkStore,
    private readonly feed: TagJobFeed,
    private readonly limits: Pick<WeChatLimits, "mustFitUsers">,
    private readonly pacing: TagJobPacing = { clock: () => performance.now(), firstRows: FIRST_ROWS },
  ) {}

  /** Drives the job to its end, if nobody else does. Rejects when the database fails; whoever comes next goes on from the last chunk. */
  async run(tenantId: number, jobId: string): Promise<void> {
    const work = await this.store.claim(tenantId, jobId, TAG_JOB_LEASE_MS);
    if (work === null) return;
    this.feed.changed(jobId);
    try {
      await this.drive(work);
    } finally {
      this.feed.changed(jobId);
    }
  }

  /** Lets the chunk in hand finish and hands the job over. */
  stop(): void {
    this.stopping = true;
  }

  private async drive(work: TagJobWork): Promise<void> {
    const pace = new ChunkPace(work.tagIds.length, this.pacing.firstRows);
    for (let from = work.done; ; ) {
      if (this.stopping) return this.store.release(work);
      const refusal = await this.refusal(work);
      if (refusal !== null) return this.store.fail(work, refusal);
      const to = Math.min(from + pace.users, work.audience.size);
      const outcome = await this.timedChunk(work, from, to, pace);
      if (outcome === "lost") return;
      if (outcome === "too-slow") continue;
      if (outcome !== "done") return this.store.fail(work, `tag ${outcome.tagGone} was deleted while the job ran`);
      this.feed.changed(work.jobId);
      if (to === work.audience.size) return;
      from = to;
    }
  }

  /** Why WeChat would not take the tags of somebody in the audience who lacks them: others may have been given since the job was asked for. */
  private async refusal({ kind, tenantId, tagIds, audience }: TagJobWork): Promise<string | null> {
    if (kind !== TagJobKind.TAG) return null;
    try {
      await this.limits.mustFitUsers(tenantId, tagIds, audience);
      return null;
    } catch (error) {
      if (error instanceof ConflictError) return error.message;
      throw error;
    }
  }

  private async timedChunk(work: TagJobWork, from: number, to: number, pace: ChunkPace): Promise<ChunkOutcome> {
    const began = this.pacing.clock();
    const outcome = await this.applyChunk(work, from, to, pace.limitMs);
    if (outcome === "done") pace.took(to - from, this.pacing.clock() - began);
    if (outcome === "too-slow") pace.tooSlow();
    return outcome;
  }

  private async applyChunk(work: TagJobWork, from: number, to: number, limitMs: number): Promise<ChunkOutcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.store.applyChunk(work, from, to, limitMs);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "";
        if (attempt === ATTEMPTS_PER_CHUNK || !RETRIABLE.has(code)) throw error;
      }
    }
  }
}
