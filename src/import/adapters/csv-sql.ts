/** Statements over `csv_rows`, the page of a file in a temporary table; $1 is the tenant. */

const COLUMNS = [
  ...["openid text", "unionid text", "phone text", "nickname text", "real_name text", "sex text", "birthday date", "province_id int"],
  ...["city_id int", "region_id int", "job text", "vip boolean", "remark text", "source int", "tags text[]"],
];

/** $1: the rows as JSON. */
export const STAGE = `
  CREATE TEMP TABLE csv_rows ON COMMIT DROP AS
  SELECT *, NULL::int AS user_id, NULL::text AS problem FROM jsonb_to_recordset($1::jsonb) AS r(line int, ${COLUMNS.join(", ")})`;

const people = (column: "openid" | "unionid" | "phone") => `
  (SELECT r.line, array_agg(u.user_id) AS ids FROM csv_rows r JOIN users u ON u.tenant_id = $1 AND u.${column} = r.${column} GROUP BY r.line)`;

/** By openid, which may be somebody new; else by unionid, else by phone, if these name one person. */
export const FIND_BY_OPENID = `UPDATE csv_rows r SET user_id = p.ids[1] FROM ${people("openid")} p WHERE p.line = r.line`;

export const FIND_OTHERS = `
  UPDATE csv_rows r SET user_id = CASE WHEN cardinality(p.ids) = 1 THEN p.ids[1] END,
    problem = CASE WHEN p.ids IS NULL THEN 'no user has this unionid or phone'
                   WHEN cardinality(p.ids) > 1 THEN cardinality(p.ids) || ' users have this unionid or phone' END
  FROM (SELECT x.line, coalesce(un.ids, ph.ids) AS ids FROM csv_rows x
        LEFT JOIN ${people("unionid")} un ON un.line = x.line LEFT JOIN ${people("phone")} ph ON ph.line = x.line
        WHERE x.openid IS NULL) p
  WHERE p.line = r.line`;

/** $1: openids of people whose data was deleted on request. */
export const REFUSE_ERASED = `UPDATE csv_rows SET problem = 'the user''s data was deleted here on request' WHERE openid = ANY($1::text[])`;

/** $2: the first free ordinal. */
export const INSERT_NEW = `
  WITH fresh AS (
    SELECT openid, min(line) AS line FROM csv_rows WHERE user_id IS NULL AND openid IS NOT NULL AND problem IS NULL GROUP BY openid),
  added AS (
    INSERT INTO users (tenant_id, ordinal, openid) SELECT $1, $2 - 1 + row_number() OVER (ORDER BY line), openid FROM fresh
    RETURNING user_id, openid)
  UPDATE csv_rows r SET user_id = added.user_id FROM added WHERE r.openid = added.openid RETURNING added.user_id`;

/** A person in several rows: of each column the last that says something. */
const last = (column: string) => `(array_agg(${column} ORDER BY line DESC) FILTER (WHERE ${column} IS NOT NULL))[1] AS ${column}`;
const merged = (columns: readonly string[]) =>
  `(SELECT user_id, ${columns.map(last).join(", ")} FROM csv_rows WHERE user_id IS NOT NULL GROUP BY user_id)`;
const kept = (from: string, to: string, columns: readonly string[]) =>
  columns.map((column) => `coalesce(${from}.${column}, ${to}.${column})`).join(", ");
const named = (of: string, columns: readonly string[]) => columns.map((column) => `${of}.${column}`).join(", ");

const USER = ["unionid", "phone", "remark", "source"];
export const UPDATE_USERS = `
  UPDATE users u SET (${USER.join(", ")}) = (${kept("m", "u", USER)}), updated_at = now() FROM ${merged(USER)} m
  WHERE u.user_id = m.user_id AND (${named("u", USER)}) IS DISTINCT FROM (${kept("m", "u", USER)}) RETURNING u.user_id`;

const INFO = ["nickname", "real_name", "birthday", "province_id", "city_id", "region_id", "job"];
const FLAGS = ["sex", "vip"];
const ALL = [...INFO, ...FLAGS];
const VALUES = `${kept("m", "i", INFO)}, coalesce(m.sex, i.sex, 'UNKNOWN'), coalesce(m.vip, i.vip, false)`;
export const UPSERT_INFO = `
  INSERT INTO user_info AS t (user_id, ${ALL.join(", ")}, created_at, updated_at)
  SELECT m.user_id, ${VALUES}, coalesce(i.created_at, now()), now() FROM ${merged(ALL)} m LEFT JOIN user_info i ON i.user_id = m.user_id
  WHERE coalesce(${ALL.map((column) => `m.${column}::text`).join(", ")}) IS NOT NULL
    AND (i.user_id IS NULL OR (${named("i", ALL)}) IS DISTINCT FROM (${VALUES}))
  ON CONFLICT (user_id) DO UPDATE SET (${ALL.join(", ")}, updated_at) = ROW(${named("excluded", ALL)}, now())
  RETURNING user_id`;
