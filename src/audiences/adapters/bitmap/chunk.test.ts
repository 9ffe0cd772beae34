import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bitmaps, type Column, columnOfOrdinals, splitByChunk } from "./bitmaps.js";
import { BitmapsBuilder } from "./builder.js";
import { CHUNK_WORDS, type Chunk, chunkOf, DENSE_FROM, listBits } from "./chunk.js";
import { BitmapsDraft } from "./draft.js";
import { TimeSlice } from "./time-slice.js";

/** Ascending ordinals over three chunks; some sets dense enough for bitmaps, around the limit between both forms. */
const ordinals = fc.oneof(
  fc.array(fc.nat(200_000), { maxLength: 50 }).map(ascending),
  fc
    .tuple(fc.nat(140_000), fc.integer({ min: DENSE_FROM - 20, max: DENSE_FROM + 20 }), fc.integer({ min: 1, max: 40 }))
    .map(([from, length, step]) => Array.from({ length }, (_, i) => from + i * step)),
);

function ascending(numbers: number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function members(column: Column | undefined): number[] {
  return (column?.chunks ?? []).flatMap((chunk, index) => [...lows(chunk)].map((low) => index * 65_536 + low));
}

function lows(chunk: Chunk | undefined): Iterable<number> {
  if (!chunk) return [];
  return chunk.members instanceof Uint16Array ? chunk.members : listBits(chunk.members, 65_536);
}

function wellFormed(column: Column | undefined): void {
  let total = 0;
  for (const chunk of column?.chunks ?? []) {
    total += chunk?.cardinality ?? 0;
    if (chunk) expect(chunk.members instanceof Uint32Array).toBe(chunk.cardinality >= DENSE_FROM);
    if (chunk) expect([...lows(chunk)]).toHaveLength(chunk.cardinality);
  }
  expect(column?.cardinality ?? 0).toBe(total);
}

describe("BitmapsDraft", () => {
  it("adds, removes and replaces as sets do, and leaves the base alone", async () => {
    await fc.assert(
      fc.asyncProperty(ordinals, ordinals, ordinals, ordinals, async (start, added, removed, users) => {
        const column = columnOfOrdinals(start);
        const base = new Bitmaps(1, { storedAt: null }, new Map([["a", column]]));
        const draft = new BitmapsDraft(base, 2);
        draft.add("a", added);
        draft.remove("a", removed);
        const wanted = users.filter((ordinal) => ordinal % 3 === 0);
        const wantedLows = new Map(splitByChunk(wanted));
        for (const [index, chunkUsers] of splitByChunk(users)) {
          const inside = wantedLows.get(index);
          await draft.replace(index, chunkUsers, new Map(inside ? [["a", [...inside]]] : []), new TimeSlice());
        }
        const after = draft.finish().columns.get("a");
        const expected = new Set([...start, ...added]);
        for (const ordinal of [...removed, ...users]) expected.delete(ordinal);
        for (const ordinal of wanted) expected.add(ordinal);
        expect(members(after)).toEqual(ascending([...expected]));
        wellFormed(after);
        expect(members(base.columns.get("a"))).toEqual(start);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps the very same chunks where nothing changes", async () => {
    const base = new Bitmaps(1, { storedAt: null }, new Map([["a", columnOfOrdinals([1, 2, 70_000])]]));
    const draft = new BitmapsDraft(base, 2);
    draft.add("a", [1]);
    draft.remove("a", [3]);
    await draft.replace(0, Uint16Array.of(2, 4), new Map([["a", [2]]]), new TimeSlice());
    draft.add("a", [70_001]);
    const after = draft.finish();
    expect(after.columns.get("a")?.chunks[0]).toBe(base.columns.get("a")?.chunks[0]);
    expect(after.columns.get("a")?.chunks[1]?.changedAt).toBe(2);
  });

  it("leaves empty chunks behind a dropped column, for the snapshot to learn of", () => {
    const draft = new BitmapsDraft(new Bitmaps(1, { storedAt: null }, new Map([["a", columnOfOrdinals([1, 140_000])]])), 2);
    draft.drop("a");
    const column = draft.finish().columns.get("a");
    expect(column?.cardinality).toBe(0);
    expect(column?.chunks.map((chunk) => chunk?.changedAt)).toEqual([2, undefined, 2]);
  });
});

describe("BitmapsBuilder", () => {
  it("takes ordinals in any order, repeated", async () => {
    await fc.assert(
      fc.asyncProperty(ordinals, async (some) => {
        const builder = new BitmapsBuilder();
        for (const ordinal of [...some].reverse()) builder.column("a").add(ordinal);
        for (const ordinal of some) builder.column("a").add(ordinal);
        expect(some.every((ordinal) => builder.column("a").has(ordinal))).toBe(true);
        const column = (await builder.finish(5, new TimeSlice())).columns.get("a");
        expect(members(column)).toEqual(some);
        wellFormed(column);
      }),
    );
  });
});

describe("listBits", () => {
  it("gives the first members from a place on", () => {
    const { members: words } = chunkOf(
      Uint16Array.from({ length: DENSE_FROM }, (_, i) => i * 31),
      0,
    );
    if (!(words instanceof Uint32Array)) throw new Error("expected a bitmap");
    expect([...listBits(words, 3, 32)]).toEqual([62, 93, 124]);
    expect([...listBits(words, 2, 62)]).toEqual([62, 93]);
    expect([...listBits(words, 5, (DENSE_FROM - 2) * 31 + 1)]).toEqual([(DENSE_FROM - 1) * 31]);
    expect(words).toHaveLength(CHUNK_WORDS);
  });
});
