import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Query } from "./build-query.js";
import { partOfName, wordsOfName } from "./name-words.js";

const unit = fc.constantFrom("王", "明", "a", "A", "Σ", "ς", "İ", "i", " ", "\u3000", "-", "🎈", "𠮷", "\u200d");

/** As Elasticsearch answers: words are what stands between blanks, a phrase is some of them in a row. */
function finds(words: string | null, query: Query): boolean {
  const kept = words?.split(" ") ?? [];
  if ("prefix" in query) return kept.some((word) => word.startsWith(query.prefix.name ?? ""));
  if (!("match_phrase" in query)) throw new Error("a query of another kind");
  const phrase = query.match_phrase.name?.split(" ") ?? [];
  return kept.some((_word, from) => phrase.every((word, i) => kept[from + i] === word));
}

const lowered = (text: string) => [...text].map((character) => [...character.toLowerCase()][0]).join("");

describe("a name's words", () => {
  it("hold each character and the next one", () => {
    expect(wordsOfName("王a B")).toBe("738b-61 61-20 20-62 62-");
    expect(wordsOfName("🎈")).toBe("1f388-");
    expect([wordsOfName(""), wordsOfName(null)]).toEqual([null, null]);
  });

  it("are asked for a character by how words begin, and for more by a phrase", () => {
    expect(partOfName("name", "B")).toEqual({ prefix: { name: "62-" } });
    expect(partOfName("name", "王A")).toEqual({ match_phrase: { name: "738b-61" } });
    expect(partOfName("name", "王a ")).toEqual({ match_phrase: { name: "738b-61 61-20" } });
  });

  it("find exactly what stands in the name, in any case of letters", () => {
    let found = 0;
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), fc.string({ unit, minLength: 1, maxLength: 3 }), (name, text) => {
        const there = lowered(name).includes(lowered(text));
        expect(finds(wordsOfName(name), partOfName("name", text))).toBe(there);
        found += Number(there);
      }),
      { numRuns: 3_000 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
