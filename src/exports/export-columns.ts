import { maskIdentityCard, maskPhone, type User } from "../users/index.js";
import { UserExportColumn as Column, UserExportHeader } from "./export.enums.js";

export type Cell = string | number | boolean | Date | null;

/** What a row is made of. */
export interface Subject {
  user: User;
  /** Names; empty where the file has no column for them. */
  tags: readonly string[];
  /** In clear; null also where the file has no column for it. */
  identityCard: string | null;
  /** Whether phones and identity numbers are masked. */
  masked: boolean;
}

/** Enough to know and to find somebody; nothing that is asked for rarely and hurts most when it leaks. */
export const DEFAULT_COLUMNS: readonly Column[] = [
  ...[Column.USER_ID, Column.OPENID, Column.PHONE, Column.NICKNAME, Column.REAL_NAME, Column.SEX, Column.BIRTHDAY],
  ...[Column.PROVINCE_ID, Column.CITY_ID, Column.REGION_ID, Column.VIP, Column.STATUS, Column.SUBSCRIBED, Column.BLACKLISTED],
  ...[Column.TAGS, Column.CREATED_AT],
];

/** Those that `tagcast import` knows have the titles it knows them by. */
const CHINESE_TITLES: Readonly<Record<Column, string>> = {
  USER_ID: "用户编号",
  OPENID: "openid",
  UNIONID: "unionid",
  MINI_PROGRAM_OPENID: "小程序openid",
  PHONE: "手机号",
  NICKNAME: "昵称",
  REAL_NAME: "真实姓名",
  SEX: "性别",
  BIRTHDAY: "生日",
  IDENTITY_CARD: "身份证号",
  QQ: "QQ号",
  WECHAT: "微信号",
  HEAD_IMAGE_URL: "头像",
  PROVINCE_ID: "省份代码",
  CITY_ID: "城市代码",
  REGION_ID: "区县代码",
  JOB: "职业",
  EAT_SCENE: "用餐场景",
  COMPANY_CHANNEL: "企业渠道",
  COMPANY_ID: "企业编号",
  SOURCE: "渠道",
  VIP: "会员",
  STATUS: "状态",
  SUBSCRIBED: "是否关注",
  BLACKLISTED: "是否拉黑",
  TAGS: "标签",
  CREATED_AT: "加入时间",
};

const CELLS: Readonly<Record<Column, (subject: Subject) => Cell>> = {
  USER_ID: ({ user }) => user.userId,
  OPENID: ({ user }) => user.openid,
  UNIONID: ({ user }) => user.unionid,
  MINI_PROGRAM_OPENID: ({ user }) => user.miniProgramOpenid,
  PHONE: ({ user, masked }) => (user.rawPhone !== null && masked ? maskPhone(user.rawPhone) : user.rawPhone),
  NICKNAME: ({ user }) => user.info?.nickname ?? null,
  REAL_NAME: ({ user }) => user.info?.realName ?? null,
  SEX: ({ user }) => user.info?.sex ?? null,
  BIRTHDAY: ({ user }) => user.info?.birthday ?? null,
  IDENTITY_CARD: ({ identityCard, masked }) => (identityCard !== null && masked ? maskIdentityCard(identityCard) : identityCard),
  QQ: ({ user }) => user.info?.qq ?? null,
  WECHAT: ({ user }) => user.info?.wechat ?? null,
  HEAD_IMAGE_URL: ({ user }) => user.info?.headImageUrl ?? null,
  PROVINCE_ID: ({ user }) => user.info?.provinceId ?? null,
  CITY_ID: ({ user }) => user.info?.cityId ?? null,
  REGION_ID: ({ user }) => user.info?.regionId ?? null,
  JOB: ({ user }) => user.info?.job ?? null,
  EAT_SCENE: ({ user }) => user.info?.eatScene ?? null,
  COMPANY_CHANNEL: ({ user }) => user.info?.companyChannel ?? null,
  COMPANY_ID: ({ user }) => user.info?.companyId ?? null,
  SOURCE: ({ user }) => user.source,
  VIP: ({ user }) => user.info?.vip ?? null,
  STATUS: ({ user }) => user.info?.status ?? null,
  SUBSCRIBED: ({ user }) => user.subscribed,
  BLACKLISTED: ({ user }) => user.blacklisted,
  TAGS: ({ tags }) => tags.join(";"),
  CREATED_AT: ({ user }) => user.createdAt,
};

export function cellsOf(columns: readonly Column[], subject: Subject): Cell[] {
  return columns.map((column) => CELLS[column](subject));
}

export function titlesOf(columns: readonly Column[], header: UserExportHeader): string[] {
  return columns.map((column) => (header === UserExportHeader.CHINESE ? CHINESE_TITLES[column] : column.toLowerCase()));
}
