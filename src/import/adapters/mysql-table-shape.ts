import { isUtf8 } from "node:buffer";
import type { Cell } from "../clean/cells.js";
import { LEGACY_TABLES, type LegacyTable } from "../legacy-tables.js";
import type { SourceRow } from "../source.port.js";

type Query = (sql: string, values: readonly string[]) => Promise<SourceRow[]>;

/** How a table of the source is read. Plain values, so that another thread can be told. */
export interface TableShape {
  name: string;
  /** What stands behind SELECT: the columns of LEGACY_TABLES in their order, NULL for those that are not there. */
  selection: string;
  /** Places of the columns that are declared latin1. */
  latin1: number[];
  unknown: string[];
  missing: string[];
  indexed: boolean;
}

export function keyOf(table: LegacyTable): "openid" | "user_id" {
  return table === "tags" ? "openid" : "user_id";
}

/** Looks a table's columns up; null where there is no such table. Throws where its key column is missing. */
export async function tableShape(query: Query, database: string, table: LegacyTable, name: string): Promise<TableShape | null> {
  const found = await query(
    "SELECT COLUMN_NAME, CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
    [database, name],
  );
  if (found.length === 0) return null;
  const charsets = new Map(found.map(([column, charset]) => [String(column).toLowerCase(), charset === null ? null : String(charset)]));
  const wanted: readonly string[] = LEGACY_TABLES[table];
  const key = keyOf(table);
  if (!charsets.has(key)) throw new Error(`table ${name} has no column ${key}`);
  return {
    name,
    selection: wanted.map((column) => selected(column, charsets)).join(", "),
    latin1: wanted.flatMap((column, i) => (charsets.get(column) === "latin1" ? [i] : [])),
    unknown: [...charsets.keys()].filter((column) => !wanted.includes(column)),
    missing: wanted.filter((column) => !charsets.has(column)),
    indexed: await startsAnIndex(query, database, name, key),
  };
}

/** Makes UTF-8 of the columns that are declared latin1, in place. */
export function decode({ latin1 }: TableShape, row: Cell[]): void {
  for (const place of latin1) row[place] = fromLatin1(row[place] ?? null);
}

/** A name between backticks. */
export function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** UTF-8 and bytes come as they are, to be judged here; rarer charsets are converted by the server that knows them. */
function selected(column: string, charsets: ReadonlyMap<string, string | null>): string {
  const charset = charsets.get(column);
  if (charset === undefined) return "NULL";
  const asStored = charset === null || charset === "latin1" || charset === "ascii" || charset === "binary" || charset.startsWith("utf8");
  return asStored ? quoted(column) : `CONVERT(${quoted(column)} USING utf8mb4)`;
}

/** PHP of that time wrote UTF-8 through connections declared latin1, so what reads as UTF-8 is taken for it; the rest is Windows-1252, which MySQL calls latin1. */
function fromLatin1(cell: Cell): Cell {
  if (cell === null || isUtf8(cell)) return cell;
  return Buffer.from(new TextDecoder("windows-1252").decode(cell), "utf8");
}

async function startsAnIndex(query: Query, database: string, name: string, column: string): Promise<boolean> {
  const found = await query(
    "SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ? AND SEQ_IN_INDEX = 1 LIMIT 1",
    [database, name, column],
  );
  return found.length > 0;
}
