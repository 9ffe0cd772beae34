export interface KnownIndex {
  index: string;
  /** When it was begun: one begun after people were erased never held them. */
  createdAt: Date;
}

/** What one index outside the database held of some people. */
export interface SearchedIndex extends KnownIndex {
  /** Their documents, which hold nothing of them any more but that somebody was there. */
  documents: number;
  /** What such a document may hold of a person, and does not any more. */
  fields: readonly string[];
  /** Documents that still held something when they were looked at. */
  dirty: number;
  /** Notes that a document of theirs was refused, which are gone. */
  refused: number;
}

/** Indices of people outside the database, a document a user: they follow the tables, erased people's as well, but later. */
export interface PeopleSearch {
  /** All there are now. */
  indices(): Promise<KnownIndex[]>;
  /** Brings the documents of these users (by ordinal) in line with the tables in every index, at once. Rejects where one does not answer. */
  erase(tenantId: number, ordinals: readonly number[]): Promise<SearchedIndex[]>;
  /** Those of these users of whom some index holds something else than the tables. */
  holding(tenantId: number, ordinals: readonly number[]): Promise<number[]>;
}
