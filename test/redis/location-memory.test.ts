import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { RedisLocationMemory } from "../../src/users/adapters/redis-location-memory.js";
import { newPrefix } from "../support/redis.js";
import { openTestCluster } from "../support/redis-cluster.js";

const prefix = newPrefix();
const stored = openTestCluster(prefix);
const memory = () => new RedisLocationMemory(stored.cluster, prefix);
/** As if one node had lost what it had. */
const loseAThird = async () => {
  for (const key of (await stored.keys()).filter((each) => each.includes("{1"))) await stored.cluster.client.del(key);
  return true;
};

beforeEach(() => stored.clear());
afterAll(async () => {
  await stored.clear();
  await stored.cluster.close();
});

describe("RedisLocationMemory", () => {
  it("asks to be filled at first and after a loss, and else not", async () => {
    const asked: number[] = [];
    const restore = (n: number) => memory().restore(async () => asked.push(n) > 0);
    expect([await restore(1), await restore(2)]).toEqual([true, false]);
    await loseAThird();
    expect([await restore(3), await restore(4)]).toEqual([true, false]);
    expect(asked).toEqual([1, 3]);
  });

  it("asks again where filling it failed, or something was lost meanwhile", async () => {
    await expect(memory().restore(() => Promise.reject(new Error("cut off")))).rejects.toThrow("cut off");
    expect(await memory().restore(async () => false)).toBe(false);
    expect(await memory().restore(loseAThird)).toBe(true);
    expect(await memory().restore(async () => true)).toBe(true);
    expect(await memory().restore(async () => true)).toBe(false);
  });

  it("asks one process at a time", async () => {
    const others: boolean[] = [];
    const ran = await memory().restore(async () => {
      others.push(...(await Promise.all([1, 2, 3].map(() => memory().restore(async () => true)))));
      return true;
    });
    expect([ran, ...others]).toEqual([true, false, false, false]);
  });
});
