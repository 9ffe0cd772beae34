import { stringify } from "csv-stringify/sync";
import type { Cell } from "./export-columns.js";

/** What makes spreadsheets take a cell for a formula, in half and full width. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** A number runs nothing, and `+441632960001` is somebody's phone. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** UTF-8's byte order mark. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** Lines as RFC 4180 has them: commas, CRLF, quotes where needed, null as an empty cell; texts that could run as a formula behind an apostrophe. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(textOf)),
    { record_delimiter: "\r\n", quoted_match: /[\r\n]/ },
  );
}

function textOf(cell: Cell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "string" ? harmless(cell) : String(cell);
}

/** A text that a spreadsheet shows and does not calculate. */
export function harmless(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
