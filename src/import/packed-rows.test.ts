import fc from "fast-check";
import { expect, test } from "vitest";
import { LineSlab } from "./line-slab.js";
import { hasLine, linesOf, type PackedPeople, recordsOf } from "./packed-rows.js";

/** A page whose people have these lines, or none, in each of their parts; the slab holds them in the order of `order`. */
function page(lines: readonly (string | null)[], order: readonly number[]): PackedPeople {
  const slab = new LineSlab(8);
  const spans = lines.map(() => slab.add(null));
  for (const place of order) spans[place] = slab.add(lines[place] ?? null);
  const packed = slab.packed(spans);
  const openids = lines.map((_, place) => `o${place}`);
  const parts = { user: packed, credential: packed, info: packed, favourites: packed };
  return { userIds: lines.map((_, place) => place + 1), legacyTenantIds: lines.map(() => null), openids, parts };
}

const aLine = fc.option(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), { freq: 4 });
const somePeople = fc
  .array(fc.record({ line: aLine, taken: fc.boolean() }), { maxLength: 40 })
  .chain((people) => fc.tuple(fc.constant(people), fc.shuffledSubarray([...people.keys()], { minLength: people.length })));

test("whichever people are taken, in whatever order their lines were packed: their lines come whole and in the people's order", () => {
  fc.assert(
    fc.property(somePeople, ([people, order]) => {
      const lines = people.map(({ line }) => line);
      const records = [...recordsOf(page(lines, order))];
      const taken = records.filter((_, place) => people[place]?.taken);
      const bytes = Buffer.concat([...linesOf(taken, "info")]);
      expect(bytes.toString("utf8")).toBe(taken.map(({ place }) => lines[place] ?? "").join(""));
      for (const record of records) expect(hasLine(record, "info")).toBe(lines[record.place] !== null);
    }),
    { numRuns: 1_000 },
  );
});

test("lines of two pages do not run into each other", () => {
  const [first, second] = [page(["a", "b"], [0, 1]), page(["ccc", "d"], [0, 1])];
  const records = [...recordsOf(first), ...recordsOf(second)];
  expect(Buffer.concat([...linesOf(records, "user")]).toString()).toBe("abcccd");
  // The end of one and the start of the other are the same place by chance.
  const [, b] = recordsOf(first);
  const shifted = [...recordsOf(page(["xx", "y"], [0, 1]))][1];
  expect(
    Buffer.concat([
      ...linesOf(
        [b, shifted].flatMap((one) => one ?? []),
        "user",
      ),
    ]).toString(),
  ).toBe("by");
});
