import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BadInputError } from "../../graphql/errors.js";
import type { Tag } from "../../tags/index.js";
import type { TagPreview } from "../preview.types.js";
import type { PreviewPart } from "./live-preview.js";
import { PreviewHub, type PreviewStates } from "./preview-hub.js";
import type { PreviewState } from "./preview-topic.js";

/** 23:59 in Asia/Shanghai. */
const LATE = new Date("2026-02-28T15:59:00Z");

/** One tenant whose previews and change log are what the test says. */
class Brand {
  count = 1;
  topTags: Tag[] = [];
  reads = 0;
  looks = 0;
  segments = "";
  deliveries = "0";
  /** What the log tells, a change a position. */
  readonly log: (number | "users")[] = [];
  trimmed = false;
  broken: Error | null = null;
  /** Previews that fail from now on. */
  failing = 0;
  refusal: Error | null = null;
  readonly warnings: unknown[] = [];
  readonly hub = new PreviewHub({
    audiences: {
      check: async (_tenantId, audience) => {
        if (this.refusal) throw this.refusal;
        return audience;
      },
    },
    previews: {
      previewOf: async () => {
        this.reads += 1;
        if (this.broken) throw this.broken;
        if (this.failing-- > 0) throw new Error("failed");
        const tags = this.topTags.map((tag) => ({ tag: { ...tag }, count: 1 }));
        return { count: this.count, reachable: 0, sample: [], tags, asOf: new Date(), tookMs: Math.random() } as TagPreview;
      },
    },
    tags: { tagsOfUsers: async () => new Map() },
    watch: {
      look: async (_tenantId, tagIds) => {
        this.looks += 1;
        if (this.broken) throw this.broken;
        const tags = this.topTags.filter(({ tagId }) => tagIds.includes(tagId)).map((tag) => [tag.tagId, tag.updatedAt.getTime()] as const);
        return { position: BigInt(this.log.length), segments: this.segments, deliveries: this.deliveries, tags: new Map(tags) };
      },
      changes: async (_tenantId, after, to) => {
        if (this.trimmed) return null;
        const rows = this.log.slice(Number(after), Number(to));
        return { users: rows.includes("users"), tagIds: new Set(rows.filter((row) => row !== "users")) };
      },
    },
    clock: () => new Date(),
    log: { warn: (details) => void this.warnings.push(details) },
  });

  follow(audience: object = { tag: "7" }, parts: PreviewPart[] = ["count"], sampleSize = 20): Promise<PreviewStates> {
    return this.hub.follow(1, { audience, sampleSize, parts: new Set(parts) });
  }

  change(count: number, ...rows: (number | "users")[]): void {
    this.count = count;
    this.log.push(...rows);
  }
}

const countOf = (state: PreviewState | undefined) => (state && "preview" in state ? state.preview.count : state?.failure.message);

