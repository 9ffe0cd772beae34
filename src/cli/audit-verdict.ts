import type { AuditVerdict } from "../accounts/index.js";

/** What is wrong with a tenant's audit log, and what to do. */
export function describeBreak(verdict: Extract<AuditVerdict, { intact: false }>): string {
  if (verdict.brokenAt !== null) {
    return `entry ${verdict.brokenAt} was altered, or one before it removed, after it was written: compare with a backup`;
  }
  const { entries, missing } = verdict;
  const what =
    missing > 0 ? `${missing} entries after the first ${entries} were cut off` : "its end is not the one that was noted beside it";
  return `${what}: compare with a backup or an export`;
}
