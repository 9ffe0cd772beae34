import type { TextLanguage } from "../audiences/index.js";

/** A text for people, in each language the API can say it in. */
export type Words = Readonly<Record<TextLanguage, string>>;

export const words = (en: string, zh: string): Words => ({ en, zh });

/** One after the other, as parts of one sentence. */
export const listed = (parts: readonly Words[]): Words => joined(parts, words("; ", "；"));

export const sentences = (parts: readonly Words[]): Words => joined(parts, words(" ", ""));

function joined(parts: readonly Words[], between: Words): Words {
  return words(parts.map(({ en }) => en).join(between.en), parts.map(({ zh }) => zh).join(between.zh));
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

/** What a text says after a change of it; undefined: it was not changed. */
export function changedTo(change: Words | null | undefined, text: string | null, chinese: Chinese | null): Words | null {
  return change === undefined ? inBoth(text, chinese) : change;
}
