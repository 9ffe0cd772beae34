/** At most so many ordinals are read at once. */
export const SEARCH_BATCH = 100_000;

const NAMES = "lower(coalesce(i.nickname, '') || coalesce(i.real_name, ''))";
const inPairs = (text: string) => `regexp_replace(${text}, '..', '\\&' || chr(1), 'g')`;
/** As the index user_info_name_pairs_idx has it, part for part. */
const NAME_PAIRS = `(string_to_array(${inPairs(NAMES)} || chr(1) || ${inPairs(`substr(${NAMES}, 2)`)}, chr(1)) COLLATE "C")`;
const PAIRS_OF_TEXT = "(SELECT array_agg(substr(lower($3), n, 2)) FROM generate_series(1, length(lower($3)) - 1) AS n)";
/** ILIKE lowers both sides as the index does. */
const NAMED_SO = "(i.nickname ILIKE $9 OR i.real_name ILIKE $9)";

/** What is compared whole. */
const EXACTLY = ["openid = $3", "unionid = $3", "u.user_id = $4", "phone = $6", "i.identity_card_hash = ANY($7::bytea[])"];
const ENDING = "right(phone, 4) = $8";

/**
 * Ordinals of those whom a search finds: $1 tenant, $2 the ordinal to start after, $3 the text, $4 the user id or null, $5 whether
 * DELETED users count, $6 the text as a phone or null, $7 the hashes of an identity number, $8 the last four digits or null, $9 the
 * text as a pattern. One branch for each way to be found, since each has its own index; an OR over all of them would read every user.
 */
const searchSql = (branches: readonly string[], before = "") => `
  ${before}
  SELECT ordinal FROM (
    ${branches.join("\n    UNION ALL ")}) found
  WHERE ordinal > $2 AND ($5 OR status IS DISTINCT FROM 'DELETED')
  GROUP BY ordinal ORDER BY ordinal
  LIMIT ${SEARCH_BATCH}`;

function foundBy(condition: string): string {
  return `SELECT u.ordinal, i.status FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id WHERE u.tenant_id = $1 AND ${condition}`;
}

/** The names come first by themselves: the planner cannot know how few they are, and would else begin with the users. */
const wholeSql = (byName: string) =>
  searchSql(
    [
      ...[...EXACTLY, ENDING].map(foundBy),
      "SELECT u.ordinal, n.status FROM named n JOIN users u ON u.user_id = n.user_id AND u.tenant_id = $1",
    ],
    `WITH named AS MATERIALIZED (SELECT i.user_id, i.status FROM user_info i WHERE ${byName})`,
  );

/** For two characters and more. */
export const SEARCH_SQL = wholeSql(`${NAME_PAIRS} @> ${PAIRS_OF_TEXT} AND ${NAMED_SO}`);
/** One character is in no pair of its own: everybody's names are looked at. */
export const SEARCH_CHARACTER_SQL = wholeSql(NAMED_SO);
/** Without parts of names and ends of phones: $1 to $7 alone. */
export const SEARCH_EXACTLY_SQL = searchSql(EXACTLY.map(foundBy));