/** Takes what a subscriber is told, as it comes. */
function collect(states: PreviewStates): (number | string | undefined)[] {
  const told: (number | string | undefined)[] = [];
  const pump = async () => {
    for await (const state of states) told.push(countOf(state));
    told.push("end");
  };
  pump().catch((error: unknown) => told.push(String(error)));
  return told;
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

let brand: Brand;
beforeEach(() => {
  vi.useFakeTimers({ now: LATE });
  brand = new Brand();
});
afterEach(() => vi.useRealTimers());

describe("PreviewHub", () => {
  test("gives the present preview, then each that differs", async () => {
    const told = collect(await brand.follow());
    await seconds(3);
    expect(told).toEqual([1]);
    brand.change(2, 7);
    await seconds(2);
    expect(told).toEqual([1, 2]);
    brand.change(2, 7);
    await seconds(3);
    expect(told).toEqual([1, 2]);
  });

  test("gives at most one a second, the newest", async () => {
    const told = collect(await brand.follow());
    for (let n = 2; n <= 100; n++) {
      brand.change(n, 7);
      await vi.advanceTimersByTimeAsync(100);
    }
    await seconds(2);
    expect(told.length).toBeLessThanOrEqual(12);
    expect(told.at(-1)).toBe(100);
  });

  test("says nothing of what was over before it could be said", async () => {
    const first = await brand.follow();
    expect(countOf((await first.next()).value)).toBe(1);
    const next = first.next();
    brand.change(2, 7);
    await (await brand.follow()).return();
    brand.change(1, 7);
    await (await brand.follow()).return();
    brand.change(3, 7);
    await seconds(2);
    expect(countOf((await next).value)).toBe(3);
  });

  test("works it out only when something changed that it hangs on", async () => {
    collect(await brand.follow({ all: [{ tag: "7" }, { vip: true }] }));
    await seconds(10);
    expect(brand.reads).toBe(1);
    brand.change(1, 8, 9);
    await seconds(2);
    expect(brand.reads).toBe(1);
    brand.change(1, 8, 7);
    await seconds(2);
    expect(brand.reads).toBe(2);
    brand.change(1, "users");
    await seconds(2);
    expect(brand.reads).toBe(3);
    brand.segments = "another";
    await seconds(2);
    expect(brand.reads).toBe(3);
    brand.trimmed = true;
    await seconds(1);
    expect(brand.reads).toBe(4);
  });

  test("counts any tag as one it hangs on where the commonest are shown, unless nobody is there", async () => {
    collect(await brand.follow({ tag: "7" }, ["tags"]));
    brand.change(1, 8);
    await seconds(2);
    expect(brand.reads).toBe(2);
    brand.change(0, 7);
    await seconds(2);
    expect(brand.reads).toBe(3);
    brand.change(0, 8);
    await seconds(2);
    expect(brand.reads).toBe(3);
  });

  test("tells that a tag it shows has another name", async () => {
    brand.topTags = [{ tagId: 8, name: "before", updatedAt: LATE } as Tag];
    const states = await brand.follow({ vip: true }, ["tags"]);
    await states.next();
    brand.topTags = [{ tagId: 8, name: "after", updatedAt: new Date(LATE.getTime() + 1) } as Tag];
    await seconds(2);
    expect((await states.next()).value).toMatchObject({ preview: { tags: [{ tag: { name: "after" } }] } });
  });

  test("works out what names a segment when a segment changed", async () => {
    collect(await brand.follow({ not: { segment: "3" } }));
    brand.segments = "another";
    await seconds(2);
    expect(brand.reads).toBe(2);
  });

  test("works out who is reachable when somebody came to the month's limit, and nothing else then", async () => {
    collect(await brand.follow({ tag: "7" }, ["reachable"]));
    collect(await brand.follow({ tag: "7" }, ["count"]));
    const before = brand.reads;
    brand.deliveries = "1";
    await seconds(2);
    expect(brand.reads).toBe(before + 1);
  });

  test("works out ages at midnight in Asia/Shanghai, and nothing else then", async () => {
    collect(await brand.follow({ not: { age: { min: 30 } } }));
    collect(await brand.follow({ birthday: { from: "03-01", to: "03-01" } }));
    await seconds(58);
    expect(brand.reads).toBe(2);
    await seconds(60);
    expect(brand.reads).toBe(3);
  });

  test("looks at places every five seconds", async () => {
    collect(await brand.follow({ near: { latitude: 31, longitude: 121, radiusMeters: 500 } }));
    await seconds(30);
    expect(brand.reads).toBeGreaterThanOrEqual(5);
    expect(brand.reads).toBeLessThanOrEqual(7);
  });

  test("works out once for all who watch the same, and gives them the same object", async () => {
    const audiences = [{ all: [{ tag: "7" }, { vip: false }] }, { all: [{ not: { vip: true } }, { tag: "7" }] }];
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => brand.follow(audiences[i % 2])));
    expect(brand.reads).toBeLessThanOrEqual(2);
    const first = await Promise.all(all.map((states) => states.next()));
    expect(new Set(first.map(({ value }) => value)).size).toBe(1);
    expect(brand.hub.watched).toBe(1);
    const { reads, looks } = brand;
    brand.change(2, 7);
    const next = all.map((states) => states.next());
    await seconds(2);
    expect(new Set((await Promise.all(next)).map(({ value }) => value)).size).toBe(1);
    expect(brand.reads).toBe(reads + 1);
    expect(brand.looks - looks).toBeLessThanOrEqual(2);
  });

  test("keeps apart what differs in sample size, parts or tenant", async () => {
    await brand.follow({ tag: "7" }, ["count"], 1);
    await brand.follow({ tag: "7" }, ["count"], 2);
    await brand.follow({ tag: "7" }, ["count", "tags"], 1);
    await brand.hub.follow(2, { audience: { tag: "7" }, sampleSize: 1, parts: new Set(["count"]) });
    expect(brand.hub.watched).toBe(4);
  });

  test("ends with the reason when it cannot be worked out any more", async () => {
    const told = collect(await brand.follow());
    await seconds(1);
    brand.refusal = new BadInputError("audience.tag", "no tag 7");
    brand.change(0, 7);
    await seconds(2);
    expect(told).toEqual([1, "audience.tag: no tag 7", "end"]);
    expect(brand.hub.watched).toBe(0);
  });

  test("refuses what is wrong from the start, and keeps nothing of it", async () => {
    await expect(brand.follow({})).rejects.toMatchObject({ details: { field: "audience" } });
    await expect(brand.follow({ vip: true }, ["count"], 101)).rejects.toMatchObject({ details: { field: "sampleSize" } });
    brand.refusal = new BadInputError("audience.tag", "no tag 7");
    await expect(brand.follow()).rejects.toThrow("no tag 7");
    brand.refusal = null;
    brand.broken = new Error("no database");
    await expect(brand.follow()).rejects.toThrow("no database");
    expect(brand.hub.watched).toBe(0);
    brand.broken = null;
    expect(countOf((await (await brand.follow()).next()).value)).toBe(1);
  });

  test("misses nothing while the database does not answer", async () => {
    const told = collect(await brand.follow());
    await seconds(1);
    brand.broken = new Error("no database");
    brand.change(2, 7);
    await seconds(5);
    expect(told).toEqual([1]);
    expect(brand.warnings.length).toBeGreaterThan(0);
    brand.broken = null;
    await seconds(2);
    expect(told).toEqual([1, 2]);
  });

  test("misses nothing when only working it out fails", async () => {
    const told = collect(await brand.follow());
    brand.failing = 3;
    brand.change(2, 7);
    await seconds(2);
    expect(told).toEqual([1]);
    await seconds(3);
    expect([told, brand.warnings.length]).toEqual([[1, 2], 3]);
  });

  test("lets nobody's leaving disturb those who stay, and stops looking when all have gone", async () => {
    const stays = collect(await brand.follow());
    for (let round = 0; round < 1_000; round++) {
      const states = await brand.follow(round % 2 ? { tag: "7" } : { tag: "8" });
      if (round % 3 === 0) await states.next();
      const waiting = round % 5 === 0 ? states.next() : null;
      await states.return();
      if (waiting) expect((await waiting).done || round % 3 !== 0).toBe(true);
    }
    expect(brand.hub.watched).toBe(1);
    brand.change(2, 7);
    await seconds(2);
    expect(stays).toEqual([1, 2]);
  });

  test("keeps no timer after the last one left", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, i) => brand.follow({ tag: String(i + 1) })));
    await Promise.all(all.map((states) => states.return()));
    await seconds(2);
    const { looks } = brand;
    await seconds(60);
    expect([brand.hub.watched, brand.looks - looks, vi.getTimerCount()]).toEqual([0, 0, 0]);
  });

  test("ends looking when it is closed", async () => {
    await brand.follow();
    await brand.hub.close();
    const { looks } = brand;
    await seconds(10);
    expect(brand.looks).toBe(looks);
  });
});
