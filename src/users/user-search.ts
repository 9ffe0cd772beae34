import { intIdOrNull } from "../graphql/ids.js";
import { shortText } from "../graphql/text-input.js";

/** What one search text may mean; a user matching any of it is found. */
export interface UserSearch {
  /** The text as given, trimmed: whole phone, openid, unionid, or part of a nickname or real name. */
  text: string;
  /** Set for exactly four digits. */
  phoneEnding: string | null;
  /** Set for a number that can be a user id. */
  userId: number | null;
}

/** Longest search text: openids and unionids have 28 characters. */
const MAX_SEARCH_LENGTH = 64;

/** Reads the `search` argument; BAD_USER_INPUT for one that is blank or too long. */
export function parseUserSearch(search: string): UserSearch {
  const text = shortText("search", search, { min: 1, max: MAX_SEARCH_LENGTH });
  return { text, phoneEnding: /^\d{4}$/.test(text) ? text : null, userId: intIdOrNull(text) };
}
