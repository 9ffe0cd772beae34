import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePeople, encodePeople, PeopleBits, PeopleCounts, PeopleList, type PeopleSet } from "./people.js";

const person = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 65_500, max: 65_600 }), fc.integer({ min: 0, max: 2 ** 25 }));
const people = fc.array(person, { maxLength: 200 });

const members = (set: PeopleSet): number[] => {
  const found: number[] = [];
  set.forEach((n) => {
    found.push(n);
  });
  return found;
};
const ascending = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);

describe("sets of people", () => {
  it("bits behave as a Set under any adding and removing", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(person, fc.boolean()), { maxLength: 300 }), person, (steps, from) => {
        const bits = new PeopleBits();
        const model = new Set<number>();
        for (const [n, add] of steps) {
          expect(add ? bits.add(n) : bits.delete(n)).toBe(add ? !model.has(n) : model.has(n));
          add ? model.add(n) : model.delete(n);
        }
        expect(bits.size).toBe(model.size);
        expect(members(bits)).toEqual(ascending(model));
        expect(bits.nextFrom(from)).toBe(ascending(model).find((n) => n >= from) ?? -1);
      }),
    );
  });

  it("a list has whom it was made of", () => {
    fc.assert(
      fc.property(people, person, (given, asked) => {
        const list = new PeopleList(Uint32Array.from(ascending(given)));
        expect(members(list)).toEqual(ascending(given));
        expect(list.has(asked)).toBe(given.includes(asked));
        for (const n of given) expect(list.has(n)).toBe(true);
      }),
    );
  });

  it("written as text come back sorted, repeats kept", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })), (given) => {
        expect([...decodePeople(encodePeople(Uint32Array.from(given)))]).toEqual(given.toSorted((a, b) => a - b));
      }),
    );
  });

  it("counts count", () => {
    fc.assert(
      fc.property(people, (given) => {
        const counts = new PeopleCounts();
        for (const n of given) counts.increment(n);
        const times = (n: number) => given.filter((other) => other === n).length;
        const distinct = ascending(given);
        for (const n of distinct) expect(counts.get(n)).toBe(times(n));
        const once = distinct.filter((n) => times(n) === 1).length;
        expect(counts.summary()).toEqual({ once, moreThanOnce: distinct.length - once });
      }),
    );
  });
});
