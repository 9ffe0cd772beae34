import { BitmapEngine } from "../src/audiences/adapters/bitmap/bitmap-engine.js";
import { type Bitmaps, EXISTS, tagKey } from "../src/audiences/adapters/bitmap/bitmaps.js";
import { BitmapsBuilder } from "../src/audiences/adapters/bitmap/builder.js";
import { CHUNK_WORDS, setBits } from "../src/audiences/adapters/bitmap/chunk.js";
import { TimeSlice } from "../src/audiences/adapters/bitmap/time-slice.js";
import type { Audience } from "../src/audiences/index.js";

/*
 * The preview engine against the plainest thing that could work: one fused loop over four whole bitsets. Synthetic tags,
 * zipf with exponent 1, eight a user; both sides answer (A∧B)∨(C∧¬D) over tags 1, 3, 2 and 5.
 */

const MEAN_TAGS = 8;
const ROUNDS = 7;
const AUDIENCE: Audience = {
  kind: "any",
  of: [
    { kind: "all", of: [tag(1), tag(3)] },
    { kind: "all", of: [tag(2), { kind: "not", of: tag(5) }] },
  ],
};

function tag(tagId: number): Audience {
  return { kind: "tag", tagId };
}

function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `tags` tags, the k-th carried by a share of users proportional to 1/k; gaps between carriers are drawn, not each user. */
function build(users: number, tags: number): Promise<Bitmaps> {
  const random = makeRandom(20_260_101);
  const builder = new BitmapsBuilder();
  const fill = (key: string, share: number): void => {
    const column = builder.column(key);
    for (let ordinal = gap(random, share); ordinal < users; ordinal += 1 + gap(random, share)) column.add(ordinal);
  };
  const harmonic = Array.from({ length: tags }, (_, i) => 1 / (i + 1)).reduce((sum, one) => sum + one, 0);
  for (let id = 1; id <= tags; id++) fill(tagKey(id), Math.min(0.9, MEAN_TAGS / harmonic / id));
  for (const [key, share] of [
    [EXISTS, 1],
    ["subscribed", 0.9],
    ["status:NORMAL", 0.98],
    ["blacklisted", 0.01],
  ] as const) {
    fill(key, share);
  }
  return builder.finish(1, new TimeSlice());
}

function gap(random: () => number, share: number): number {
  return share >= 1 ? 0 : Math.floor(Math.log(1 - random()) / Math.log(1 - share));
}

function wholeBitset(bitmaps: Bitmaps, tagId: number, users: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(users / 32));
  bitmaps.columns.get(tagKey(tagId))?.chunks.forEach((chunk, index) => {
    const part = new Uint32Array(CHUNK_WORDS);
    if (chunk?.members instanceof Uint32Array) part.set(chunk.members);
    else if (chunk) setBits(part, chunk.members);
    words.set(part.subarray(0, Math.min(CHUNK_WORDS, words.length - index * CHUNK_WORDS)), index * CHUNK_WORDS);
  });
  return words;
}

function bareLoop(a: Uint32Array, b: Uint32Array, c: Uint32Array, d: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    let x = ((a[i] as number) & (b[i] as number)) | ((c[i] as number) & ~(d[i] as number));
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    count += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Milliseconds a call, the median of some rounds; the variants take turns, so that a busy machine hits all alike. */
async function race(variants: Record<string, () => number | Promise<unknown>>, repeat: number): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const started = performance.now();
      for (let i = 0; i < repeat; i++) await run();
      // The first round only warms up.
      if (round > 0) times[name] = [...(times[name] ?? []), (performance.now() - started) / repeat];
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, all.sort((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN]));
}

function print(claim: string, value: string, goal: string): void {
  console.log(`${claim}: ${value} (goal ${goal})`);
}

async function compare(users: number, repeat: number): Promise<void> {
  const millions = `${users / 1e6} M`;
  const bitmaps = await build(users, 300);
  const engine = new BitmapEngine();
  const [a, b, c, d] = [1, 3, 2, 5].map((id) => wholeBitset(bitmaps, id, users)) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  const expected = bareLoop(a, b, c, d);
  const answer = await engine.preview(bitmaps, AUDIENCE, new Map(), { sampleSize: 20, topTags: 10 });
  if (answer.count !== expected) throw new Error(`the engine counts ${answer.count}, the bare loop ${expected}`);
  const times = await race(
    {
      bare: () => bareLoop(a, b, c, d),
      count: () => engine.count(bitmaps, AUDIENCE, new Map()),
      preview: () => engine.preview(bitmaps, AUDIENCE, new Map(), { sampleSize: 20, topTags: 10 }),
      rare: () => engine.preview(bitmaps, { kind: "all", of: [tag(20), tag(3)] }, new Map(), { sampleSize: 20, topTags: 10 }),
    },
    repeat,
  );
  const { bare = Number.NaN, count = Number.NaN, preview = Number.NaN, rare = Number.NaN } = times;
  print(`preview engine, count of (A∧B)∨(C∧¬D), ${millions} users, against the bare bitset loop`, (count / bare).toFixed(2), "≤ 1.5");
  print(`preview engine, the same in ms, ${millions} users`, count.toFixed(3), users > 1e6 ? "≤ 2" : "–");
  print(`whole preview (count, reachable, 20 users, 10 tags of 300) in ms, ${millions} users`, preview.toFixed(2), "–");
  print(`whole preview of a rare audience in ms, ${millions} users`, rare.toFixed(2), "–");
  print(`bitmaps of 300 tags in MiB, ${millions} users`, (bitmaps.byteLength() / 2 ** 20).toFixed(1), `≤ ${(users / 1e6) * 40}`);
}

await compare(1_000_000, 100);
await compare(10_000_000, 5);
