import type { AudienceIndex } from "../../audiences/index.js";
import { searchPage } from "../search-page.js";
import type { FindPage, FoundUsers, UserFinder } from "../user-finder.port.js";
import type { UserSearch } from "../user-search.js";
import { exactValues, type SearchParts, searchBatches } from "./search-batches.js";
import { SEARCH_CHARACTER_SQL, SEARCH_SQL } from "./search-sql.js";

/** Finds users in PostgreSQL alone, by an index for each way to be found; within an audience by walking both side by side. */
export class PostgresUserFinder implements UserFinder {
  constructor(private readonly parts: SearchParts & { index: Pick<AudienceIndex, "freeze"> }) {}

  async find(tenantId: number, search: UserSearch, { audience, after, limit }: FindPage): Promise<FoundUsers> {
    const within = audience === null ? null : await this.parts.index.freeze(tenantId, audience);
    const part = `%${search.text.replace(/[\\%_]/g, "\\$&")}%`;
    const exact = exactValues(this.parts, tenantId, search, audience !== null);
    const values = { tenantId, rest: [...exact.rest, search.phoneEnding, part] };
    const statement = [...search.text].length > 1 ? SEARCH_SQL : SEARCH_CHARACTER_SQL;
    return searchPage(searchBatches(this.parts, statement, values), { within, after, limit });
  }
}
