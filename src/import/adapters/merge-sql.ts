/** From the staged tables into ours: only what differs is written, and what the old system does not know erases nothing. Each gives the user ids it wrote. */

const USER_VALUES = `s.openid, coalesce(s.mini_program_openid, u.mini_program_openid), coalesce(s.unionid, u.unionid), coalesce(s.phone, u.phone), true`;

export const MERGE_USERS = `
  UPDATE users u SET (openid, mini_program_openid, unionid, phone, imported) = (${USER_VALUES}), updated_at = now()
  FROM staged_users s WHERE u.user_id = s.user_id
    AND (u.openid, u.mini_program_openid, u.unionid, u.phone, u.imported) IS DISTINCT FROM (${USER_VALUES})
  RETURNING u.user_id`;

const KEPT = [
  ...["nickname", "real_name", "birthday", "qq", "wechat", "head_image_url", "province_id", "city_id", "region_id", "job", "eat_scene"],
  ...["company_channel", "company_id", "created_at", "updated_at"],
];
const INFO = [...KEPT, "sex", "vip", "status", "identity_card_hash"];
const known = (column: string) => `coalesce(excluded.${column}, i.${column})`;
const INFO_VALUES = [
  ...KEPT.map(known),
  "CASE excluded.sex WHEN 'UNKNOWN' THEN i.sex ELSE excluded.sex END",
  "excluded.vip",
  "excluded.status",
  known("identity_card_hash"),
];
const INFO_TABLE_COLUMNS = [...INFO, "user_id", "identity_card_sealed"].join(", ");

export const MERGE_INFO = `
  INSERT INTO user_info AS i (${INFO_TABLE_COLUMNS}) SELECT ${INFO_TABLE_COLUMNS} FROM staged_info
  ON CONFLICT (user_id) DO UPDATE
    SET (${INFO.join(", ")}, identity_card_sealed) = ROW(${INFO_VALUES.join(", ")}, ${known("identity_card_sealed")})
    WHERE (${INFO.map((column) => `i.${column}`).join(", ")}) IS DISTINCT FROM (${INFO_VALUES.join(", ")})
  RETURNING user_id`;

export const MERGE_FAVOURITES = merge("user_fav", "staged_fav", [
  ...["address_id", "pay_type", "liked_skin", "points_mall_address_id", "created_at", "updated_at"],
]);

export const MERGE_CREDENTIALS = merge("legacy_credential", "staged_credential", ["rand", "password"]);

function merge(table: string, staged: string, columns: readonly string[]): string {
  const list = columns.join(", ");
  const values = columns.map(known).join(", ");
  return `
  INSERT INTO ${table} AS i (user_id, ${list}) SELECT user_id, ${list} FROM ${staged}
  ON CONFLICT (user_id) DO UPDATE SET (${list}) = ROW(${values})
    WHERE (${columns.map((column) => `i.${column}`).join(", ")}) IS DISTINCT FROM (${values})
  RETURNING user_id`;
}
