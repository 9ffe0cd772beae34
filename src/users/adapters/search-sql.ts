/** At most so many ordinals are read at once. */
export const SEARCH_BATCH = 100_000;

/** As the index user_info_name_characters_idx has it, letter for letter. */
const NAME_CHARACTERS = "string_to_array(lower(coalesce(i.nickname, '') || coalesce(i.real_name, '')), NULL)";

/**
 * Ordinals of those whom a search finds: $1 tenant, $2 the ordinal to start after, $3 the text, $4 the last four digits or null,
 * $5 the user id or null, $6 the text as a pattern, $7 whether DELETED users count. One branch for each way to be found, since
 * each has its own index; an OR over all of them would read every user. ILIKE lowers both sides as the index does.
 */
export const SEARCH_SQL = `
  WITH found AS (
    SELECT user_id FROM users WHERE tenant_id = $1 AND phone = $3
    UNION ALL SELECT user_id FROM users WHERE tenant_id = $1 AND openid = $3
    UNION ALL SELECT user_id FROM users WHERE tenant_id = $1 AND unionid = $3
    UNION ALL SELECT user_id FROM users WHERE tenant_id = $1 AND right(phone, 4) = $4
    UNION ALL SELECT user_id FROM users WHERE tenant_id = $1 AND user_id = $5
    UNION ALL SELECT i.user_id FROM user_info i
      WHERE ${NAME_CHARACTERS} @> string_to_array(lower($3), NULL) AND (i.nickname ILIKE $6 OR i.real_name ILIKE $6))
  SELECT u.ordinal
  FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id
  WHERE u.user_id IN (SELECT user_id FROM found)
    AND u.tenant_id = $1 AND u.ordinal > $2
    AND ($7 OR i.status IS DISTINCT FROM 'DELETED')
  ORDER BY u.ordinal
  LIMIT ${SEARCH_BATCH}`;
