import type { Query } from "./build-query.js";

/*
 * Names as the index keeps them: a word for each character, which holds it and the one after it. Consecutive words are then a part
 * of a name, exactly, and the words that begin with a character are all its places. Made here and not by a tokenizer of
 * Elasticsearch's, which would fold letters in its own way and belongs to a module that is not everywhere; in hexadecimal, so that
 * a blank or a quarter of an emoji is a character like any other.
 */

/** The last character of a name has nobody after it. */
const END = "";

/** The words of a name in their order, separated by blanks; null where it has no character. */
export function wordsOfName(name: string | null): string | null {
  const characters = charactersOf(name ?? "");
  return characters.length === 0 ? null : characters.map((one, i) => `${one}-${characters[i + 1] ?? END}`).join(" ");
}

/** Those in whose name, kept in `field` (`wordsOfName`), the text stands, in any case of letters. The text has a character at least. */
export function partOfName(field: string, text: string): Query {
  const characters = charactersOf(text);
  const [first = END] = characters;
  if (characters.length === 1) return { prefix: { [field]: `${first}-` } };
  const words = characters.slice(1).map((one, i) => `${characters[i]}-${one}`);
  return { match_phrase: { [field]: words.join(" ") } };
}

function charactersOf(text: string): string[] {
  return [...text].map((character) => (lowered(character).codePointAt(0) ?? 0).toString(16));
}

/** As PostgreSQL's lower does, one character for one: İ is i, and Σ is σ wherever it stands. */
function lowered(character: string): string {
  return character.toLowerCase();
}
