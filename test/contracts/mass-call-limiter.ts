import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MassCallLimiter } from "../../src/wechat/index.js";

/** One store of calls, and two processes that count in it. */
export interface LimiterWorld {
  here: MassCallLimiter;
  elsewhere: MassCallLimiter;
  /** Makes all calls that are stored older, as if the time had passed; a negative number, as if they had been made by a clock ahead. */
  pass(seconds: number): Promise<void>;
  /** Calls stored. */
  kept(): Promise<number>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

const TENANT = 1;
const WINDOW_MS = 61_000;

/** What every adapter of the MassCallLimiter port promises. */
export function describeMassCallLimiter(name: string, open: () => Promise<LimiterWorld>): void {
  describe(`MassCallLimiter: ${name}`, () => {
    let world: LimiterWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());
    beforeEach(() => world.clear());

    const takeMany = (count: number, tenantId = TENANT) =>
      Promise.all(Array.from({ length: count }, (_, index) => (index % 2 ? world.here : world.elsewhere).tryTake(tenantId)));
    const granted = (waits: number[]) => waits.filter((wait) => wait === 0).length;

    it("lets 60 calls go, however many ask at once in two processes, and tells the others how long to wait", async () => {
      const waits = await takeMany(200);
      expect(granted(waits)).toBe(60);
      for (const wait of waits) expect(wait).toBeLessThanOrEqual(WINDOW_MS);
      expect(Math.max(...waits)).toBeGreaterThan(0);
    });

    it("counts any minute, not the clock's", async () => {
      expect(granted(await takeMany(30))).toBe(30);
      await world.pass(31);
      expect(granted(await takeMany(60))).toBe(30);
      // The first 30 are 61 s old now, the second 30 are 30 s old.
      await world.pass(30);
      expect(granted(await takeMany(60))).toBe(30);
      await world.pass(15);
      expect(granted(await takeMany(60))).toBe(0);
    });

    it("says when the oldest of the last 60 leaves the minute", async () => {
      await takeMany(1);
      await world.pass(40);
      await takeMany(59);
      const wait = await world.here.tryTake(TENANT);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(21_000);
      await world.pass(wait / 1_000);
      expect(await world.here.tryTake(TENANT)).toBe(0);
    });

    it("counts each tenant by itself", async () => {
      await takeMany(60);
      expect(granted(await takeMany(60, TENANT + 1))).toBe(60);
    });

    it("counts nothing for a refused call, and keeps only a minute", async () => {
      await takeMany(100);
      await world.pass(120);
      await takeMany(1);
      expect(await world.kept()).toBe(1);
    });

    it("recovers from a clock that was ahead", async () => {
      await takeMany(60);
      await world.pass(-3_600);
      expect(await world.here.tryTake(TENANT)).toBe(0);
    });
  });
}
