import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrdinalSet } from "./ordinal-set.js";
import { ordinalSetFromBytes, ordinalSetToBytes } from "./ordinal-set-bytes.js";

describe("a frozen audience in bytes", () => {
  test("is the same after a round trip, sparse and dense chunks mixed, whatever buffer the bytes came in", () => {
    const run = fc.tuple(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), (runs) => {
        const members = new Set(runs.flatMap(([from, count, step]) => Array.from({ length: count / step }, (_, i) => from + i * step)));
        const ordinals = [...members].sort((a, b) => a - b);
        const bytes = ordinalSetToBytes(OrdinalSet.of(ordinals));
        const shifted = Buffer.concat([Buffer.from("abc"), bytes]).subarray(3);
        expect(
          Buffer.compare(
            Buffer.from(Uint32Array.from(ordinalSetFromBytes(shifted)).buffer),
            Buffer.from(Uint32Array.from(ordinals).buffer),
          ),
        ).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test("is refused when it was cut short", () => {
    const bytes = ordinalSetToBytes(OrdinalSet.of([1, 2, 70_000]));
    expect(() => ordinalSetFromBytes(bytes.subarray(0, bytes.length - 1))).toThrow();
  });
});
