import type { Cell } from "./cells.js";
import { DirtyRow } from "./dirty-row.js";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d{1,6})?$/;

/**
 * A date as PostgreSQL reads it; null for NULL and for MySQL's zero dates (0000-00-00, also 1990-00-00). Throws DirtyRow
 * for days that no calendar has, which servers with ALLOW_INVALID_DATES keep.
 */
export function dateIn(cell: Cell, column: string): string | null {
  if (cell === null || cell.length === 0) return null;
  return dateOf(cell.toString("latin1"), column);
}

/** A moment, in the +08:00 that the old servers ran on; zero as in `dateIn`. */
export function momentIn(cell: Cell, column: string): string | null {
  if (cell === null || cell.length === 0) return null;
  const parts = DATE_TIME.exec(cell.toString("latin1"));
  if (!parts) throw new DirtyRow(`${column} is no date and time`);
  const [, day = "", hours, minutes, seconds] = parts;
  const date = dateOf(day, column);
  return date === null ? null : `${date} ${hours}:${minutes}:${seconds}+08`;
}

/** Few days come up again and again: a million birthdays have some 30,000. */
const KNOWN_DAYS = new Map<string, boolean>();
const MOST_KNOWN = 100_000;

function dateOf(text: string, column: string): string | null {
  const known = KNOWN_DAYS.get(text);
  const exists = known ?? isDay(text, column);
  if (known === undefined && KNOWN_DAYS.size < MOST_KNOWN) KNOWN_DAYS.set(text, exists);
  return exists ? text : null;
}

/** False for zero dates. Throws DirtyRow. */
function isDay(text: string, column: string): boolean {
  const parts = DATE.exec(text);
  if (!parts) throw new DirtyRow(`${column} is no date`);
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (year === 0 || month === 0 || day === 0) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw new DirtyRow(`${column} is a day that does not exist`);
  return true;
}
