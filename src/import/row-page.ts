import type { ImportPosition, TableCounts } from "./import-run.js";
import type { LegacyTable } from "./legacy-tables.js";
import { isReject, judging, keyText, type Reject } from "./reject.js";
import type { LegacySource, SourceKey, SourceRow } from "./source.port.js";
import type { Keyed, Page } from "./target.port.js";

/** A table that stands for itself, row by row. */
export interface RowTable<Row> {
  table: LegacyTable;
  clean(cells: SourceRow): Row;
}

/** Reads the next page of such a table; `upTo` null: it was the last. */
export async function readRowPage<Row>(
  source: LegacySource,
  { table, clean }: RowTable<Row>,
  after: SourceKey | null,
  limit: number,
  following: ImportPosition,
): Promise<Page<Keyed<Row>>> {
  const upTo = await source.boundary(table, after, limit);
  const keyed = (cells: SourceRow): Keyed<Row> => ({ key: keyText(cells[0] ?? null), row: clean(cells) });
  const found = await source.rows(table, after, upTo, judging(table, keyed));
  const rejects = found.filter(isReject);
  const rows = found.filter((judged): judged is Keyed<Row> => !isReject(judged));
  const position = upTo === null ? following : ({ phase: table, after: upTo } as ImportPosition);
  return { rows, counts: { [table]: readCounts(found.length, rejects, table) }, rejects, position };
}

/** Rows read, of which these were rejected before anything was written. */
export function readCounts(read: number, rejects: readonly Reject[], table: string): TableCounts {
  return { read, written: 0, changed: 0, rejected: rejects.filter((reject) => reject.table === table).length };
}
