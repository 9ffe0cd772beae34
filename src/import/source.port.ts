import type { Cell } from "./clean/cells.js";
import { type LegacyTable, PEOPLE_TABLES, type PeopleTable } from "./legacy-tables.js";

/** The cells of one row, in the order of LEGACY_TABLES. */
export type SourceRow = readonly Cell[];

export interface SourceTable {
  /** About how many rows there are, for the progress bar. */
  rows: number;
  /** Columns that nobody takes over. */
  unknown: string[];
  /** Columns of LEGACY_TABLES that it lacks: taken as their default. */
  missing: string[];
  /** Whether an index makes reading it page by page quick. */
  indexed: boolean;
}

export type SourceSurvey = Partial<Record<LegacyTable, SourceTable>>;

/** The tables of people that are there. */
export function peopleTables(survey: SourceSurvey): PeopleTable[] {
  return PEOPLE_TABLES.filter((table) => survey[table] !== undefined);
}

/** Where a page ends: a user_id as decimal digits, or an openid's bytes in hex. */
export type SourceKey = string;

/**
 * The old database, read only and page by page: `boundary` finds where the next page ends, `rows` gives all of it. So rows of
 * one key are never torn apart, however many there are, and the database's own collation decides what one key is.
 */
export interface LegacySource {
  /** host:port/database, for people and to know the same source again; holds no user name and no password. */
  readonly name: string;
  /** Tables that are not there are left out. Throws where a table lacks its key. */
  survey(): Promise<SourceSurvey>;
  /** The key of the `limit`th row above `after`; null where fewer are left. */
  boundary(table: LegacyTable, after: SourceKey | null, limit: number): Promise<SourceKey | null>;
  /**
   * All rows above `after` (from null on those without a key too), up to and with those of `upTo`, or to the end; of each what
   * `read` makes of it as it comes, since a page of cells that waits for its end is three times the memory and the time.
   * `read` may see a row again where the connection was lost.
   */
  rows<Row>(table: LegacyTable, after: SourceKey | null, upTo: SourceKey | null, read: (cells: SourceRow) => Row): Promise<Row[]>;
  /** 0 where there is no user. */
  highestUserId(): Promise<number>;
  close(): Promise<void>;
}
