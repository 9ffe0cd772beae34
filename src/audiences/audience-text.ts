import type { Audience } from "./audience.js";

export type TextLanguage = "zh" | "en";

/** What ids are called; undefined where nobody knows, and the id itself is shown. */
export interface AudienceNames {
  tag?(id: number): string | undefined;
  province?(id: number): string | undefined;
  city?(id: number): string | undefined;
  region?(id: number): string | undefined;
  company?(id: number): string | undefined;
  source?(id: number): string | undefined;
}

interface Words {
  everyone: string;
  nobody: string;
  and: string;
  or: string;
  not: (inner: string) => string;
  quote: (name: string) => string;
  numbered: Record<"tag" | "province" | "city" | "region" | "company" | "source", string>;
  users: (count: number) => string;
  openids: (count: number) => string;
  sex: Record<"MALE" | "FEMALE" | "UNKNOWN", string>;
  status: Record<"NORMAL" | "BLACKLISTED" | "DELETED", string>;
  flag: Record<"vip" | "subscribed" | "hasPhone", readonly [yes: string, no: string]>;
  blacklisted: string;
}

const WORDS: Record<TextLanguage, Words> = {
  zh: {
    everyone: "全部用户",
    nobody: "无人",
    and: " 且 ",
    or: " 或 ",
    not: (inner) => `非(${inner})`,
    quote: (name) => `「${name}」`,
    numbered: { tag: "标签", province: "省份", city: "城市", region: "区县", company: "公司", source: "来源" },
    users: (count) => `指定的 ${count} 位用户`,
    openids: (count) => `指定的 ${count} 个 openid`,
    sex: { MALE: "男", FEMALE: "女", UNKNOWN: "性别未知" },
    status: { NORMAL: "状态正常", BLACKLISTED: "状态为拉黑", DELETED: "状态为已删除" },
    flag: { vip: ["会员", "非会员"], subscribed: ["已关注", "未关注"], hasPhone: ["有手机号", "无手机号"] },
    blacklisted: "在黑名单中",
  },
  en: {
    everyone: "everyone",
    nobody: "nobody",
    and: " and ",
    or: " or ",
    not: (inner) => `not (${inner})`,
    quote: (name) => ` "${name}"`,
    numbered: { tag: "tag", province: "province", city: "city", region: "region", company: "company", source: "source" },
    users: (count) => `${count} listed user${count === 1 ? "" : "s"}`,
    openids: (count) => `${count} listed openid${count === 1 ? "" : "s"}`,
    sex: { MALE: "male", FEMALE: "female", UNKNOWN: "sex unknown" },
    status: { NORMAL: "status normal", BLACKLISTED: "status blacklisted", DELETED: "status deleted" },
    flag: { vip: ["VIP", "not VIP"], subscribed: ["following", "not following"], hasPhone: ["phone known", "phone unknown"] },
    blacklisted: "on the blacklist",
  },
};

/** The expression in words, for AudienceRule.text: `标签「新客」 且 非(男 或 会员)`. */
export function audienceToText(audience: Audience, names: AudienceNames = {}, language: TextLanguage = "zh"): string {
  return describe(audience, names, WORDS[language]);
}

function describe(audience: Audience, names: AudienceNames, words: Words): string {
  switch (audience.kind) {
    case "all":
      return audience.of.map((part) => grouped(part, names, words)).join(words.and) || words.everyone;
    case "any":
      return audience.of.map((part) => grouped(part, names, words)).join(words.or) || words.nobody;
    case "not":
      return words.not(describe(audience.of, names, words));
    case "users":
      return words.users(audience.userIds.length);
    case "openids":
      return words.openids(audience.openids.length);
    case "sex":
      return words.sex[audience.sex];
    case "status":
      return words.status[audience.status];
    case "vip":
    case "subscribed":
    case "hasPhone":
      return words.flag[audience.kind][audience.value ? 0 : 1];
    case "everyone":
    case "blacklisted":
      return words[audience.kind];
    case "tag":
      return named("tag", audience.tagId, names, words);
    default:
      return named(audience.kind, audience.id, names, words);
  }
}

function named(kind: keyof Words["numbered"], id: number, names: AudienceNames, words: Words): string {
  return `${words.numbered[kind]}${words.quote(names[kind]?.(id) ?? `#${id}`)}`;
}

/** Brackets around a combination inside another one. */
function grouped(part: Audience, names: AudienceNames, words: Words): string {
  const text = describe(part, names, words);
  return (part.kind === "all" || part.kind === "any") && part.of.length > 1 ? `(${text})` : text;
}
