/** The old system's tables, with the columns that are taken over. A real database has others too, and may lack some of these. */
export const LEGACY_TABLES = {
  user: ["user_id", "tenant_id", "phone", "rand", "password", "openid", "wxminiopenid", "unionid"],
  user_info: [
    ...["user_id", "user_info_ctime", "user_info_utime", "qq", "wechat", "sex", "birthday", "nick_name", "real_name", "head_img"],
    ...["identitycard", "province_id", "city_id", "region_id", "jobs", "eat_scene", "company_channel", "company_id", "is_vip", "status"],
  ],
  user_fav: [
    ...["user_id", "user_fav_ctime", "user_fav_utime", "user_address_id", "user_fav_pay_type", "user_fav_like_skin"],
    "user_fav_address_id",
  ],
  user_delete_request: ["user_id", "phone", "openid", "status", "type"],
  /** Name and form are the brand's own (`--tags-table`): one pair of openid and tag a row. */
  tags: ["openid", "tag"],
} as const;

export type LegacyTable = keyof typeof LEGACY_TABLES;
/** Tables with one row a user, read side by side. */
export const PEOPLE_TABLES = ["user", "user_info", "user_fav"] as const;
export type PeopleTable = (typeof PEOPLE_TABLES)[number];
