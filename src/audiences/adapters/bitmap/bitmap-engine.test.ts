import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { anyAudience } from "../../../../test/support/any-audience.js";
import { holds, type ModelUser, NOW } from "../../../../test/support/naive-audience.js";
import { atDate } from "../../at-date.js";
import { type Audience, reachableOf } from "../../audience.js";
import { dayNumber, monthDayNumber } from "../../calendar.js";
import type { UserAttributes } from "../user-attributes.js";
import { BitmapEngine } from "./bitmap-engine.js";
import { type Bitmaps, type Column, columnOfOrdinals } from "./bitmaps.js";
import { BitmapsBuilder } from "./builder.js";
import { TimeSlice } from "./time-slice.js";
import { userKeys } from "./user-keys.js";

const PLACES = [-1, 0, 11];

/** 9,000 users over three chunks, every seventh ordinal at most: common attributes are bitmaps, rare ones lists. */
function makeUsers(random: () => number): ModelUser[] {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  return Array.from({ length: 9_000 }, (_, i) => ({
    ordinal: i < 3_000 ? i : i < 6_000 ? 65_536 + i * 3 : 131_072 + i * 7,
    userId: i + 1,
    openid: `o-${i + 1}`,
    sex: one(["MALE", "FEMALE", "UNKNOWN"]),
    province: one([...PLACES, null]),
    city: one([...PLACES, null]),
    region: random() < 0.01 ? 11 : null,
    company: random() < 0.001 ? 11 : null,
    source: one([...PLACES, null]),
    vip: random() < 0.1,
    status: random() < 0.9 ? "NORMAL" : one(["BLACKLISTED", "DELETED"]),
    subscribed: random() < 0.8,
    blacklisted: random() < 0.05,
    hasPhone: random() < 0.5,
    birthday: one(["1990-12-31", "1996-02-29", "2000-03-01", "2001-02-28", null]),
    createdAt: one(["2025-12-31", "2026-01-01", "2026-03-01"]),
    lastActiveAt: one(["2025-12-31", "2026-02-28", "2026-03-01", null]),
    position: one([{ latitude: 31.2, longitude: 121.5, old: false }, { latitude: 31.2, longitude: 121.5, old: true }, null]),
    tags: new Set([...Array(30).keys()].filter((tag) => random() < 1 / (tag + 2)).map((tag) => tag + 1)),
    massSends: random() < 0.1 ? 4 : 0,
  }));
}

/** As PostgreSQL tells them. */
function attributesOf(user: ModelUser): UserAttributes {
  return {
    ...user,
    birthDay: user.birthday === null ? null : dayNumber(user.birthday),
    birthday: user.birthday === null ? null : monthDayNumber(user.birthday.slice(5)),
    createdAt: dayNumber(user.createdAt),
    lastActiveAt: user.lastActiveAt === null ? null : dayNumber(user.lastActiveAt),
  };
}

function build(users: readonly ModelUser[]): Promise<Bitmaps> {
  const builder = new BitmapsBuilder();
  for (const user of users) {
    for (const key of userKeys(attributesOf(user))) builder.column(key).add(user.ordinal);
    if (user.status !== "DELETED") for (const tag of user.tags) builder.column(`tag:${tag}`).add(user.ordinal);
  }
  return builder.finish(1, new TimeSlice());
}

function listsOf(audience: Audience, users: readonly ModelUser[], into = new Map<Audience, Column>()): Map<Audience, Column> {
  if (audience.kind === "all" || audience.kind === "any") for (const part of audience.of) listsOf(part, users, into);
  if (audience.kind === "not") listsOf(audience.of, users, into);
  // DELETED people too: lists and places know nothing of a status.
  const listed = (user: ModelUser) => holds(audience, { ...user, status: "NORMAL" });
  if (audience.kind === "users" || audience.kind === "openids" || audience.kind === "near" || audience.kind === "massSendsLeft") {
    into.set(audience, columnOfOrdinals(users.filter(listed).map(({ ordinal }) => ordinal)));
  }
  return into;
}

