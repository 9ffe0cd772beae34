import "reflect-metadata";
import { BitmapEngine } from "../src/audiences/adapters/bitmap/bitmap-engine.js";
import { type Bitmaps, EXISTS } from "../src/audiences/adapters/bitmap/bitmaps.js";
import { BitmapsBuilder } from "../src/audiences/adapters/bitmap/builder.js";
import { SLICED, sliceKeys } from "../src/audiences/adapters/bitmap/day-slices.js";
import { TimeSlice } from "../src/audiences/adapters/bitmap/time-slice.js";
import { dayNumber } from "../src/audiences/calendar.js";
import type { Audience } from "../src/audiences/index.js";
import type { Database } from "../src/platform/database/database.js";
import { openElasticsearch } from "./_elasticsearch.js";
import { loadTags, openBenchDatabase } from "./_people.js";
import { bareLoop, bitVarying, dropElasticsearch, elasticsearch, type Four, setOperations } from "./_preview-references.js";
import { print, processor, race } from "./_race.js";
import { makeRandom, tag, usual, zipfTags } from "./_zipf-tags.js";

/*
 * The preview engine on (A∧B)∨(C∧¬D) over 200 zipf tags, eight a user, against the plainest thing that could work (one fused loop over
 * whole bitsets), PostgreSQL's bit_count, set operations on user_tag, and Elasticsearch 9.2 (started here, or TEST_ELASTICSEARCH_URL) in one
 * run at the first size; then how it grows to the others, what 300 tags take, and ranges of days, in milliseconds of the processor.
 *
 * npm run bench preview-engine [-- <millions of users> …]
 */

const TAGS = 200;
const IDS: Four = [1, 3, 2, 5];
const AUDIENCE = usual(...IDS);
const PREVIEW = { sampleSize: 20, topTags: 10 };
const TENANT = 1;
const engine = new BitmapEngine();
const none = new Map();

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1, 2, 5, 10];
const grown: Grown[] = [];
for (const [i, millions] of sizes.entries()) {
  if (i === 0) await againstOthers(millions);
  grown.push(await againstBare(millions));
}
growth();
await days(sizes[0] ?? 1);

/** Everything in one run, on servers of its own. */
async function againstOthers(millions: number): Promise<void> {
  const search = await openElasticsearch();
  try {
    const bench = await openBenchDatabase();
    try {
      await raceAll(bench.database, search.url, millions);
    } finally {
      await bench.close();
    }
  } finally {
    await search.stop();
  }
}

/** The slow ones are asked less often. */
async function raceAll(database: Database, elasticsearchUrl: string, millions: number): Promise<void> {
  const users = millions * 1e6;
  const bitmaps = await zipfTags(users, TAGS);
  await database.pool.query(
    "INSERT INTO tenant (id, name, app_id, app_secret_sealed, callback_token_sealed) VALUES ($1, 'bench', 'wxbench', '', '')",
    [TENANT],
  );
  await loadTags(database, bitmaps, TENANT);
  await database.pool.query("VACUUM ANALYZE user_tag");
  const variants = {
    ours: () => engine.count(bitmaps, AUDIENCE, none),
    bare: bareLoop(bitmaps, IDS, users),
    bits: await bitVarying(database, bitmaps, IDS, users),
    sets: setOperations(database, IDS),
    elastic: await elasticsearch(elasticsearchUrl, bitmaps, IDS, users),
  };
  const expected = await variants.bare();
  for (const [name, count] of Object.entries(variants)) {
    if ((await count()) !== expected) throw new Error(`${name} counts ${await count()}, the bare loop ${expected}`);
  }
  const { ours, bare, bits, sets, elastic } = await race(
    variants,
    { ours: 1_000, bare: 1_000, bits: 10, sets: 1, elastic: 10 },
    { rounds: 3 },
  );
  await dropElasticsearch(elasticsearchUrl);
  const what = `preview engine, count of (A∧B)∨(C∧¬D), ${millions} M users`;
  print(`${what}, against the bare bitset loop (${bare.toFixed(3)} ms)`, (ours / bare).toFixed(2), "≤ 1.5");
  print(`${what}, times as fast as bit_count over bit varying (${bits.toFixed(1)} ms)`, (bits / ours).toFixed(0));
  print(`${what}, times as fast as set operations on user_tag (${sets.toFixed(0)} ms)`, (sets / ours).toFixed(0), "≥ 1000");
  print(`${what}, times as fast as Elasticsearch (${elastic.toFixed(2)} ms)`, (elastic / ours).toFixed(0), "≥ 5");
}

/** Milliseconds at a size. */
interface Grown {
  millions: number;
  bare: number;
  count: number;
  preview: number;
}

