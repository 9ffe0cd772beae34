import type { TextLanguage } from "../audiences/index.js";

/** A text for people, in each language the API can say it in. */
export type Words = Readonly<Record<TextLanguage, string>>;

export const words = (en: string, zh: string): Words => ({ en, zh });

/** One after the other, as parts of one sentence. */
export function listed(parts: readonly Words[]): Words {
  return words(parts.map(({ en }) => en).join("; "), parts.map(({ zh }) => zh).join("；"));
}
