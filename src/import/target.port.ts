import type { ImportCounts, ImportPosition, ImportRun } from "./import-run.js";
import type { PersonRecord } from "./packed-rows.js";
import type { ImportedDeletionRequest, ImportedTagPair } from "./people.js";
import type { Reject } from "./reject.js";

/** A record and the tenant it goes to. */
export interface PlacedRecord extends PersonRecord {
  tenantId: number;
}

/** A page as it goes in, and what is known of it so far. */
export interface Page<Row> {
  rows: readonly Row[];
  /** Read and rejected up to now; the target adds what it writes and rejects itself. */
  counts: ImportCounts;
  rejects: readonly Reject[];
  /** Position after this page. */
  position: ImportPosition;
}

/** Rows of the source with a key for the rejects file. */
export interface Keyed<Row> {
  key: string;
  row: Row;
}

/** Our side: each page is one transaction, together with the run's position, counts and rejects. */
export interface ImportTarget {
  /** The unfinished run of this source, or a new one. Throws where another process is at it. */
  begin(source: string): Promise<ImportRun>;
  /** Ids above the source's go to whoever joins meanwhile. */
  reserveUserIds(highest: number): Promise<void>;
  writePeople(run: ImportRun, page: Page<PlacedRecord>): Promise<ImportRun>;
  writeDeletionRequests(run: ImportRun, page: Page<Keyed<ImportedDeletionRequest>>): Promise<ImportRun>;
  writeTagPairs(run: ImportRun, page: Page<Keyed<ImportedTagPair>>): Promise<ImportRun>;
  finish(run: ImportRun): Promise<void>;
  /** All rejects of the run in the order they came up, a few thousand at a time. */
  rejects(run: ImportRun): AsyncIterable<Reject[]>;
  /** Lets another process take the run. */
  close(): Promise<void>;
}
