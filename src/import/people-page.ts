import { cleanUserFav } from "./clean/clean-others.js";
import { cleanUser } from "./clean/clean-user.js";
import { cleanUserInfo } from "./clean/clean-user-info.js";
import type { PeopleTable } from "./legacy-tables.js";
import {
  type PackedInfo,
  type PackedPerson,
  type PackedRow,
  packedFavourites,
  packedInfo,
  packedPerson,
  type RowPacker,
} from "./packed-rows.js";
import { isReject, judging, type Reject } from "./reject.js";
import type { LegacySource, SourceKey, SourceRow } from "./source.port.js";

/** What is asked about a person before the rows are written, and the rows. */
export interface PersonRecord extends PackedPerson {
  info: PackedInfo | null;
  favourites: PackedRow | null;
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
  packer: RowPacker,
): Promise<PeoplePage> {
  const boundaries = await Promise.all(tables.map((table) => source.boundary(table, after, limit)));
  const ends = boundaries.filter((key) => key !== null).map(Number);
  const upTo = ends.length > 0 ? String(Math.min(...ends)) : null;
  const rowsOf = <Row extends object>(table: PeopleTable, clean: (cells: SourceRow) => Row) =>
    tables.includes(table) ? source.rows(table, after, upTo, judging(table, clean)) : [];
  // One after another: each is read in bursts of some milliseconds, which the writing of the page before has to wait for.
  const user = await rowsOf("user", (cells) => packedPerson(cleanUser(cells), packer));
  const user_info = await rowsOf("user_info", (cells) => packedInfo(cleanUserInfo(cells), packer));
  const user_fav = await rowsOf("user_fav", (cells) => packedFavourites(cleanUserFav(cells), packer));
  return joined(upTo, { user, user_info, user_fav });
}

interface JudgedRows {
  user: (PackedPerson | Reject)[];
  user_info: (PackedInfo | Reject)[];
  user_fav: (PackedRow | Reject)[];
}

function joined(upTo: SourceKey | null, rows: JudgedRows): PeoplePage {
  const rejects: Reject[] = [];
  const people = byUserId("user", rows.user, rejects);
  const infos = byUserId("user_info", rows.user_info, rejects);
  const favourites = byUserId("user_fav", rows.user_fav, rejects);
  const records = [...people.values()].map((person) => {
    const record = { ...person, info: infos.get(person.userId) ?? null, favourites: favourites.get(person.userId) ?? null };
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
  const read = { user: rows.user.length, user_info: rows.user_info.length, user_fav: rows.user_fav.length };
  return { upTo, read, records, rejects };
}

/** The clean rows by user_id; a second row of one user is rejected. */
function byUserId<Row extends { userId: number }>(
  table: PeopleTable,
  judged: readonly (Row | Reject)[],
  rejects: Reject[],
): Map<number, Row> {
  const byUser = new Map<number, Row>();
  for (const row of judged) {
    if (isReject(row)) rejects.push(row);
    else if (byUser.has(row.userId)) rejects.push({ table, key: String(row.userId), reason: "there is another row with this user_id" });
    else byUser.set(row.userId, row);
  }
  return byUser;
}

/** A person's rows as rejects, since a profile without its user has no place. */
export function rejectsOf({ userId, info, favourites }: PersonRecord, reason: string): Reject[] {
  const key = String(userId);
  const rejects: Reject[] = [{ table: "user", key, reason }];
  if (info) rejects.push({ table: "user_info", key, reason: `its user was rejected: ${reason}` });
  if (favourites) rejects.push({ table: "user_fav", key, reason: `its user was rejected: ${reason}` });
  return rejects;
}
