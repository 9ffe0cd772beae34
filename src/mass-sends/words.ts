import type { TextLanguage } from "../audiences/index.js";

/** A text for people, in each language the API can say it in. */
export type Words = Readonly<Record<TextLanguage, string>>;

export const words = (en: string, zh: string): Words => ({ en, zh });

/** One after the other, as parts of one sentence. */
export function listed(parts: readonly Words[]): Words {
  return words(parts.map(({ en }) => en).join("; "), parts.map(({ zh }) => zh).join("；"));
}

/** What is said in one language only: WeChat's own words, and what an error says. */
export const asSaid = (text: string): Words => words(text, text);

/** The Chinese of texts that are kept in English, by the English; it has none for what is older than it. */
export type Chinese = Readonly<Record<string, string>>;

export function chineseOf(...kept: readonly (Words | null)[]): Chinese | null {
  const differing = kept.filter((each): each is Words => each !== null && each.en !== each.zh);
  return differing.length === 0 ? null : Object.fromEntries(differing.map(({ en, zh }) => [en, zh]));
}

export function inBoth(text: string | null, chinese: Chinese | null): Words | null {
  return text === null ? null : words(text, chinese?.[text] ?? text);
}
