/** What changed for audiences. `ordinals` ascending, at most MAX_CHANGE_USERS of them. */
export type AudienceChange =
  /** The users are new, or attributes of theirs changed (subscribed, blacklisted, status, sex, region, …): they are read again. */
  | { kind: "USERS"; ordinals: readonly number[] | Uint32Array }
  | { kind: "TAGGED"; tagId: number; ordinals: readonly number[] | Uint32Array }
  | { kind: "UNTAGGED"; tagId: number; ordinals: readonly number[] | Uint32Array }
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
