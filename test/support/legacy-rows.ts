import { LEGACY_TABLES, type LegacyTable } from "../../src/import/legacy-tables.js";
import type { LegacySource, SourceRow, SourceSurvey } from "../../src/import/source.port.js";

type Rows = Partial<Record<LegacyTable, readonly Record<string, string>[]>>;

/** An old database of a few rows, in memory: every table is one page. */
export function legacyRows(rows: Rows): LegacySource {
  const cells = (table: LegacyTable): SourceRow[] =>
    (rows[table] ?? []).map((row) => LEGACY_TABLES[table].map((column) => (row[column] === undefined ? null : Buffer.from(row[column]))));
  const tables = Object.keys(rows) as LegacyTable[];
  return {
    name: "memory",
    survey: async () =>
      Object.fromEntries(tables.map((table) => [table, { rows: 1, unknown: [], missing: [], indexed: true }])) as SourceSurvey,
    boundary: async () => null,
    rows: async (table, _after, _upTo, read) => cells(table).map(read),
    highestUserId: async () => Math.max(0, ...(rows.user ?? []).map(({ user_id }) => Number(user_id))),
    close: async () => undefined,
  };
}
