import type { ImportedFavourites, ImportedInfo, ImportedPerson } from "./people.js";

/** Makes of a clean row the line that the target writes. */
export interface RowPacker {
  /** `createdAt`: as the profile says; null where the old system did not know. */
  person(person: ImportedPerson, createdAt: string | null): string;
  /** Null where there is nothing to keep. */
  credential(person: ImportedPerson): string | null;
  info(info: ImportedInfo): string;
  favourites(favourites: ImportedFavourites): string;
}

/** The rows a person may have here. */
export const PERSON_PARTS = ["user", "credential", "info", "favourites"] as const;
export type PersonPart = (typeof PERSON_PARTS)[number];

/** From and to which byte; nothing where these are the same. */
export type Span = readonly [from: number, to: number];
export const NO_LINE: Span = [0, 0];

/** Lines of one part, person i's from `starts[i]` to `ends[i]`. */
export interface PackedLines {
  bytes: Uint8Array<ArrayBuffer>;
  starts: Uint32Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
}

/**
 * A page's people in columns. By its fields it would be thirty times as many objects, each to be copied from the thread that reads
 * to the one that writes; this is handed over as it is.
 */
export interface PackedPeople {
  userIds: number[];
  /** As the old system numbers them; null is the default tenant. */
  legacyTenantIds: (number | null)[];
  openids: string[];
  parts: Record<PersonPart, PackedLines>;
}

/** One of them: what is asked about a person before the rows are written, and where these are. */
export interface PersonRecord {
  userId: number;
  legacyTenantId: number | null;
  openid: string;
  place: number;
  parts: PackedPeople["parts"];
}

export function* recordsOf({ userIds, legacyTenantIds, openids, parts }: PackedPeople): Generator<PersonRecord> {
  for (const [place, userId] of userIds.entries()) {
    yield { userId, legacyTenantId: legacyTenantIds[place] ?? null, openid: openids[place] ?? "", place, parts };
  }
}

export function hasLine(record: PersonRecord, part: PersonPart): boolean {
  const [from, to] = spanOf(record, part);
  return from < to;
}

export function lineOf(record: PersonRecord, part: PersonPart): Uint8Array {
  return record.parts[part].bytes.subarray(...spanOf(record, part));
}

/** The lines of a part of these people, in their order; what lies side by side comes as one. */
export function* linesOf(records: readonly PersonRecord[], part: PersonPart): Generator<Uint8Array> {
  let bytes = new Uint8Array();
  let [from, to]: Span = NO_LINE;
  for (const record of records) {
    const [start, end] = spanOf(record, part);
    if (start === end) continue;
    if (start !== to || record.parts[part].bytes !== bytes) {
      yield bytes.subarray(from, to);
      bytes = record.parts[part].bytes;
      from = start;
    }
    to = end;
  }
  yield bytes.subarray(from, to);
}

function spanOf({ parts, place }: PersonRecord, part: PersonPart): Span {
  const { starts, ends } = parts[part];
  return [starts[place] ?? 0, ends[place] ?? 0];
}
