import type { Cell } from "./clean/cells.js";
import { cleanUserFav } from "./clean/clean-others.js";
import { cleanUser } from "./clean/clean-user.js";
import { cleanUserInfo } from "./clean/clean-user-info.js";
import { cleanOrReject } from "./clean/dirty-row.js";
import { PEOPLE_TABLES, type PeopleTable } from "./legacy-tables.js";
import type { ImportedFavourites, ImportedInfo, ImportedPerson } from "./people.js";
import type { LegacySource, SourceKey, SourceRow } from "./source.port.js";

/** A row that stays behind. `key`: its user_id, as far as it has one. */
export interface Reject {
  table: string;
  key: string;
  reason: string;
}

export interface PersonRecord {
  person: ImportedPerson;
  info: ImportedInfo | null;
  favourites: ImportedFavourites | null;
}

/** All rows of the people's tables in one range of user ids. */
export interface PeoplePage {
  /** Where the next page goes on; null after the last. */
  upTo: SourceKey | null;
  read: Record<PeopleTable, number>;
  records: PersonRecord[];
  rejects: Reject[];
}

/** Reads the next page: as many ids as keep each table's part at about `limit` rows. */
export async function readPeoplePage(
  source: LegacySource,
  tables: readonly PeopleTable[],
  after: SourceKey | null,
  limit: number,
): Promise<PeoplePage> {
  const boundaries = await Promise.all(tables.map((table) => source.boundary(table, after, limit)));
  const ends = boundaries.filter((key) => key !== null).map(Number);
  const upTo = ends.length > 0 ? String(Math.min(...ends)) : null;
  const found = await Promise.all(tables.map((table) => source.rows(table, after, upTo)));
  const rows = new Map(tables.map((table, i) => [table, found[i] ?? []]));
  return joined(upTo, (table) => rows.get(table) ?? []);
}

function joined(upTo: SourceKey | null, rowsOf: (table: PeopleTable) => SourceRow[]): PeoplePage {
  const rejects: Reject[] = [];
  const people = cleaned("user", rowsOf("user"), cleanUser, rejects);
  const infos = cleaned("user_info", rowsOf("user_info"), cleanUserInfo, rejects);
  const favourites = cleaned("user_fav", rowsOf("user_fav"), cleanUserFav, rejects);
  const records = [...people.values()].map((person) => {
    const record = { person, info: infos.get(person.userId) ?? null, favourites: favourites.get(person.userId) ?? null };
    infos.delete(person.userId);
    favourites.delete(person.userId);
    return record;
  });
  for (const [table, orphans] of [
    ["user_info", infos],
    ["user_fav", favourites],
  ] as const) {
    for (const userId of orphans.keys())
      rejects.push({ table, key: String(userId), reason: "there is no user with this user_id, or it was rejected" });
  }
  const read = Object.fromEntries(PEOPLE_TABLES.map((table) => [table, rowsOf(table).length])) as Record<PeopleTable, number>;
  return { upTo, read, records, rejects };
}

/** The clean rows by user_id; a second row of one user is rejected. */
function cleaned<Row extends { userId: number }>(
  table: PeopleTable,
  rows: readonly SourceRow[],
  clean: (cells: readonly Cell[]) => Row,
  rejects: Reject[],
): Map<number, Row> {
  const byUser = new Map<number, Row>();
  for (const cells of rows) {
    const reject = (reason: string) => rejects.push({ table, key: keyText(cells[0] ?? null), reason });
    const row = cleanOrReject(() => clean(cells), reject);
    if (row === null) continue;
    if (byUser.has(row.userId)) reject("there is another row with this user_id");
    else byUser.set(row.userId, row);
  }
  return byUser;
}

/** A person's rows as rejects, since a profile without its user has no place. */
export function rejectsOf({ person, info, favourites }: PersonRecord, reason: string): Reject[] {
  const key = String(person.userId);
  const rejects: Reject[] = [{ table: "user", key, reason }];
  if (info) rejects.push({ table: "user_info", key, reason: `its user was rejected: ${reason}` });
  if (favourites) rejects.push({ table: "user_fav", key, reason: `its user was rejected: ${reason}` });
  return rejects;
}

/** More digits than a user_id has: a phone or identity number in the wrong column. */
const LONG_NUMBER = /^[\d?.-]{11,}x?$/i;

/** A key for the rejects file: whatever stood there, in plain letters; "?" for what may be a person's number. */
export function keyText(cell: Cell): string {
  const text =
    cell
      ?.toString("latin1")
      .slice(0, 64)
      .replace(/[^\w.-]/g, "?") ?? "";
  return LONG_NUMBER.test(text) ? "?" : text;
}
