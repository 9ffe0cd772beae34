import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bitmaps, columnOfOrdinals, tagKey } from "./bitmaps.js";
import { BitmapsDraft } from "./draft.js";
import { ListedTags } from "./listed-tags.js";
import { Slots } from "./slots.js";

const TAGS = [1, 2, 3, 40];
const SPREAD = 9_000;
const slots = new Slots();

/** A few, or so many that the chunk is a bitmap; ascending. */
const carriers = fc.oneof(
  fc.uniqueArray(fc.nat(SPREAD), { maxLength: 60 }).map((some) => some.sort((a, b) => a - b)),
  fc.integer({ min: 2, max: 6 }).map((step) => Array.from({ length: Math.floor(SPREAD / step) }, (_, i) => i * step)),
);
const asked = fc.uniqueArray(fc.nat(SPREAD), { maxLength: 400, size: "max" }).map((some) => Uint16Array.from(some.sort((a, b) => a - b)));

type Carriers = Map<number, Set<number>>;

function naive(tags: Carriers, lows: Uint16Array): Map<number, number> {
  const counts = [...tags].map(([tagId, users]): [number, number] => [tagId, [...lows].filter((low) => users.has(low)).length]);
  return new Map(counts.filter(([, count]) => count > 0));
}

function counted(bitmaps: Bitmaps, lows: Uint16Array): Map<number, number> {
  const counts = new Map<number, number>();
  bitmaps.chunkTags(0).count(lows, counts, slots);
  return counts;
}

const byTag = (counts: Map<number, number>) => [...counts].sort(([a], [b]) => a - b);

describe("ChunkTags", () => {
  it("counts each tag of the users asked for, before and after changes, whatever was asked in between", () => {
    fc.assert(
      fc.property(
        fc.tuple(carriers, carriers, carriers, carriers),
        fc.array(fc.record({ tag: fc.constantFrom(...TAGS), users: carriers, gives: fc.boolean(), asks: fc.boolean() }), { maxLength: 6 }),
        asked,
        (start, changes, lows) => {
          const tags: Carriers = new Map(TAGS.map((tag, i) => [tag, new Set(start[i])]));
          const columns = new Map(TAGS.map((tag, i) => [tagKey(tag), columnOfOrdinals(start[i] ?? [])]));
          let bitmaps = new Bitmaps(1, { storedAt: null }, columns);
          for (const { tag, users, gives, asks } of changes) {
            const before = bitmaps;
            const expected = byTag(naive(tags, lows));
            if (asks) expect(byTag(counted(bitmaps, lows))).toEqual(expected);
            const draft = new BitmapsDraft(bitmaps, bitmaps.position + 1);
            if (gives) draft.add(tagKey(tag), users);
            else draft.remove(tagKey(tag), users);
            for (const user of users) gives ? tags.get(tag)?.add(user) : tags.get(tag)?.delete(user);
            bitmaps = draft.finish();
            expect(byTag(counted(bitmaps, lows))).toEqual(byTag(naive(tags, lows)));
            // Whoever still works with the former ones gets their numbers.
            expect(byTag(counted(before, lows))).toEqual(expected);
          }
          expect(byTag(counted(bitmaps, lows))).toEqual(byTag(naive(tags, lows)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is made once for bitmaps that share their lists, and counted among their bytes", () => {
    const lists = new Map(TAGS.map((tag) => [tagKey(tag), columnOfOrdinals([tag, 70_000])]));
    const bitmaps = new Bitmaps(1, { storedAt: null }, lists);
    const bytes = bitmaps.byteLength();
    bitmaps.chunkTags(0);
    expect(bitmaps.byteLength()).toBeGreaterThan(bytes);
    const draft = new BitmapsDraft(bitmaps, 2);
    draft.add("vip", [1]);
    draft.add(tagKey(1), [70_001]);
    const next = draft.finish();
    next.chunkTags(0);
    next.chunkTags(1);
    expect(next.lineage.listedTags?.[0]).toBe(bitmaps.lineage.listedTags?.[0]);
    const made = next.lineage.listedTags;
    expect(made?.filter(Boolean)).toHaveLength(2);
  });

  it.each([8_192, 8_193])("tells %d tags apart", (tags) => {
    const lists = Array.from({ length: tags }, (_, i) => ({ tagId: i + 1, lows: Uint16Array.of(7, 100 + i) }));
    const counts = new Map<number, number>();
    ListedTags.of(lists).count(Uint16Array.of(7, 99 + tags), counts);
    expect([counts.size, counts.get(1), counts.get(tags)]).toEqual([tags, 1, 2]);
  });
});
