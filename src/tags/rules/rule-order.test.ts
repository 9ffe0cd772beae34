import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderRules, pathBetween } from "./rule-order.js";

const references = (entries: Record<number, number[]>) => new Map(Object.entries(entries).map(([tagId, named]) => [Number(tagId), named]));

describe("orderRules", () => {
  it("puts each rule after those it names, whatever else they name", () => {
    expect(orderRules(references({ 1: [2, 9], 2: [3, 3], 3: [] }))).toEqual([3, 2, 1]);
  });

  it("leaves out circles and what rests on them, and nothing else", () => {
    expect(orderRules(references({ 1: [2], 2: [1], 3: [1], 4: [5], 5: [8] }))).toEqual([5, 4]);
  });

  it("orders chains of any length", () => {
    const chain = new Map(Array.from({ length: 20_000 }, (_, i) => [i, [i + 1]]));
    expect(orderRules(chain)).toHaveLength(20_000);
    expect(pathBetween(0, 20_000, chain)).toHaveLength(20_001);
  });
});

describe("pathBetween", () => {
  it("gives the shortest way, or null", () => {
    const tags = references({ 1: [2, 3], 2: [3], 3: [4] });
    expect(pathBetween(1, 4, tags)).toEqual([1, 3, 4]);
    expect(pathBetween(4, 1, tags)).toBeNull();
    expect(pathBetween(7, 7, tags)).toEqual([7]);
  });
});

it("a rule is left out of the order exactly if a circle can be reached from it", () => {
  const anyReferences = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(anyReferences, (lists) => {
      const tags = new Map(lists.map((named, tagId) => [tagId, named]));
      const ordered = orderRules(tags);
      const onCircle = (tagId: number) => (tags.get(tagId) ?? []).some((next) => pathBetween(next, tagId, tags) !== null);
      const circles = [...tags.keys()].filter(onCircle);
      const reaches = (tagId: number) => circles.some((circle) => pathBetween(tagId, circle, tags) !== null);
      expect([...ordered].sort()).toEqual([...tags.keys()].filter((tagId) => !reaches(tagId)).sort());
      for (const [place, tagId] of ordered.entries()) {
        for (const named of tags.get(tagId) ?? []) if (tags.has(named)) expect(ordered.indexOf(named)).toBeLessThan(place);
      }
    }),
    { numRuns: 500 },
  );
});
