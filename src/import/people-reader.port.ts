import type { PeopleTable } from "./legacy-tables.js";
import type { PackedPeople } from "./packed-rows.js";
import type { Reject } from "./reject.js";
import type { SourceKey } from "./source.port.js";

/** All rows of the people's tables in one range of user ids; plain values, so that one thread can hand it to another. */
export interface PeoplePage {
  /** Where the next page goes on; null after the last. */
  upTo: SourceKey | null;
  read: Record<PeopleTable, number>;
  people: PackedPeople;
  rejects: Reject[];
}

/** Reads the old system's people. */
export interface PeopleReader {
  /** The pages above `after` in order; at least one, the last with `upTo` null. May read ahead; a page's lines are gone once the next one is asked for. */
  pages(after: SourceKey | null): AsyncIterable<PeoplePage>;
}