/** Without a database, so also at sizes that would take long to load. */
async function againstBare(millions: number): Promise<Grown> {
  const users = millions * 1e6;
  const bitmaps = await zipfTags(users, 300);
  const bare = bareLoop(bitmaps, IDS, users);
  const expected = bare();
  const answer = await engine.preview(bitmaps, AUDIENCE, none, PREVIEW);
  if (answer.count !== expected) throw new Error(`the engine counts ${answer.count}, the bare loop ${expected}`);
  const rare = (a: number, b: number): (() => Promise<unknown>) => {
    const audience: Audience = { kind: "all", of: [tag(a), tag(b)] };
    return () => engine.preview(bitmaps, audience, none, PREVIEW);
  };
  const times = await race(
    {
      ...{ bare, count: () => engine.count(bitmaps, AUDIENCE, none), preview: () => engine.preview(bitmaps, AUDIENCE, none, PREVIEW) },
      ...{ rare: rare(20, 3), rarest: rare(150, 250) },
    },
    Math.max(3, Math.round(50 / millions)),
    { now: processor },
  );
  const of = `${millions} M users`;
  print(`preview engine, count, ${of}, against the bare bitset loop`, (times.count / times.bare).toFixed(2), "≤ 1.5");
  print(`preview engine, count in ms, ${of}`, times.count.toFixed(3), millions > 1 ? "≤ 2" : "–");
  print(`whole preview (count, reachable, 20 users, 10 tags of 300) in ms, ${of}`, times.preview.toFixed(2));
  print(`whole preview of an audience of 2 % in ms, ${of}`, times.rare.toFixed(2));
  print(`whole preview of an audience of 0.003 % in ms, ${of}`, times.rarest.toFixed(2));
  print(`bitmaps of 300 tags in MiB, ${of}`, (bitmaps.byteLength() / 2 ** 20).toFixed(1), `≤ ${millions * 40}`);
  print(`the same for each million users, MiB`, (bitmaps.byteLength() / 2 ** 20 / millions).toFixed(1), "≤ 40");
  return { millions, bare: times.bare, count: times.count, preview: times.preview };
}

function growth(): void {
  const [first] = grown;
  for (const { millions, bare, count, preview } of grown.slice(1)) {
    if (!first) return;
    const times = millions / first.millions;
    print(
      `growth from ${first.millions} M to ${millions} M users (× ${times}), the bare bitset loop`,
      `× ${(bare / first.bare).toFixed(1)}`,
    );
    print(
      `growth from ${first.millions} M to ${millions} M users (× ${times}), count`,
      `× ${(count / first.count).toFixed(1)}`,
      `≤ ${times}`,
    );
    print(
      `growth from ${first.millions} M to ${millions} M users (× ${times}), preview`,
      `× ${(preview / first.preview).toFixed(1)}`,
      `≤ ${times}`,
    );
  }
}

/** Ages and birthdays against one loop over the plain numbers. */
async function days(millions: number): Promise<void> {
  const users = millions * 1e6;
  const [first, last] = [dayNumber("1950-01-01"), dayNumber("2009-12-31")];
  const random = makeRandom(5);
  const born = Uint32Array.from({ length: users }, () => first + Math.floor(random() * (last - first)));
  const bitmaps = await birthDays(born);
  const [from, to] = [dayNumber("1990-06-15"), dayNumber("2000-06-14")];
  const loop = (): number => {
    let count = 0;
    for (let i = 0; i < born.length; i++) if ((born[i] as number) >= from && (born[i] as number) <= to) count++;
    return count;
  };
  const range: Audience = { kind: "birthDay", from, to };
  if ((await engine.count(bitmaps, range, none)) !== loop()) throw new Error("the engine counts other birth days than the loop");
  const times = await race({ ours: () => engine.count(bitmaps, range, none), loop }, 10, { now: processor });
  print(
    `birth days of ten years (as for ages), ${millions} M users, against a loop over the days (${times.loop.toFixed(2)} ms)`,
    (times.ours / times.loop).toFixed(2),
  );
  print(`the same in ms`, times.ours.toFixed(3));
}

function birthDays(born: Uint32Array): Promise<Bitmaps> {
  const builder = new BitmapsBuilder();
  const [everyone, known] = [builder.column(EXISTS), builder.column(SLICED.birthDay.known)];
  for (let ordinal = 0; ordinal < born.length; ordinal++) {
    everyone.add(ordinal);
    known.add(ordinal);
    const keys: string[] = [];
    sliceKeys(keys, SLICED.birthDay, born[ordinal] as number);
    for (const key of keys) builder.column(key).add(ordinal);
  }
  return builder.finish(1, new TimeSlice());
}
