import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_WORDS } from "./chunk.js";
import { Slots } from "./slots.js";

/** Bitmaps of random words, among them runs of zeros and ones. */
const bitmap = fc
  .array(fc.tuple(fc.nat(CHUNK_WORDS - 1), fc.oneof(fc.constantFrom(0, 0xffffffff), fc.integer({ min: 0, max: 0xffffffff }))), {
    maxLength: 300,
  })
  .chain((cells) =>
    fc.constantFrom(0, 0xffffffff).map((background) => {
      const words = new Uint32Array(CHUNK_WORDS).fill(background);
      for (const [at, word] of cells) words[at] = word;
      return words;
    }),
  );

function popcount(words: Uint32Array): number {
  let count = 0;
  for (const word of words) count += word.toString(2).replaceAll("0", "").length;
  return count;
}

describe("Slots", () => {
  const slots = new Slots();

  it.each([
    ["and", (a: number, b: number) => a & b],
    ["or", (a: number, b: number) => a | b],
    ["andNot", (a: number, b: number) => a & ~b],
  ] as const)("%s works on every word and leaves the neighbours alone", (operation, expected) => {
    fc.assert(
      fc.property(bitmap, bitmap, (a, b) => {
        slots.reserve(4);
        for (const slot of [0, 3]) slots.bits(slot).fill(7);
        slots.load(1, a);
        slots.load(2, b);
        slots[operation](1, 2);
        expect(slots.bits(1)).toEqual(a.map((word, i) => expected(word, b[i] ?? 0)));
        expect(slots.bits(2)).toEqual(b);
        for (const slot of [0, 3]) expect(slots.bits(slot).every((word) => word === 7)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("counts bits, alone and in common", () => {
    fc.assert(
      fc.property(bitmap, bitmap, (a, b) => {
        slots.reserve(2);
        slots.load(0, a);
        slots.load(1, b);
        expect(slots.count(0)).toBe(popcount(a));
        expect(slots.andCount(0, 1)).toBe(popcount(a.map((word, i) => word & (b[i] ?? 0))));
      }),
      { numRuns: 30 },
    );
  });

  it("counts a list's members in a bitmap", () => {
    const list = fc.uniqueArray(fc.nat(65_535), { maxLength: 1_000 }).map((lows) => Uint16Array.from(lows).sort());
    fc.assert(
      fc.property(bitmap, list, (a, lows) => {
        slots.reserve(2);
        slots.load(1, a);
        expect(slots.countListed(lows, 0, 1)).toBe(lows.filter((low) => (((a[low >>> 5] ?? 0) >>> (low & 31)) & 1) === 1).length);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps bitmaps that are asked for again, however many others came between, and wherever slots were reserved", () => {
    const slots = new Slots();
    const kept = Array.from({ length: 17_000 }, (_, i) => new Uint32Array(CHUNK_WORDS).fill(i));
    const both = (slot: number, words: Uint32Array) => slots.andCount(slot, slots.resident(words));
    slots.reserve(2);
    slots.load(1, new Uint32Array(CHUNK_WORDS).fill(0xffffffff));
    for (const count of [100, 17_000, 17_000]) {
      for (const words of kept.slice(0, count)) {
        expect(both(1, words)).toBe(CHUNK_WORDS * (words[0] ?? 0).toString(2).replaceAll("0", "").length);
      }
      slots.reserve(count);
    }
    expect(slots.count(1)).toBe(CHUNK_WORDS * 32);
  });

  it("loads lists over what stood there", () => {
    slots.reserve(1);
    slots.bits(0).fill(0xffffffff);
    slots.load(0, Uint16Array.of(0, 31, 32, 65_535));
    expect(slots.count(0)).toBe(4);
    expect(slots.bits(0)[0]).toBe(0x80000001);
    expect(slots.bits(0)[CHUNK_WORDS - 1]).toBe(0x80000000);
  });

  it("keeps what stands in slots while more are reserved", () => {
    slots.reserve(2);
    slots.load(1, Uint16Array.of(5));
    slots.reserve(300);
    expect(slots.count(1)).toBe(1);
    expect(() => slots.bits(300)).toThrow(RangeError);
  });
});
