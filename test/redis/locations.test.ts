import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisLocationStore } from "../../src/users/adapters/redis-location-store.js";
import { describeLocations } from "../contracts/locations.js";
import { locationPeople } from "../support/location-people.js";
import { newPrefix } from "../support/redis.js";
import { openTestCluster } from "../support/redis-cluster.js";

const DAY_MS = 86_400_000;

async function openStores() {
  const { own, ...people } = await locationPeople();
  const prefix = newPrefix();
  const [here, there] = [openTestCluster(prefix), openTestCluster(prefix)];
  const store = ({ cluster }: typeof here) => new RedisLocationStore({ cluster, database: own.database, prefix, clock: () => new Date() });
  const { client } = here.cluster;
  /** The user's key, and each set that has the user. */
  const traces = async (userId: number) => {
    const keys = await here.keys();
    const sets = keys.filter((key) => key.includes(":near:") && !key.endsWith(":at"));
    const inSets = await Promise.all(sets.map((key) => client.zscore(key, String(userId))));
    const times = await Promise.all(sets.map((key) => client.hget(`${key}:at`, String(userId))));
    // A set says nothing without its times, nor they without it.
    expect(times.map((at) => at !== null)).toEqual(inSets.map((score) => score !== null));
    const noted = keys.some((key) => key.endsWith(`}:${userId}`));
    expect(noted).toBe(inSets.some((score) => score !== null));
    return inSets.filter((score) => score !== null).length;
  };
  return {
    ...{ ...people, ...here, client, traces },
    store: store(here),
    another: store(there),
    close: async () => {
      await here.clear();
      await here.cluster.close();
      await there.cluster.close();
      await own.drop();
    },
  };
}

describeLocations("in a Redis Cluster", async () => {
  const stores = await openStores();
  return { ...stores, erase: async (userId) => void (await stores.store.erase(stores.tenantId, [userId])) };
});

describe("RedisLocationStore", () => {
  let stores: Awaited<ReturnType<typeof openStores>>;
  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(() => stores.close());

  const reportOf = (userId: number, latitude: number, at: Date) => ({
    ...{ tenantId: stores.tenantId, userId, latitude, longitude: 121.5, precisionMeters: null, at },
  });

  it("has Redis end each user's key 60 days after the report, and each set at most a day later", async () => {
    await stores.clear();
    const at = new Date(Date.now() - 10 * DAY_MS);
    await stores.store.save(stores.userIds.slice(0, 20).map((userId, i) => reportOf(userId, i, at)));
    const ends = new Map(await Promise.all((await stores.keys()).map(async (key) => [key, await stores.client.pexpiretime(key)] as const)));
    expect(ends.size).toBe(20 + 20 * 2);
    for (const [key, end] of ends) {
      const kept = end - at.getTime() - 60 * DAY_MS;
      if (key.includes(":position:")) expect(kept).toBe(0);
      else expect([kept >= 0, kept <= DAY_MS]).toEqual([true, true]);
    }
  });

  it("spreads people and places over all nodes, and keeps what belongs to one cell together", async () => {
    await stores.clear();
    await stores.store.save(stores.userIds.slice(0, 300).map((userId, i) => reportOf(userId, (i % 100) - 50, new Date())));
    const counts = await Promise.all(stores.cluster.client.nodes("master").map((node) => node.dbsize()));
    expect(Math.min(...counts)).toBeGreaterThan(50);
    const slots = new Map<string, Set<number>>();
    for (const key of await stores.keys()) {
      const tag = /\{(.*?)\}/.exec(key)?.[1] ?? "";
      slots.set(tag, (slots.get(tag) ?? new Set()).add(await stores.client.cluster("KEYSLOT", key)));
    }
    expect([...slots.values()].every(({ size }) => size === 1)).toBe(true);
  });

  it("finds nobody by a set they were left in, and mends it when their report is told again", async () => {
    await stores.clear();
    const [user = -1, ordinal] = [stores.userIds[0], stores.ordinals[0]];
    const now = Date.now();
    const find = async (latitude: number) => [
      ...(await stores.store.near(stores.tenantId, { latitude, longitude: 121.5, radiusMeters: 10 }, new Date(0))),
    ];
    await stores.store.save([reportOf(user, 31, new Date(now - 2_000))]);
    const copies = await Promise.all(
      (await stores.keys()).map(async (key) => ({ key, dump: await stores.client.dumpBuffer(key), ttl: await stores.client.pttl(key) })),
    );
    await stores.store.save([reportOf(user, 39, new Date(now - 1_000))]);
    // As if the process had died between its steps: still in the old place's set.
    for (const { key, dump, ttl } of copies.filter((copy) => copy.key.includes(":near:")))
      await stores.client.restore(key, ttl, dump ?? "", "REPLACE");
    expect(await stores.traces(user)).toBe(2);
    expect([await find(31), await find(39)]).toEqual([[], [ordinal]]);
    await stores.store.save([reportOf(user, 31, new Date(now - 2_000))]);
    expect(await stores.traces(user)).toBe(1);
    expect([await find(31), await find(39)]).toEqual([[], [ordinal]]);
  });
});
