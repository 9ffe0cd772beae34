import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchPage } from "./search-page.js";

async function* batchesOf(ordinals: readonly number[], size: number) {
  for (let i = 0; i < ordinals.length; i += size) yield ordinals.slice(i, i + size);
}

const ascending = fc.uniqueArray(fc.nat(60)).map((list) => list.sort((a, b) => a - b));

describe("searchPage", () => {
  test("gives the page and the count of matches inside the audience, however they are batched", async () => {
    await fc.assert(
      fc.asyncProperty(
        ascending,
        fc.option(ascending),
        fc.option(fc.nat(60)),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 7 }),
        async (matches, within, after, limit, size) => {
          const expected = matches.filter((ordinal) => within === null || within.includes(ordinal));
          expect(await searchPage(batchesOf(matches, size), { within, after, limit })).toEqual({
            totalCount: expected.length,
            ordinals: expected.filter((ordinal) => after === null || ordinal > after).slice(0, limit),
          });
        },
      ),
    );
  });
});
