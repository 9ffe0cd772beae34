/** At most so many ordinals are read at once. */
export const SEARCH_BATCH = 100_000;

const NAMES = "lower(coalesce(i.nickname, '') || coalesce(i.real_name, ''))";
const inPairs = (text: string) => `regexp_replace(${text}, '..', '\\&' || chr(1), 'g')`;
/** As the index user_info_name_pairs_idx has it, part for part. */
const NAME_PAIRS = `(string_to_array(${inPairs(NAMES)} || chr(1) || ${inPairs(`substr(${NAMES}, 2)`)}, chr(1)) COLLATE "C")`;
const PAIRS_OF_TEXT = "(SELECT array_agg(substr(lower($3), n, 2)) FROM generate_series(1, length(lower($3)) - 1) AS n)";
/** ILIKE lowers both sides as the index does. */
const NAMED_SO = "(i.nickname ILIKE $6 OR i.real_name ILIKE $6)";

const FOUND_BY = [
  ...["phone = $8", "openid = $3", "unionid = $3", "right(phone, 4) = $4", "u.user_id = $5"],
  "i.identity_card_hash = ANY($9::bytea[])",
];

/**
 * Ordinals of those whom a search finds: $1 tenant, $2 the ordinal to start after, $3 the text, $4 the last four digits or null,
 * $5 the user id or null, $6 the text as a pattern, $7 whether DELETED users count, $8 the text as a phone or null, $9 the hashes of an identity number. One branch for each way to be found, since
 * each has its own index; an OR over all of them would read every user. The names come first by themselves: the planner cannot
 * know how few they are, and would else begin with the users.
 */
const searchSql = (byName: string) => `
  WITH named AS MATERIALIZED (SELECT i.user_id, i.status FROM user_info i WHERE ${byName})
  SELECT ordinal FROM (
    ${FOUND_BY.map(foundBy).join("\n    UNION ALL ")}
    UNION ALL SELECT u.ordinal, n.status FROM named n JOIN users u ON u.user_id = n.user_id AND u.tenant_id = $1) found
  WHERE ordinal > $2 AND ($7 OR status IS DISTINCT FROM 'DELETED')
  GROUP BY ordinal ORDER BY ordinal
  LIMIT ${SEARCH_BATCH}`;

function foundBy(condition: string): string {
  return `SELECT u.ordinal, i.status FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id WHERE u.tenant_id = $1 AND ${condition}`;
}

/** For two characters and more. */
export const SEARCH_SQL = searchSql(`${NAME_PAIRS} @> ${PAIRS_OF_TEXT} AND ${NAMED_SO}`);
/** One character is in no pair of its own: everybody's names are looked at. */
export const SEARCH_CHARACTER_SQL = searchSql(NAMED_SO);
