import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { RedisTokenStore } from "../../src/wechat/adapters/redis-token-store.js";
import { describeTokenStore } from "../contracts/token-store.js";
import { newPrefix, testRedis } from "../support/redis.js";
import { type SeverableProxy, startProxy } from "../support/severable-proxy.js";
import { sealer } from "../wechat/support.js";

const TENANT = 7;
const TIMES = { lockMs: 300, waitMs: 20_000 };

/** Redis, and stores over it of several processes. */
async function openStores() {
  const prefix = newPrefix();
  const client = await openRedis(testRedis(), "commands", silentLogger);
  const tokenKey = `${prefix}:weixin:access_token:<appid>`;
  const parts = { sealer, prefix, tokenKey, appIdOf: async (tenantId: number) => `wx${tenantId}`, times: TIMES };
  const others: { client: Redis; proxy: SeverableProxy }[] = [];
  return {
    client,
    prefix,
    store: () => new RedisTokenStore({ ...parts, client }),
    mortal: async () => {
      const proxy = await startProxy(testRedis().port);
      const own = await openRedis(testRedis(proxy.port), "commands", silentLogger);
      others.push({ client: own, proxy });
      return { store: new RedisTokenStore({ ...parts, client: own }), vanish: () => proxy.sever() };
    },
    clear: async () => {
      for (const key of await client.keys(`${prefix}:*`)) await client.del(key);
    },
    close: async () => {
      for (const { client: own, proxy } of others) {
        await closeRedis(own);
        await proxy.close();
      }
      await closeRedis(client);
    },
  };
}

describeTokenStore("in Redis", async () => {
  const stores = await openStores();
  let store = stores.store();
  return {
    get store() {
      return store;
    },
    tenantId: TENANT,
    now: async () => {
      const [seconds, micros] = await stores.client.time();
      return new Date(Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000));
    },
    clear: async () => {
      await stores.clear();
      // A process that knew a token would put it back.
      store = stores.store();
    },
    mortal: stores.mortal,
    close: stores.close,
  };
});

describe("RedisTokenStore", () => {
  let stores: Awaited<ReturnType<typeof openStores>>;
  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(() => stores.close());

  const bareKey = () => `${stores.prefix}:weixin:access_token:wx${TENANT}`;
  const save = (store: RedisTokenStore, version: number, lifeMs = 600_000) =>
    store.withRefreshLock(TENANT, (locked) => locked.save({ token: `t${version}`, version, source: "stable_token", lifeMs }));

  it("lets other services read the bare token until its end", async () => {
    const store = stores.store();
    await save(store, 1);
    expect(await stores.client.get(bareKey())).toBe("t1");
    expect(await stores.client.pttl(bareKey())).toBeGreaterThan(590_000);
    await save(store, 2, 300_000);
    expect(await stores.client.get(bareKey())).toBe("t2");
    expect(await stores.client.pttl(bareKey())).toBeLessThanOrEqual(300_000);
  });

  it("keeps its own copy sealed", async () => {
    await stores.clear();
    await save(stores.store(), 1);
    for (const key of await stores.client.keys(`${stores.prefix}:token:*`))
      expect(JSON.stringify(await stores.client.hgetall(key))).not.toContain("t1");
  });

  it("puts back what it knew where Redis lost its memory, for other services as well, and never an older one", async () => {
    await stores.clear();
    const [older, newer] = [stores.store(), stores.store()];
    await save(older, 1);
    await save(newer, 2);
    await stores.clear();
    expect(await older.load(TENANT)).toMatchObject({ version: 1, token: "t1" });
    expect(await newer.load(TENANT)).toMatchObject({ version: 2, token: "t2" });
    expect(await older.load(TENANT)).toMatchObject({ version: 2, token: "t2" });
    expect(await stores.client.get(bareKey())).toBe("t2");
    await stores.clear();
    expect(await save(older, 1)).toBeNull();
  });

  it("puts back no token that is over", async () => {
    await stores.clear();
    const store = stores.store();
    await save(store, 1, 1);
    await stores.clear();
    expect(await store.load(TENANT)).toBeNull();
  });
});
