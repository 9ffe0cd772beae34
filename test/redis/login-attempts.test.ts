import { describe, expect, it } from "vitest";
import { RedisAttemptStore } from "../../src/accounts/adapters/redis-attempt-store.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { describeAttemptStore } from "../contracts/login-attempts.js";
import { newPrefix, testRedis } from "../support/redis.js";
import { startProxy } from "../support/severable-proxy.js";

describeAttemptStore("in Redis", async () => {
  const clients = [await openRedis(testRedis(), "commands", silentLogger), await openRedis(testRedis(), "commands", silentLogger)] as const;
  const prefix = newPrefix();
  return {
    here: new RedisAttemptStore(clients[0], prefix),
    elsewhere: new RedisAttemptStore(clients[1], prefix),
    close: async () => void (await Promise.all(clients.map(closeRedis))),
  };
});

describe("RedisAttemptStore", () => {
  it("goes on counting in the process while Redis is away", async () => {
    const proxy = await startProxy(testRedis().port);
    const client = await openRedis(testRedis(proxy.port), "commands", silentLogger);
    const store = new RedisAttemptStore(client, newPrefix());
    proxy.sever();
    const counts: number[] = [];
    for (let n = 0; n < 12; n++) counts.push((await store.take("address:10.0.0.1", new Date(), 60_000)).count);
    expect(counts).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    await closeRedis(client);
    await proxy.close();
  });
});
