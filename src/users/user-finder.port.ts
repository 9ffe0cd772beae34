import type { Audience } from "../audiences/index.js";
import type { UserSearch } from "./user-search.js";

/** Ordinals, ascending, and how many are found in all. */
export interface FoundUsers {
  ordinals: number[];
  totalCount: number;
}

export interface FindPage {
  /** Null: all but those DELETED. */
  audience: Audience | null;
  /** The ordinal after which the page begins; null: the first page. */
  after: number | null;
  limit: number;
}

/** Finds users by what one search text may mean. */
export interface UserFinder {
  /** UnavailableError where it takes too long, or what answers it cannot be reached. */
  find(tenantId: number, search: UserSearch, page: FindPage): Promise<FoundUsers>;
}
