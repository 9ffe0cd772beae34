import type { PeopleIndex } from "../people-index.port.js";
import type { FindPage, FoundUsers, UserFinder } from "../user-finder.port.js";
import type { UserSearch } from "../user-search.js";
import { exactValues, type SearchParts, searchBatches } from "./search-batches.js";
import { SEARCH_EXACTLY_SQL } from "./search-sql.js";

/** Finds parts of names and ends of phones by an index of people, and in PostgreSQL what is compared whole, identity numbers among it. */
export class IndexedUserFinder implements UserFinder {
  constructor(private readonly parts: SearchParts & { people: PeopleIndex }) {}

  async find(tenantId: number, search: UserSearch, { audience, after, limit }: FindPage): Promise<FoundUsers> {
    const listed: number[] = [];
    const exact = exactValues(this.parts, tenantId, search, audience !== null);
    for await (const batch of searchBatches(this.parts, SEARCH_EXACTLY_SQL, exact)) for (const ordinal of batch) listed.push(ordinal);
    const wanted = { namePart: search.text, phoneEnding: search.phoneEnding, listed };
    return this.parts.people.people(tenantId, audience ?? { kind: "everyone" }, wanted, after, limit);
  }
}
