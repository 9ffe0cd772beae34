import { isUtf8 } from "node:buffer";
import { DirtyRow } from "./dirty-row.js";

/** What the source holds in one column of one row: its bytes; null for NULL and for a column it does not have. */
export type Cell = Buffer | null;

/** The text of a cell, null where it is empty. Throws DirtyRow: not UTF-8, a NUL, or more than `max` characters. */
export function textIn(cell: Cell, column: string, max: number): string | null {
  if (cell === null || cell.length === 0) return null;
  if (!isUtf8(cell)) throw new DirtyRow(`${column} is not valid UTF-8`);
  const text = cell.toString("utf8");
  if (text.includes("\0")) throw new DirtyRow(`${column} holds a NUL character`);
  // A character is at least one byte: most cells need no counting.
  if (cell.length > max && [...text].length > max) throw new DirtyRow(`${column} has more than ${max} characters`);
  return text;
}

/** A whole number; null where there is none. Throws DirtyRow for anything else and for what an int cannot hold. */
export function integerIn(cell: Cell, column: string): number | null {
  if (cell === null || cell.length === 0) return null;
  const text = cell.toString("latin1");
  const value = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || value > 2_147_483_647 || value < -2_147_483_648) {
    throw new DirtyRow(`${column} is no whole number that fits`);
  }
  return value;
}

/** An id of the old system, where 0 means "not known". */
export function idIn(cell: Cell, column: string): number | null {
  const id = integerIn(cell, column);
  return id === 0 ? null : id;
}
