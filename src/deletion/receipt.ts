/** What one table lost: rows deleted, or rows kept without the named fields. */
export interface Removal {
  table: string;
  rows: number;
  /** Absent: the rows were deleted. */
  fields?: readonly string[];
}

export interface Receipt {
  request: number;
  /** ISO 8601. */
  at: string;
  /** The operator's id, null for an API key or the nightly check. */
  by: { operator: number | null };
  removed: readonly Removal[];
  notes: readonly string[];
  /** What a later look found and removed. */
  later?: readonly { at: string; by: Receipt["by"]; removed: readonly Removal[] }[];
}

/** What stays, and why: part of every receipt, so that whoever answers the person knows. */
export const RECEIPT_NOTES: readonly string[] = [
  "The user's row is kept under a pseudonym: its number is a place in the frozen audiences of past sends, whose counts stay as they were.",
  "What WeChat itself keeps (that the person follows, the profile, remark and tags there) can only be removed there, by the person unfollowing.",
  "A keyed hash of the openid is kept, so that no sync or import brings the person back; following again starts anew.",
  "Files of exports with the person in them are withdrawn and deleted; what was downloaded before is with whoever downloaded it.",
  "Backups and the database's write-ahead log lose the data when they expire.",
];

/** The receipt after another look; the same where nothing was found. */
export function withLater(receipt: Receipt, at: Date, by: Receipt["by"], removed: readonly Removal[]): Receipt {
  if (removed.length === 0) return receipt;
  return { ...receipt, later: [...(receipt.later ?? []), { at: at.toISOString(), by, removed }] };
}
