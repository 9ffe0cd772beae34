import type { ChangeOrigin, SqlExecutor } from "./change-log.port.js";
import type { OrdinalSet } from "./ordinal-set.js";

/** So long it is known what a tag job changed. A constant of SQL. */
export const TAG_HISTORY_KEPT = "90 days";

/** Some users got a tag, or lost it; `position` is the one in the tenant's change log. */
export interface TagHistoryEntry {
  position: bigint;
  added: boolean;
  /** Null where no tag job did it: a sync, an import, … */
  origin: ChangeOrigin | null;
  ordinals: Uint32Array;
}

/** What one job changed. */
export interface JobChanges {
  /** Users it changed, of tags that `tagIds` names. */
  users: OrdinalSet;
  /** Changes there are records of, of all tags. Fewer than the job made: older ones were deleted. */
  recorded: number;
}

/**
 * The change log's rows on tags that tag jobs changed, kept for TAG_HISTORY_KEPT. A tag's history begins with the first change a
 * job made to it, and holds everybody's changes from then on.
 */
export interface TagHistory {
  changesOf(jobId: string, tagIds: readonly number[]): Promise<JobChanges>;
  /** Where the job first changed the tag; null where it did not. */
  beginningOf(jobId: string, tagId: number): Promise<bigint | null>;
  /** Entries after `after`, in order, at most `limit`. In a transaction, with what that one sees. */
  read(sql: SqlExecutor, tagId: number, after: bigint, limit: number): Promise<TagHistoryEntry[]>;
  /** Roots of which something was taken back (or taken up again) after `after`. */
  takenBack(tagId: number, after: bigint): Promise<Set<string>>;
  /** Deletes what is too old; gives how many entries. */
  trim(): Promise<number>;
}
