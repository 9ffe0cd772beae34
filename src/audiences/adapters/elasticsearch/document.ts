import { crc32 } from "node:zlib";
import { withinDays } from "../../calendar.js";
import type { UserAttributes } from "../user-attributes.js";
import { wordsOfName } from "./name-words.js";

/** A user as the tables tell of one; what nobody said is null. */
export interface UserRow extends UserAttributes {
  ordinal: number;
  userId: number;
  openid: string;
  unionid: string | null;
  phone: string | null;
  nickname: string | null;
  realName: string | null;
  /** Ascending. */
  tags: number[];
}

/** Fields as in mapping.ts, without `position`, which is not the user's. */
export type UserDocument = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>> & {
  ordinal: number;
  /** Of everything else in it. */
  checksum: number;
};

/** WeChat's ids of a tenant's mirrored tags, by our ids. */
export type MirroredTags = ReadonlyMap<number, number>;

export const documentId = (tenantId: number, ordinal: number): string => `${tenantId}-${ordinal}`;

export const ordinalOfId = (id: string): number => Number(id.slice(id.indexOf("-") + 1));

/**
 * What the index holds of a user; what nobody said is left out. Of a DELETED one it is who it was, what it is looked for by among
 * its like, and the status, and nothing that any audience but that of the status asks for.
 */
export function toDocument(tenantId: number, user: UserRow, mirrored: MirroredTags): UserDocument {
  const content = {
    tenant_id: String(tenantId),
    ordinal: user.ordinal,
    user_id: String(user.userId),
    openid: user.openid,
    status: user.status,
    nickname_words: wordsOfName(user.nickname),
    real_name_words: wordsOfName(user.realName),
    phone_ending: user.phone === null || user.phone === "" ? null : user.phone.slice(-4),
    ...(user.status === "DELETED" ? {} : attributesOf(user, mirrored)),
  };
  const known = Object.fromEntries(Object.entries(content).flatMap(([field, value]) => (value === null ? [] : [[field, value]])));
  return { ...known, ordinal: user.ordinal, checksum: crc32(JSON.stringify(known)) };
}

function attributesOf(user: UserRow, mirrored: MirroredTags) {
  const wechatTags = user.tags.flatMap((tagId) => mirrored.get(tagId) ?? []);
  return {
    phone: user.phone === "" ? null : user.phone,
    unionid: user.unionid === "" ? null : user.unionid,
    source: user.source,
    wx_tag_id: wechatTags.length > 0 ? wechatTags.map(String) : null,
    sex: user.sex,
    province_id: textOf(user.province),
    city_id: textOf(user.city),
    region_id: textOf(user.region),
    company_id: textOf(user.company),
    vip: user.vip,
    subscribed: user.subscribed,
    blacklisted: user.blacklisted,
    has_phone: user.hasPhone,
    birth_day: dayOf(user.birthDay),
    birthday: user.birthday,
    created_day: dayOf(user.createdAt),
    last_active_day: dayOf(user.lastActiveAt),
    tag_id: user.tags.length > 0 ? user.tags : null,
  };
}

const dayOf = (days: number | null): number | null => (days === null ? null : withinDays(days));

const textOf = (id: number | null): string | null => (id === null ? null : String(id));
