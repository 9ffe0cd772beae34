import type { LegacyTable } from "./legacy-tables.js";
import type { Reject } from "./reject.js";
import type { SourceKey } from "./source.port.js";

/** How rows of one table fared: `read` = `written` + `rejected`; `changed` of the written ones differed from what was here. */
export interface TableCounts {
  read: number;
  written: number;
  changed: number;
  rejected: number;
}

export type ImportCounts = Partial<Record<LegacyTable | "csv", TableCounts>>;

export type ImportPhase = "people" | "user_delete_request" | "tags" | "done";

/** Where a killed import goes on: after this key in this phase. */
export interface ImportPosition {
  phase: ImportPhase;
  after: SourceKey | null;
}

export interface ImportRun {
  id: string;
  position: ImportPosition;
  counts: ImportCounts;
  startedAt: Date;
  /** Whether it goes on with one that was cut off. */
  resumed: boolean;
}

/** What a page comes to: saved together with the page itself. */
export interface PageOutcome {
  position: ImportPosition;
  counts: ImportCounts;
  rejects: readonly Reject[];
}

export function addCounts(to: ImportCounts, more: ImportCounts): ImportCounts {
  const sum: ImportCounts = { ...to };
  for (const [table, counts] of Object.entries(more) as [keyof ImportCounts, TableCounts][]) {
    const before = sum[table] ?? { read: 0, written: 0, changed: 0, rejected: 0 };
    sum[table] = {
      read: before.read + counts.read,
      written: before.written + counts.written,
      changed: before.changed + counts.changed,
      rejected: before.rejected + counts.rejected,
    };
  }
  return sum;
}
