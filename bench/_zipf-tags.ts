import { type Bitmaps, EXISTS, tagKey } from "../src/audiences/adapters/bitmap/bitmaps.js";
import { BitmapsBuilder } from "../src/audiences/adapters/bitmap/builder.js";
import { TimeSlice } from "../src/audiences/adapters/bitmap/time-slice.js";
import type { Audience } from "../src/audiences/index.js";

const MEAN_TAGS = 8;

export const tag = (tagId: number): Audience => ({ kind: "tag", tagId });

/** (A∧B)∨(C∧¬D) over the tags of these ids. */
export const usual = (a: number, b: number, c: number, d: number): Audience => ({
  kind: "any",
  of: [
    { kind: "all", of: [tag(a), tag(b)] },
    { kind: "all", of: [tag(c), { kind: "not", of: tag(d) }] },
  ],
});

/** The same numbers in each run. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Bitmaps of made-up users, eight tags each in the middle: the k-th tag's share is proportional to 1/k (zipf). What reachability asks for
 * is there, too. Gaps between carriers are drawn, not each user.
 */
export function zipfTags(users: number, tags: number): Promise<Bitmaps> {
  const random = makeRandom(20_260_101);
  const builder = new BitmapsBuilder();
  const gap = (share: number): number => (share >= 1 ? 0 : Math.floor(Math.log(1 - random()) / Math.log(1 - share)));
  const fill = (key: string, share: number): void => {
    const column = builder.column(key);
    for (let ordinal = gap(share); ordinal < users; ordinal += 1 + gap(share)) column.add(ordinal);
  };
  const harmonic = Array.from({ length: tags }, (_, i) => 1 / (i + 1)).reduce((sum, one) => sum + one, 0);
  for (let id = 1; id <= tags; id++) fill(tagKey(id), Math.min(0.9, MEAN_TAGS / harmonic / id));
  fill(EXISTS, 1);
  fill("subscribed", 0.9);
  fill("status:NORMAL", 0.98);
  fill("blacklisted", 0.01);
  return builder.finish(1, new TimeSlice());
}