function naiveTopTags(members: readonly ModelUser[], limit: number): { tagId: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { tags, status } of members) if (status !== "DELETED") for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tagId, count]) => ({ tagId, count }))
    .sort((a, b) => b.count - a.count || a.tagId - b.tagId)
    .slice(0, limit);
}

describe("BitmapEngine", () => {
  let seed = 20_260_101;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const users = makeUsers(random);
  let bitmaps: Bitmaps;
  beforeAll(async () => {
    bitmaps = await build(users);
  });
  const engine = new BitmapEngine();
  const words = { tagIds: [1, 2, 5, 29, 99], userIds: [1, 2, 3_500, 8_999, 99_999], openids: ["o-2", "o-7000", "?"], placeIds: PLACES };

  /** Expressions as the index hands them on: ages are ranges of days by then. */
  const asked = (depth: number) => anyAudience(words, depth).map((audience) => atDate(audience, NOW));

  it("answers as the naive model does", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(asked(6), fc.nat(30), fc.nat(12), async (audience, sampleSize, topTags) => {
        // Who is reachable depends on a list, too.
        const lists = listsOf(reachableOf(audience), users);
        const members = users.filter((user) => holds(audience, user));
        const ordinals = members.map(({ ordinal }) => ordinal);
        expect(await engine.preview(bitmaps, audience, lists, { sampleSize, topTags })).toEqual({
          count: members.length,
          reachable: users.filter((user) => holds(reachableOf(audience), user)).length,
          sample: ordinals.slice(0, sampleSize),
          topTags: naiveTopTags(members, topTags),
        });
        expect(await engine.count(bitmaps, audience, lists)).toBe(members.length);
        expect([...(await engine.freeze(bitmaps, audience, lists))]).toEqual(ordinals);
        const after = ordinals[Math.floor(ordinals.length / 2)] ?? null;
        const page = await engine.page(bitmaps, audience, lists, after, 50);
        expect(page).toEqual({
          ordinals: ordinals.filter((one) => after === null || one > after).slice(0, 50),
          totalCount: members.length,
        });
      }),
      { numRuns: 400 },
    );
  });

  it("counts any number of expressions, each with its own number", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked(2), { maxLength: 30 }), async (audiences) => {
        const lists = new Map(audiences.flatMap((audience) => [...listsOf(audience, users)]));
        const counts = audiences.map((audience) => users.filter((user) => holds(audience, user)).length);
        expect(await engine.counts(bitmaps, audiences, lists)).toEqual(counts);
      }),
      { numRuns: 10 },
    );
  });

  it("works a repeated part out once and keeps it for all who use it", { timeout: 120_000 }, async () => {
    const part = asked(3);
    await fc.assert(
      fc.asyncProperty(part, part, part, part, async (x, a, b, c) => {
        const inner: Audience = { kind: "any", of: [x, c] };
        const pair = (other: Audience): Audience => ({ kind: "all", of: [inner, { kind: "any", of: [other, a] }] });
        const audience: Audience = { kind: "any", of: [pair(b), { kind: "all", of: [{ kind: "not", of: inner }, c] }, pair(c), pair(x)] };
        const expected = users.filter((user) => holds(audience, user)).map(({ ordinal }) => ordinal);
        expect([...(await engine.freeze(bitmaps, audience, listsOf(audience, users)))]).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("answers several at once without mixing their scratch memory", async () => {
    const audiences = fc.sample(asked(4), { numRuns: 40, seed: 7 });
    const counts = await Promise.all(audiences.map((audience) => engine.count(bitmaps, audience, listsOf(audience, users))));
    expect(counts).toEqual(audiences.map((audience) => users.filter((user) => holds(audience, user)).length));
  });

  it("answers over nobody", async () => {
    const empty = await new BitmapsBuilder().finish(0, new TimeSlice());
    const everyone: Audience = { kind: "everyone" };
    expect(await engine.preview(empty, everyone, new Map(), { sampleSize: 5, topTags: 5 })).toEqual({
      count: 0,
      reachable: 0,
      sample: [],
      topTags: [],
    });
    expect((await engine.freeze(empty, { kind: "not", of: everyone }, new Map())).size).toBe(0);
  });
});
