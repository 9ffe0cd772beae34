import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TokenStore } from "../../src/wechat/index.js";

/** One place to keep tokens. */
export interface TokenStoreWorld {
  store: TokenStore;
  tenantId: number;
  /** The clock that tells all times. */
  now(): Promise<Date>;
  clear(): Promise<void>;
  /** A process of its own, which loses the lock soon after `vanish` cuts it off without a word. */
  mortal(): Promise<{ store: TokenStore; vanish(): void }>;
  close(): Promise<void>;
}

const token = (version: number) => ({ token: `t${version}`, version, source: "manual" as const, lifeMs: 600_000 });

/** What every adapter of the TokenStore port promises. */
export function describeTokenStore(name: string, open: () => Promise<TokenStoreWorld>): void {
  describe(`TokenStore: ${name}`, () => {
    let world: TokenStoreWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());
    beforeEach(() => world.clear());

    const save = (version: number) => world.store.withRefreshLock(world.tenantId, (locked) => locked.save(token(version)));

    it("holds nothing at first", async () => {
      expect(await world.store.load(world.tenantId)).toBeNull();
      expect(await world.store.withRefreshLock(world.tenantId, (locked) => locked.load())).toBeNull();
    });

    it("never lets an older token take the place of a newer one", async () => {
      const saved = [await save(2), await save(1), await save(2), await save(3)];
      expect(saved.map((stored) => stored?.version ?? null)).toEqual([2, null, null, 3]);
      expect(await world.store.load(world.tenantId)).toMatchObject({ token: "t3", version: 3, source: "manual" });
    });

    it("tells times by the store's clock alone", async () => {
      const stored = await save(1);
      const now = await world.now();
      expect(stored).not.toBeNull();
      if (!stored) return;
      expect(stored.expiresAt.getTime() - stored.refreshedAt.getTime()).toBeCloseTo(600_000, -1);
      expect(now.getTime()).toBeGreaterThanOrEqual(stored.readAt.getTime());
      const again = await world.store.load(world.tenantId);
      expect(again).toMatchObject({ expiresAt: stored.expiresAt, refreshedAt: stored.refreshedAt });
      expect(again?.readAt.getTime()).toBeGreaterThanOrEqual(stored.readAt.getTime());
    });

    it("shows the holder of the lock what it has saved", async () => {
      await save(1);
      const seen = await world.store.withRefreshLock(world.tenantId, async (locked) => {
        const before = await locked.load();
        await locked.save(token(5));
        return [before?.version, (await locked.load())?.version, await locked.save(token(4))];
      });
      expect(seen).toEqual([1, 5, null]);
    });

    it("saves nothing where the work failed, and lets the next one in", async () => {
      const failing = world.store.withRefreshLock(world.tenantId, async (locked) => {
        await locked.save(token(1));
        throw new Error("no commit");
      });
      await expect(failing).rejects.toThrow("no commit");
      expect(await world.store.withRefreshLock(world.tenantId, (locked) => locked.load())).toBeNull();
    });

    it("lets one in at a time, over all processes", async () => {
      const other = (await world.mortal()).store;
      let inside = 0;
      let most = 0;
      const visits = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? other : world.store).withRefreshLock(world.tenantId, async (locked) => {
          most = Math.max(most, ++inside);
          await locked.load();
          inside--;
        }),
      );
      await Promise.all(visits);
      expect(most).toBe(1);
    });

    it("takes the lock from a holder that is gone without a word, who then saves nothing", async () => {
      const mortal = await world.mortal();
      const { promise: inside, resolve: entered } = Promise.withResolvers<void>();
      const { promise: asleep, resolve: wake } = Promise.withResolvers<void>();
      const gone = mortal.store.withRefreshLock(world.tenantId, async (locked) => {
        entered();
        await asleep;
        return locked.save(token(7));
      });
      await inside;
      mortal.vanish();
      const next = await save(1);
      wake();
      await expect(gone).rejects.toThrow();
      expect(next).toMatchObject({ version: 1 });
      expect(await world.store.load(world.tenantId)).toMatchObject({ version: 1 });
    });
  });
}
