import fc from "fast-check";
import { expect, test } from "vitest";
import { joined, type RankRange, without } from "./rank-ranges.js";

const SIZE = 30;
const ranges = fc.uniqueArray(fc.nat(SIZE), { maxLength: 10 }).map((cuts) => {
  const sorted = cuts.sort((a, b) => a - b);
  return sorted.flatMap((from, i): RankRange[] => (i % 2 === 0 && sorted[i + 1] !== undefined ? [[from, sorted[i + 1] as number]] : []));
});
const ranksOf = (list: readonly RankRange[]) => list.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));

test("what is in the one and not in the other, as ranges that do not overlap", () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const cut = new Set(ranksOf(b));
      expect(ranksOf(without(a, b))).toEqual(ranksOf(a).filter((rank) => !cut.has(rank)));
    }),
  );
});

test("neighbours become one range", () => {
  expect(
    joined([
      [0, 3],
      [3, 3],
      [3, 5],
      [6, 7],
    ]),
  ).toEqual([
    [0, 5],
    [6, 7],
  ]);
});
