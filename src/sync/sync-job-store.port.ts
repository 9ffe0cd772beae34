import type { EntryOf } from "../accounts/index.js";
import type { WeChatClient } from "../wechat/index.js";
import type { SyncJob } from "./sync.types.js";

/** Of syncFromWeChat, in this order. */
export type SyncPhase = "TAGS" | "FOLLOWERS" | "PROFILES" | "BLACKLIST" | "PUSH";

/** How far a run is: what a killed one goes on from. */
export interface SyncPosition<Phase extends string = SyncPhase> {
  phase: Phase;
  /** The kind's own; of syncFromWeChat FOLLOWERS: the openid to go on after; PROFILES: the ordinal; PUSH: the tag and user; else null. */
  cursor: string | null;
  total: number | null;
  done: number;
}

export interface SyncWork<Phase extends string = SyncPhase> {
  tenantId: number;
  jobId: string;
  position: SyncPosition<Phase>;
}

/** What a kind of run consists of. */
export interface SyncSteps<Phase extends string = SyncPhase> {
  /** Does what is to be done at a position and gives the one after it; null when the run is over. Repeating a step is harmless. */
  step(work: SyncWork<Phase>, client: WeChatClient, signal: AbortSignal): Promise<SyncPosition<Phase> | null>;
}

/** Runs of one kind; at most one of a tenant's is unfinished. */
export interface SyncJobStore<Phase extends string = SyncPhase> {
  /**
   * The unfinished run, or else a new one, with its entry in the audit log. A run that waits (`pause`) may be claimed at once from now
   * on.
   */
  startOrJoin(tenantId: number, entry: EntryOf<SyncJob>): Promise<{ job: SyncJob; started: boolean }>;
  /** Of whatever kind. */
  byId(tenantId: number, id: string): Promise<SyncJob | null>;
  /** Takes the run unless its driver was heard of within `leaseMs`, or it is over; then null. */
  claim(tenantId: number, jobId: string, leaseMs: number): Promise<SyncWork<Phase> | null>;
  /** Tells that the driver lives. */
  heartbeat(jobId: string): Promise<void>;
  /** Saves the position reached; false where another driver has moved it meanwhile. */
  advance(work: SyncWork<Phase>, to: SyncPosition<Phase>): Promise<boolean>;
  succeed(jobId: string): Promise<void>;
  fail(jobId: string, error: string): Promise<void>;
  /** The run is QUEUED again, with the reason, and may be claimed from `until` on. */
  pause(jobId: string, until: Date, reason: string, leaseMs: number): Promise<void>;
  /** Lets somebody else take the run at once. */
  release(jobId: string): Promise<void>;
  /** Runs that nobody drives and that wait for nothing. */
  orphans(leaseMs: number, limit: number): Promise<{ tenantId: number; jobId: string }[]>;
}

/** Hints to the workers; the row is the truth. */
export interface SyncQueue {
  wake(tenantId: number, jobId: string): Promise<void>;
}

export interface SyncLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
