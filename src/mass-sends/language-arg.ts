import { Language } from "../audiences/index.js";
import type { Words } from "./words.js";

/** English where nobody says otherwise: the same words are in errors. */
export const LANGUAGE = { nullable: true, defaultValue: Language.EN, description: "The language of the words; names stay." };

export function inLanguage(said: Words | null, language: Language | null | undefined): string | null {
  return said?.[language ?? Language.EN] ?? null;
}
