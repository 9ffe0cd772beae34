import type { Cell } from "./clean/cells.js";
import { cleanOrReject } from "./clean/dirty-row.js";
import type { ImportPosition, TableCounts } from "./import-run.js";
import type { LegacyTable } from "./legacy-tables.js";
import type { Reject } from "./people-page.js";
import { keyText } from "./people-page.js";
import type { LegacySource, SourceKey } from "./source.port.js";
import type { Keyed, Page } from "./target.port.js";

/** A table that stands for itself, row by row. */
export interface RowTable<Row> {
  table: LegacyTable;
  clean(cells: readonly Cell[]): Row;
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
  const found = await source.rows(table, after, upTo);
  const rejects: Reject[] = [];
  const rows: Keyed<Row>[] = [];
  for (const cells of found) {
    const key = keyText(cells[0] ?? null);
    const row = cleanOrReject(
      () => clean(cells),
      (reason) => rejects.push({ table, key, reason }),
    );
    if (row !== null) rows.push({ key, row });
  }
  const position = upTo === null ? following : ({ phase: table, after: upTo } as ImportPosition);
  return { rows, counts: { [table]: readCounts(found.length, rejects, table) }, rejects, position };
}

/** Rows read, of which these were rejected before anything was written. */
export function readCounts(read: number, rejects: readonly Reject[], table: string): TableCounts {
  return { read, written: 0, changed: 0, rejected: rejects.filter((reject) => reject.table === table).length };
}
