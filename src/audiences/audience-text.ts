import type { Audience } from "./audience.js";
import { type TextLanguage, WORDS, type Words } from "./audience-text-words.js";

export type { TextLanguage } from "./audience-text-words.js";

/** What ids are called; undefined where nobody knows, and the id itself is shown. */
export interface AudienceNames {
  tag?(id: number): string | undefined;
  province?(id: number): string | undefined;
  city?(id: number): string | undefined;
  region?(id: number): string | undefined;
  company?(id: number): string | undefined;
  source?(id: number): string | undefined;
  segment?(id: number): string | undefined;
  massSend?(id: string): string | undefined;
}

/** The expression in words, for AudienceRule.text: `标签「新客」 且 非(男 或 会员)`. */
export function audienceToText(audience: Audience, names: AudienceNames = {}, language: TextLanguage = "zh"): string {
  return describe(audience, names, WORDS[language]);
}

/** One part of an expression by itself: a leaf in words, and of a combination how it combines. */
export function partLabel(part: Audience, names: AudienceNames = {}, language: TextLanguage = "zh"): string {
  const words = WORDS[language];
  return part.kind === "all" || part.kind === "any" || part.kind === "not" ? words.combined[part.kind] : describe(part, names, words);
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
      return words.users(new Set(audience.userIds).size);
    case "openids":
      return words.openids(new Set(audience.openids).size);
    case "sex":
      return words.sex[audience.sex];
    case "status":
      return words.status[audience.status];
    case "vip":
    case "subscribed":
    case "hasPhone":
      return words.flag[audience.kind][audience.value ? 0 : 1];
    case "birthday":
    case "createdAt":
    case "lastActiveAt":
      return words[audience.kind](words.range(audience.from, audience.to));
    case "age":
      return words.age(words.range(audience.min, audience.max));
    case "birthDay":
      return words.birthDay;
    case "near":
      return words.near(audience);
    case "unreached":
      return words.unreached(words.quote(names.massSend?.(audience.massSendId) ?? `#${audience.massSendId}`));
    case "everyone":
    case "blacklisted":
      return words[audience.kind];
    case "massSendsLeft":
      return words.massSendsLeft(audience.atMost);
    case "tag":
      return named("tag", audience.tagId, names, words);
    case "segment":
      return named("segment", audience.segmentId, names, words);
    default:
      return named(audience.kind, audience.id, names, words);
  }
}

function named(kind: keyof Words["numbered"], id: number, names: AudienceNames, words: Words): string {
  return `${words.numbered[kind]}${words.quote(names[kind]?.(id) ?? `#${id}`)}`;
}

/** Brackets around a combination inside another one; a combination of one is that one. */
function grouped(part: Audience, names: AudienceNames, words: Words): string {
  if (part.kind !== "all" && part.kind !== "any") return describe(part, names, words);
  const [only] = part.of;
  if (only && part.of.length === 1) return grouped(only, names, words);
  const text = describe(part, names, words);
  return part.of.length > 1 ? `(${text})` : text;
}
