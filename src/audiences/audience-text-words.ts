import type { NearArea } from "./audience.js";

export type TextLanguage = "zh" | "en";

export interface Words {
  everyone: string;
  nobody: string;
  and: string;
  or: string;
  not: (inner: string) => string;
  /** Over a list of parts. */
  combined: Record<"all" | "any" | "not", string>;
  quote: (name: string) => string;
  numbered: Record<"tag" | "province" | "city" | "region" | "company" | "source" | "segment", string>;
  users: (count: number) => string;
  openids: (count: number) => string;
  sex: Record<"MALE" | "FEMALE" | "UNKNOWN", string>;
  status: Record<"NORMAL" | "BLACKLISTED" | "DELETED", string>;
  flag: Record<"vip" | "subscribed" | "hasPhone", readonly [yes: string, no: string]>;
  /** Between two bounds, of which one may be open. */
  range: (from: string | number | null, to: string | number | null) => string;
  birthday: (range: string) => string;
  age: (range: string) => string;
  createdAt: (range: string) => string;
  lastActiveAt: (range: string) => string;
  near: (area: NearArea) => string;
  unreached: (massSend: string) => string;
  blacklisted: string;
  massSendsLeft: (atMost: number) => string;
  birthDay: string;
}

export const WORDS: Record<TextLanguage, Words> = {
  zh: {
    everyone: "全部用户",
    nobody: "无人",
    and: " 且 ",
    or: " 或 ",
    not: (inner) => `非(${inner})`,
    combined: { all: "以下全部满足", any: "以下至少满足一项", not: "以下不满足" },
    quote: (name) => `「${name}」`,
    numbered: { tag: "标签", province: "省份", city: "城市", region: "区县", company: "公司", source: "来源", segment: "人群" },
    users: (count) => `指定的 ${count} 位用户`,
    openids: (count) => `指定的 ${count} 个 openid`,
    sex: { MALE: "男", FEMALE: "女", UNKNOWN: "性别未知" },
    status: { NORMAL: "状态正常", BLACKLISTED: "状态为拉黑", DELETED: "状态为已删除" },
    flag: { vip: ["会员", "非会员"], subscribed: ["已关注", "未关注"], hasPhone: ["有手机号", "无手机号"] },
    range: (from, to) => (to === null ? `${from} 起` : from === null ? `${to} 止` : `${from} 至 ${to}`),
    birthday: (range) => `生日 ${range}`,
    age: (range) => `年龄（周岁）${range}`,
    createdAt: (range) => `加入时间 ${range}`,
    lastActiveAt: (range) => `最近活跃 ${range}`,
    near: ({ latitude, longitude, radiusMeters }) => `距 (${latitude}, ${longitude}) ${radiusMeters} 米以内`,
    unreached: (massSend) => `群发${massSend}中被拒绝或未发出的批次里的用户`,
    blacklisted: "在黑名单中",
    massSendsLeft: (atMost) => `本月最多还能收到 ${atMost} 次群发`,
    birthDay: "出生日期在范围内",
  },
  en: {
    everyone: "everyone",
    nobody: "nobody",
    and: " and ",
    or: " or ",
    not: (inner) => `not (${inner})`,
    combined: { all: "all of these", any: "at least one of these", not: "not this" },
    quote: (name) => ` "${name}"`,
    numbered: {
      tag: "tag",
      province: "province",
      city: "city",
      region: "region",
      company: "company",
      source: "source",
      segment: "segment",
    },
    users: (count) => `${count} listed user${count === 1 ? "" : "s"}`,
    openids: (count) => `${count} listed openid${count === 1 ? "" : "s"}`,
    sex: { MALE: "male", FEMALE: "female", UNKNOWN: "sex unknown" },
    status: { NORMAL: "status normal", BLACKLISTED: "status blacklisted", DELETED: "status deleted" },
    flag: { vip: ["VIP", "not VIP"], subscribed: ["following", "not following"], hasPhone: ["phone known", "phone unknown"] },
    range: (from, to) => (to === null ? `from ${from}` : from === null ? `up to ${to}` : `${from} to ${to}`),
    birthday: (range) => `birthday ${range}`,
    age: (range) => `age ${range}`,
    createdAt: (range) => `added ${range}`,
    lastActiveAt: (range) => `last active ${range}`,
    near: ({ latitude, longitude, radiusMeters }) => `within ${radiusMeters} m of (${latitude}, ${longitude})`,
    unreached: (massSend) => `in a batch of the mass send${massSend} that was refused or never sent`,
    blacklisted: "on the blacklist",
    massSendsLeft: (atMost) => `at most ${atMost} mass sends left this month`,
    birthDay: "born in a range of days",
  },
};
