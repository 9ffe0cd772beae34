import type { EntryOf } from "../accounts/index.js";
import type { OrdinalSet } from "../audiences/index.js";
import type { TagJob, TagJobKind } from "./tag.types.js";

export interface NewTagJob {
  tenantId: number;
  kind: TagJobKind;
  tagIds: readonly number[];
  idempotencyKey: string | null;
  /** SHA-256 of what was asked. */
  requestHash: Uint8Array<ArrayBuffer>;
  /** Frozen; its size is the job's total. */
  audience: OrdinalSet;
  /** Of an UNDO: the job it takes back, and the one at the start of that one's chain. */
  undoes: { jobId: string; rootId: string } | null;
  createdBy: string;
}

export interface TagJobStore {
  /** Together with its entry in the audit log. Null where the tenant has a job with this idempotency key already, or one that undoes the same. */
  create(job: NewTagJob, entry: EntryOf<TagJob>): Promise<TagJob | null>;
  byKey(tenantId: number, idempotencyKey: string): Promise<{ job: TagJob; requestHash: Uint8Array } | null>;
  byId(tenantId: number, id: string): Promise<TagJob | null>;
  /** The job that undoes this one. */
  undoOf(tenantId: number, id: string): Promise<TagJob | null>;
  /** Newest first, those older than `before`. */
  page(tenantId: number, before: TagJobPosition | null, limit: number): Promise<TagJob[]>;
  count(tenantId: number): Promise<number>;
}

/** Where a job stands in the list. */
export interface TagJobPosition {
  createdAt: Date;
  id: string;
}

/** What a driver works through. */
export interface TagJobWork {
  tenantId: number;
  jobId: string;
  kind: TagJobKind;
  /** Ascending. */
  tagIds: readonly number[];
  audience: OrdinalSet;
  /** Rank in `audience` to go on from. */
  done: number;
  /** Of an UNDO: the job it takes back. */
  undoes: string | null;
  /** The job at the start of the chain of undos, or the job itself. */
  rootId: string;
}

/** What is asked of one tag for some users: who shall carry it, and who shall not. Ordinals ascending, nobody in both. */
export interface TagOrder {
  tagId: number;
  add: Uint32Array;
  remove: Uint32Array;
}

/**
 * `lost`: another driver has gone on with the job, or it is over. `too-slow`: it took longer than it may, nothing was written. `tagGone`: a tag was deleted, nothing was written.
 */
export type ChunkOutcome = "done" | "lost" | "too-slow" | { tagGone: number };

/**
 * What a driver writes. Exactness does not rest on the lease: a chunk is one transaction that checks `done` under the job's
 * row lock, so that even two drivers would apply each chunk once.
 */
export interface TagJobWorkStore {
  /** Takes the job unless somebody else was heard of within `leaseMs`, or it is over; then null. */
  claim(tenantId: number, jobId: string, leaseMs: number): Promise<TagJobWork | null>;
  /**
   * Applies the ranks `from` (= the job's `done`) to `to`: rows, change log, counters. The chunk that reaches the end also
   * makes the job SUCCEEDED.
   *
   * @param limitMs the longest that the transaction may take, and hold locks, from its first one on.
   */
  applyChunk(work: TagJobWork, from: number, to: number, limitMs: number): Promise<ChunkOutcome>;
  fail(work: TagJobWork, error: string): Promise<void>;
  /** Lets somebody else take the job at once. */
  release(work: TagJobWork): Promise<void>;
  /** Unfinished jobs that nobody was heard of within `leaseMs`. */
  orphans(leaseMs: number, limit: number): Promise<{ tenantId: number; jobId: string }[]>;
}

/** Hints to the workers, wherever they run; the row is the truth, so a lost one only costs time. */
export interface TagJobQueue {
  wake(tenantId: number, jobId: string): Promise<void>;
}

/** Hints to those who watch a job. */
export interface TagJobFeed {
  changed(jobId: string): void;
  /** Calls `listener` after each hint, until the returned function is called. */
  listen(jobId: string, listener: () => void): () => void;
}
