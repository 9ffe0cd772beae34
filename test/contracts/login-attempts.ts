import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttemptStore } from "../../src/accounts/index.js";

/** Two processes that count in one place. */
export interface AttemptWorld {
  here: AttemptStore;
  elsewhere: AttemptStore;
  close(): Promise<void>;
}

const MINUTE = 60_000;
/** The shortest that every store can tell. */
const SHORT = 1_000;

/** What every adapter of the AttemptStore port promises. */
export function describeAttemptStore(name: string, open: () => Promise<AttemptWorld>): void {
  describe(`AttemptStore: ${name}`, () => {
    let world: AttemptWorld;
    let keys = 0;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    const newKey = () => `address:10.0.0.${keys++}`;
    const take = (key: string, windowMs = MINUTE) => world.here.take(key, new Date(), windowMs);

    it("counts each attempt once, however many come at once in two processes", async () => {
      const key = newKey();
      const counts = await Promise.all(
        Array.from({ length: 50 }, (_, i) => (i % 2 ? world.here : world.elsewhere).take(key, new Date(), MINUTE)),
      );
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    });

    it("keeps a window's end, whatever comes in it", async () => {
      const key = newKey();
      const before = Date.now();
      const first = await take(key);
      await sleep(50);
      const last = await take(key);
      expect(last.count).toBe(2);
      expect(first.expiresAt.getTime()).toBeGreaterThanOrEqual(before + MINUTE - 100);
      expect(Math.abs(last.expiresAt.getTime() - first.expiresAt.getTime())).toBeLessThan(50);
    });

    it("begins anew after the window", async () => {
      const key = newKey();
      await take(key, SHORT);
      await take(key, SHORT);
      await sleep(SHORT + 100);
      expect((await take(key, SHORT)).count).toBe(1);
    });

    it("takes one back, never below nothing", async () => {
      const [key, unknown] = [newKey(), newKey()];
      await take(key);
      await take(key);
      await world.elsewhere.giveBack(key);
      expect((await take(key)).count).toBe(2);
      await world.here.giveBack(unknown);
      expect((await take(unknown)).count).toBe(1);
    });

    it("forgets one that is reset, and no other", async () => {
      const [key, other] = [newKey(), newKey()];
      for (const each of [key, key, other]) await take(each);
      await world.elsewhere.reset(key);
      expect([(await take(key)).count, (await take(other)).count]).toEqual([1, 2]);
    });

    it("keeps running windows when the old ones are cleared away", async () => {
      const key = newKey();
      await take(key);
      await world.here.forgetExpired(new Date());
      expect((await take(key)).count).toBe(2);
    });
  });
}
