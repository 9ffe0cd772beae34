/** The tag job that made a change, and the one at the start of its chain: itself, unless it takes back what another one did. */
export interface ChangeOrigin {
  jobId: string;
  rootId: string;
}

/** What changed for audiences. `ordinals` ascending, written in rows of at most MAX_CHANGE_USERS. `by`: absent where no tag job did it. */
export type AudienceChange =
  /** The users are new, or attributes of theirs changed (subscribed, blacklisted, status, sex, region, …): they are read again. */
  | { kind: "USERS"; ordinals: readonly number[] | Uint32Array }
  | { kind: "TAGGED"; tagId: number; ordinals: readonly number[] | Uint32Array; by?: ChangeOrigin }
  | { kind: "UNTAGGED"; tagId: number; ordinals: readonly number[] | Uint32Array; by?: ChangeOrigin }
  | { kind: "TAG_DELETED"; tagId: number };

/** One row of the log covers at most this many users. */
export const MAX_CHANGE_USERS = 10_000;

/** The part of a `pg` client that writing the log needs; the caller's open transaction. */
export interface SqlExecutor {
  query<Row = unknown>(text: string, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/**
 * The ordered change log that audience indexes follow. Append as the LAST statements of the transaction that makes the
 * change: it takes the tenant's counter row, so that positions are in commit order, and whoever holds it makes others wait.
 */
export interface AudienceChangeLog {
  append(transaction: SqlExecutor, tenantId: number, changes: readonly AudienceChange[]): Promise<void>;
}

/** What one row of the log tells of users: of a tag of theirs, or (`tagId` null) of the users themselves. */
export interface LoggedUsers {
  tagId: number | null;
  ordinals: Uint32Array;
}

/** Reads the log for somebody who follows some tags and keeps a position of their own. */
export interface AudienceChangeReader {
  /**
   * The rows after `after` up to `to` that concern the users or one of the tags, in order; it stops after `rows` of them, or
   * once it has `users` users. `position` is how far it came.
   */
  read(
    sql: SqlExecutor,
    tenantId: number,
    part: { after: bigint; to: bigint; tagIds: readonly number[]; rows: number; users: number },
  ): Promise<{ changes: LoggedUsers[]; position: bigint }>;
}
