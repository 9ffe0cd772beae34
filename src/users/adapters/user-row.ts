import type { Sex, UserStatus } from "../../audiences/index.js";
import type { User } from "../user.types.js";

/** One statement's worth of a user: `info_id` and `fav_id` are null where that row is missing. */
export const USER_COLUMNS = `
  u.user_id, u.tenant_id, u.ordinal, u.openid, u.mini_program_openid, u.unionid, u.phone, u.source, u.subscribed, u.blacklisted, u.created_at,
  i.user_id AS info_id, i.nickname, i.real_name, i.sex, i.birthday::text AS birthday, i.qq, i.wechat, i.head_image_url,
  i.identity_card_sealed, i.province_id, i.city_id, i.region_id, i.job, i.eat_scene, i.company_channel, i.company_id, i.vip, i.status,
  i.created_at AS info_created_at, i.updated_at AS info_updated_at,
  f.user_id AS fav_id, f.address_id, f.pay_type, f.liked_skin, f.points_mall_address_id,
  f.created_at AS fav_created_at, f.updated_at AS fav_updated_at`;

export const USER_TABLES = "users u LEFT JOIN user_info i ON i.user_id = u.user_id LEFT JOIN user_fav f ON f.user_id = u.user_id";

export interface UserRow {
  user_id: number;
  tenant_id: number;
  ordinal: number;
  openid: string;
  mini_program_openid: string | null;
  unionid: string | null;
  phone: string | null;
  source: number | null;
  subscribed: boolean;
  blacklisted: boolean;
  created_at: Date;
  info_id: number | null;
  nickname: string | null;
  real_name: string | null;
  sex: Sex;
  birthday: string | null;
  qq: string | null;
  wechat: string | null;
  head_image_url: string | null;
  identity_card_sealed: Uint8Array | null;
  province_id: number | null;
  city_id: number | null;
  region_id: number | null;
  job: string | null;
  eat_scene: string | null;
  company_channel: string | null;
  company_id: number | null;
  vip: boolean;
  status: UserStatus;
  info_created_at: Date | null;
  info_updated_at: Date | null;
  fav_id: number | null;
  address_id: number | null;
  pay_type: number | null;
  liked_skin: number | null;
  points_mall_address_id: number | null;
  fav_created_at: Date | null;
  fav_updated_at: Date | null;
}

export function userOf(row: UserRow): User {
  return {
    userId: row.user_id,
    tenantId: row.tenant_id,
    ordinal: row.ordinal,
    rawPhone: row.phone,
    id: String(row.user_id),
    openid: row.openid,
    miniProgramOpenid: row.mini_program_openid,
    unionid: row.unionid,
    source: row.source,
    subscribed: row.subscribed,
    blacklisted: row.blacklisted,
    info: row.info_id === null ? null : infoOf(row),
    favourites: row.fav_id === null ? null : favouritesOf(row),
    createdAt: row.created_at,
  };
}

function infoOf(row: UserRow): User["info"] {
  return {
    nickname: row.nickname,
    realName: row.real_name,
    sex: row.sex,
    birthday: row.birthday,
    qq: row.qq,
    wechat: row.wechat,
    headImageUrl: row.head_image_url,
    identityCardSealed: row.identity_card_sealed,
    provinceId: row.province_id,
    cityId: row.city_id,
    regionId: row.region_id,
    job: row.job,
    eatScene: row.eat_scene,
    companyChannel: row.company_channel,
    companyId: row.company_id,
    vip: row.vip,
    status: row.status,
    createdAt: row.info_created_at,
    updatedAt: row.info_updated_at,
  };
}

function favouritesOf(row: UserRow): User["favourites"] {
  return {
    addressId: row.address_id,
    payType: row.pay_type,
    likedSkin: row.liked_skin,
    pointsMallAddressId: row.points_mall_address_id,
    createdAt: row.fav_created_at,
    updatedAt: row.fav_updated_at,
  };
}
