import fc from "fast-check";
import { expect, it } from "vitest";
import { CHUNK_SIZE, OrdinalSet } from "./ordinal-set.js";

const ascending = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);
const anyOrdinals = fc
  .tuple(fc.array(fc.nat(3 * CHUNK_SIZE)), fc.nat(2), fc.integer({ min: 0, max: 9_000 }))
  .map(([some, chunk, run]) => ascending([...some, ...Array.from({ length: run }, (_, i) => chunk * CHUNK_SIZE + i * 7)]));

it("tells which of some numbers are no members", () => {
  fc.assert(
    fc.property(anyOrdinals, anyOrdinals, (members, asked) => {
      const inIt = new Set(members);
      expect([...OrdinalSet.of(members).missing(Uint32Array.from(asked))]).toEqual(asked.filter((ordinal) => !inIt.has(ordinal)));
    }),
    { numRuns: 60 },
  );
});

it("with more members holds those of both, in order, and leaves the old set as it was", () => {
  fc.assert(
    fc.property(anyOrdinals, anyOrdinals, (one, other) => {
      const set = OrdinalSet.of(one);
      const both = set.with(other);
      expect([...both]).toEqual(ascending([...one, ...other]));
      expect(both.size).toBe(new Set([...one, ...other]).size);
      expect([...both.slice(0, 50)]).toEqual(ascending([...one, ...other]).slice(0, 50));
      expect([...set]).toEqual(one);
    }),
    { numRuns: 60 },
  );
});
