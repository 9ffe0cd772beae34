import { cleanUserFav } from "./clean/clean-others.js";
import { cleanUser } from "./clean/clean-user.js";
import { cleanUserInfo } from "./clean/clean-user-info.js";
import type { PeopleTable } from "./legacy-tables.js";
import { LineSlab } from "./line-slab.js";
import { hasLine, NO_LINE, type PackedPeople, type PersonPart, type PersonRecord, type RowPacker, type Span } from "./packed-rows.js";
import type { ImportedFavourites, ImportedInfo, ImportedPerson } from "./people.js";
import type { PeoplePage, PeopleReader } from "./people-reader.port.js";
import { isReject, judging, type Reject } from "./reject.js";
import type { LegacySource, SourceKey, SourceRow } from "./source.port.js";

/** Reads in the thread it is used in, each page when it is asked for. */
export class PagedPeopleReader implements PeopleReader {
  /** `tables`: those that the source has; of each some `limit` rows a page. */
  constructor(
    private readonly source: LegacySource,
    private readonly tables: readonly PeopleTable[],
    private readonly packer: RowPacker,
    private readonly limit: number,
  ) {}

  async *pages(after: SourceKey | null): AsyncGenerator<PeoplePage> {
    for (let from = after; ; ) {
      const page = await this.page(from);
      yield page;
      if (page.upTo === null) return;
      from = page.upTo;
    }
  }

  /** As many ids as keep each table's part at about `limit` rows. */
  private async page(after: SourceKey | null): Promise<PeoplePage> {
    const boundaries = await Promise.all(this.tables.map((table) => this.source.boundary(table, after, this.limit)));
    const ends = boundaries.filter((key) => key !== null).map(Number);
    const upTo = ends.length > 0 ? String(Math.min(...ends)) : null;
    const slabs = newSlabs();
    const rejects: Reject[] = [];
    const rowsOf = async <Row extends PackedRow>(table: PeopleTable, pack: (cells: SourceRow) => Row) => {
      const judged = this.tables.includes(table) ? await this.source.rows(table, after, upTo, judging(table, pack)) : [];
      return { read: judged.length, byUser: byUserId(table, judged, rejects) };
    };
    // The profile first: it says since when the person was here.
    const infos = await rowsOf("user_info", (cells) => packedInfo(cleanUserInfo(cells), this.packer, slabs));
    const favourites = await rowsOf("user_fav", (cells) => packedFavourites(cleanUserFav(cells), this.packer, slabs));
    const createdAt = (userId: number) => infos.byUser.get(userId)?.createdAt ?? null;
    const users = await rowsOf("user", (cells) => packedPerson(cleanUser(cells), createdAt, this.packer, slabs));
    rejects.push(...orphans("user_info", infos.byUser, users.byUser), ...orphans("user_fav", favourites.byUser, users.byUser));
    const people = columns([...users.byUser.values()], infos.byUser, favourites.byUser, slabs);
    return { upTo, read: { user: users.read, user_info: infos.read, user_fav: favourites.read }, people, rejects };
  }
}

type Slabs = Record<PersonPart, LineSlab>;

function newSlabs(): Slabs {
  return { user: new LineSlab(), credential: new LineSlab(), info: new LineSlab(), favourites: new LineSlab() };
}

interface PackedRow {
  userId: number;
  line: Span;
}

interface PackedInfo extends PackedRow {
  createdAt: string | null;
}

interface PackedPerson extends PackedRow {
  legacyTenantId: number | null;
  openid: string;
  credential: Span;
}

function packedInfo(info: ImportedInfo, packer: RowPacker, slabs: Slabs): PackedInfo {
  return { userId: info.userId, createdAt: info.createdAt, line: slabs.info.add(packer.info(info)) };
}

function packedFavourites(favourites: ImportedFavourites, packer: RowPacker, slabs: Slabs): PackedRow {
  return { userId: favourites.userId, line: slabs.favourites.add(packer.favourites(favourites)) };
}

function packedPerson(person: ImportedPerson, createdAt: (userId: number) => string | null, packer: RowPacker, slabs: Slabs): PackedPerson {
  const { userId, legacyTenantId, openid } = person;
  const line = slabs.user.add(packer.person(person, createdAt(userId)));
  return { userId, legacyTenantId, openid, line, credential: slabs.credential.add(packer.credential(person)) };
}

function columns(
  people: readonly PackedPerson[],
  infos: ReadonlyMap<number, PackedInfo>,
  favourites: ReadonlyMap<number, PackedRow>,
  slabs: Slabs,
): PackedPeople {
  const spans: Record<PersonPart, Span[]> = {
    user: people.map(({ line }) => line),
    credential: people.map(({ credential }) => credential),
    info: people.map(({ userId }) => infos.get(userId)?.line ?? NO_LINE),
    favourites: people.map(({ userId }) => favourites.get(userId)?.line ?? NO_LINE),
  };
  return {
    userIds: people.map(({ userId }) => userId),
    legacyTenantIds: people.map(({ legacyTenantId }) => legacyTenantId),
    openids: people.map(({ openid }) => openid),
    parts: {
      user: slabs.user.packed(spans.user),
      credential: slabs.credential.packed(spans.credential),
      info: slabs.info.packed(spans.info),
      favourites: slabs.favourites.packed(spans.favourites),
    },
  };
}

/** The clean rows by user_id; a second row of one user is rejected. */
function byUserId<Row extends PackedRow>(table: PeopleTable, judged: readonly (Row | Reject)[], rejects: Reject[]): Map<number, Row> {
  const byUser = new Map<number, Row>();
  for (const row of judged) {
    if (isReject(row)) rejects.push(row);
    else if (byUser.has(row.userId)) rejects.push({ table, key: String(row.userId), reason: "there is another row with this user_id" });
    else byUser.set(row.userId, row);
  }
  return byUser;
}

function orphans(table: PeopleTable, rows: ReadonlyMap<number, PackedRow>, users: ReadonlyMap<number, PackedRow>): Reject[] {
  const reason = "there is no user with this user_id, or it was rejected";
  return [...rows.keys()].filter((userId) => !users.has(userId)).map((userId) => ({ table, key: String(userId), reason }));
}

/** A person's rows as rejects, since a profile without its user has no place. */
export function rejectsOf(record: PersonRecord, reason: string): Reject[] {
  const key = String(record.userId);
  const rejects: Reject[] = [{ table: "user", key, reason }];
  if (hasLine(record, "info")) rejects.push({ table: "user_info", key, reason: `its user was rejected: ${reason}` });
  if (hasLine(record, "favourites")) rejects.push({ table: "user_fav", key, reason: `its user was rejected: ${reason}` });
  return rejects;
}
