import fc from "fast-check";
import { expect, test } from "vitest";
import { OrdinalSet } from "../../audiences/index.js";
import { MonthCounts } from "./month-counts.js";

const ordinal = fc.oneof(fc.nat(70), fc.constantFrom(65_535, 65_536, 65_567, 200_000));
const members = fc.oneof(
  fc.uniqueArray(ordinal, { maxLength: 12 }).map((list) => list.sort((a, b) => a - b)),
  // Enough for a bitmap.
  fc.integer({ min: 4_097, max: 9_000 }).map((size) => Array.from({ length: size }, (_, i) => i)),
);
/** Adds a set, takes the n-th that is in away, or goes on with a copy while the original stays. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add" as const), members }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("subtract" as const), n: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("copy" as const) }) },
);

/** The counts, and the sets that are in them. */
class Run {
  counts = MonthCounts.empty();
  readonly inside: number[][] = [];

  add(set: number[]): void {
    this.counts.add(OrdinalSet.of(set));
    this.inside.push(set);
  }

  subtract(n: number): void {
    const [gone] = this.inside.splice(n % Math.max(1, this.inside.length), 1);
    if (gone) this.counts.subtract(OrdinalSet.of(gone));
  }

  naive(): Map<number, number> {
    const numbers = new Map<number, number>();
    for (const one of this.inside.flat()) numbers.set(one, (numbers.get(one) ?? 0) + 1);
    return numbers;
  }
}

function expectSame(counts: MonthCounts, numbers: ReadonlyMap<number, number>): void {
  for (const n of [1, 2, 3, 4, 5, 9]) {
    const expected = [...numbers].filter(([, times]) => times >= n).map(([one]) => one);
    const set = counts.atLeast(n);
    expect([...set]).toEqual(expected.sort((a, b) => a - b));
    expect(set.size).toBe(expected.length);
  }
  for (const one of [0, 1, 70, 4_096, 65_535, 65_536, 200_000, 9_000_000]) expect(counts.of(one)).toBe(numbers.get(one) ?? 0);
}

test("counts as a map of numbers does, whatever is added and taken away, and copies do not disturb their originals", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const run = new Run();
      const originals: [MonthCounts, Map<number, number>][] = [];
      for (const one of steps) {
        if (one.kind === "add") run.add(one.members);
        else if (one.kind === "subtract") run.subtract(one.n);
        else {
          originals.push([run.counts, run.naive()]);
          run.counts = run.counts.copy();
        }
      }
      for (const [counts, numbers] of originals) expectSame(counts, numbers);
      expectSame(run.counts, run.naive());
    }),
    { numRuns: 100 },
  );
});

test("more cannot be taken away than was added", () => {
  const counts = MonthCounts.empty();
  counts.add(OrdinalSet.of([1, 2]));
  expect(() => counts.subtract(OrdinalSet.of([2, 3]))).toThrow(RangeError);
});
