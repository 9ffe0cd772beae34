import type { WantedPeople } from "../../../users/index.js";
import { anyOf, MOST_TERMS, type Query, type TenantQuery } from "./build-query.js";
import { partOfName } from "./name-words.js";

/** Those of an audience who are wanted. It has no more levels than five, or than the audience's query. */
export function onlyWanted({ bool: { filter } }: TenantQuery, { namePart, phoneEnding, listed }: WantedPeople): TenantQuery {
  const ways: Query[] = [partOfName("nickname_words", namePart), partOfName("real_name_words", namePart)];
  if (phoneEnding !== null) ways.push({ term: { phone_ending: phoneEnding } });
  for (let from = 0; from < listed.length; from += MOST_TERMS) ways.push({ terms: { ordinal: listed.slice(from, from + MOST_TERMS) } });
  return { bool: { filter: [...filter, anyOf(ways)] } };
}
