import { FULL_WIDTH } from "./name-indexes.js";

/**
 * How a name or a phone number is looked for in texts, alike in JavaScript and in PostgreSQL. Numbers may be written with blanks and
 * hyphens and with +86 in front; in a longer number they are a coincidence.
 */
export function mentionPattern({ names, phones }: { names: readonly string[]; phones: readonly string[] }): string {
  const numbers = phones.map((phone) => {
    const digits = phone.replace(/[^0-9]/g, "");
    return `(?<![0-9])([+]?86[ -]?)?${[...digits].join("[ -]?")}(?![0-9])`;
  });
  // Of the letters of names, only the hyphen has a meaning, and that only within brackets.
  return [...names, ...numbers].join("|");
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The value with all that matches in its texts replaced, those under the keys of `except` apart; keys stay. The same value where nothing does. */
export function replaceMentions(value: Json, pattern: RegExp, by: string, except: readonly string[]): Json {
  if (typeof value === "string") return inText(value, pattern, by);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((item) => replaceMentions(item, pattern, by, except));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, except.includes(key) ? item : replaceMentions(item, pattern, by, except)]),
  );
}

/** Full-width digits are found, and all else is left as it was written. */
function inText(text: string, pattern: RegExp, by: string): string {
  const plain = [...text].some((letter) => FULL_WIDTH.from.includes(letter)) ? text.replace(/./gsu, halfWidth) : text;
  let replaced = "";
  let end = 0;
  for (const { index, 0: found } of plain.matchAll(pattern)) {
    replaced += text.slice(end, index) + by;
    end = index + found.length;
  }
  return replaced + text.slice(end);
}

function halfWidth(letter: string): string {
  const at = FULL_WIDTH.from.indexOf(letter);
  return at < 0 ? letter : (FULL_WIDTH.to[at] ?? letter);
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
