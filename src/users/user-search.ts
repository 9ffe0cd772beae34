import { intIdOrNull } from "../graphql/ids.js";
import { shortText } from "../graphql/text-input.js";
import { identityCardForms } from "./identity-card.js";
import { normalisePhone } from "./phone.js";

/** What one search text may mean; a user matching any of it is found. */
export interface UserSearch {
  /** The text as given, trimmed: openid, unionid, or part of a nickname or real name. */
  text: string;
  /** The text as a whole phone would be kept. */
  phone: string | null;
  /** Set for exactly four digits. */
  phoneEnding: string | null;
  /** Set for a number that can be a user id. */
  userId: number | null;
  /** The forms an identity number may be kept in; none where the text is no such number, or whoever asks may not see any. */
  identityCards: readonly string[];
}

/** Longest search text: openids and unionids have 28 characters. */
const MAX_SEARCH_LENGTH = 64;

/**
 * Reads the `search` argument; BAD_USER_INPUT for one that is blank or too long. Whoever does not see personal data finds nobody by
 * an identity number, which would tell whose it is.
 */
export function parseUserSearch(search: string, seesPersonalData: boolean): UserSearch {
  const text = shortText("search", search, { min: 1, max: MAX_SEARCH_LENGTH });
  return {
    text,
    phone: normalisePhone(text),
    phoneEnding: /^\d{4}$/.test(text) ? text : null,
    userId: intIdOrNull(text),
    identityCards: seesPersonalData ? identityCardForms(text) : [],
  };
}
