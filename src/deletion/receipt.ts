import type { SearchedIndex } from "./people-search.port.js";

/** What one table lost: rows deleted, or rows kept without the named fields. */
export interface Removal {
  table: string;
  rows: number;
  /** Absent: the rows were deleted. */
  fields?: readonly string[];
}

/** What a search index lost, once more each time that something was found in it. */
export interface SearchRemoval {
  index: string;
  /** ISO 8601. */
  at: string;
  /** Documents that do not hold the named fields of the person any more. */
  documents: number;
  fields: readonly string[];
  /** Rows of search_index_reject deleted. */
  refused: number;
}

export interface Receipt {
  request: number;
  /** ISO 8601. */
  at: string;
  /** The operator's id, null for an API key or the nightly check. */
  by: { operator: number | null };
  removed: readonly Removal[];
  notes: readonly string[];
  /** Absent: there was no search index, or none was looked at yet. */
  search?: readonly SearchRemoval[];
  /** What a later look found and removed. */
  later?: readonly { at: string; by: Receipt["by"]; removed: readonly Removal[] }[];
}

/** What stays, and why: part of every receipt, so that whoever answers the person knows. */
export const RECEIPT_NOTES: readonly string[] = [
  "The user's row is kept under a pseudonym: its number is a place in the frozen audiences of past sends, whose counts stay as they were.",
  "What WeChat itself keeps (that the person follows, the profile, remark and tags there) can only be removed there, by the person unfollowing.",
  "A keyed hash of the openid is kept, so that no sync or import brings the person back; following again starts anew.",
  "Files of exports with the person in them are withdrawn and deleted; what was downloaded before is with whoever downloaded it.",
  "What a search index no longer shows leaves its files when it next tidies them up.",
  "Backups and the database's write-ahead log lose the data when they expire.",
];

/** The receipt after another look; the same where nothing was found. */
export function withLater(receipt: Receipt, at: Date, by: Receipt["by"], removed: readonly Removal[]): Receipt {
  if (removed.length === 0) return receipt;
  return { ...receipt, later: [...(receipt.later ?? []), { at: at.toISOString(), by, removed }] };
}

/** The receipt with what it does not say yet of search indices: those that were there before the erasure, and what was found later. */
export function withSearched(receipt: Receipt, at: Date, processedAt: Date, found: readonly SearchedIndex[]): Receipt {
  const said = receipt.search ?? [];
  const added = found
    .filter(({ index, createdAt, dirty }) => dirty > 0 || (createdAt < processedAt && !said.some((before) => before.index === index)))
    .map(({ index, documents, fields, refused }) => ({ index, at: at.toISOString(), documents, fields, refused }));
  return added.length === 0 ? receipt : { ...receipt, search: [...said, ...added] };
}
