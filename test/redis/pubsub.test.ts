import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { describe, expect, it, vi } from "vitest";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { openRedisPubSub } from "../../src/platform/pubsub/redis-pubsub.js";
import { describePubSub } from "../contracts/pubsub.js";
import { newPrefix, testRedis } from "../support/redis.js";
import { startProxy } from "../support/severable-proxy.js";

const PULSE_MS = 50;

function lookAt(): Redis {
  const { host, port, password } = testRedis();
  return new Redis({ host, port, password: password ?? "" });
}

describePubSub("Redis", async () => {
  const prefix = newPrefix();
  const pubsub = await openRedisPubSub({ settings: testRedis(), prefix, logger: silentLogger });
  const beside = lookAt();
  /** The server's own count: one for each topic that anybody here listens to, besides the pulse's. */
  const channels = async () => (await beside.pubsub("CHANNELS", `${prefix}:*`)).filter((name) => !String(name).includes(":pulse."));
  return {
    pubsub,
    listenerCount: async () => {
      const here = pubsub.listenerCount();
      // UNSUBSCRIBE is under way.
      await vi.waitFor(async () => expect((await channels()).length > 0).toBe(here > 0));
      return here;
    },
    settled: () => pubsub.settled(),
    close: async () => {
      await pubsub.close();
      beside.disconnect();
    },
  };
});

describe("PubSub on Redis", () => {
  const open = async (settings = testRedis(), prefix = newPrefix()) =>
    openRedisPubSub({ settings, prefix, logger: silentLogger, pulseMs: PULSE_MS });

  it("reaches subscribers in other processes, of the same installation only", async () => {
    const prefix = newPrefix();
    const [here, there, stranger] = await Promise.all([open(testRedis(), prefix), open(testRedis(), prefix), open()]);
    const reader = there.subscribe("t");
    const foreign = stranger.subscribe("t");
    await Promise.all([there.settled(), stranger.settled()]);
    await here.publish("t", { n: 1 });
    await stranger.publish("t", { n: 2 });
    expect(await reader.next()).toEqual({ value: { n: 1 }, done: false });
    expect(await foreign.next()).toEqual({ value: { n: 2 }, done: false });
    await Promise.all([here, there, stranger].map((each) => each.close()));
  });

  it("tells every subscriber to look again after a connection was lost, and goes on", async () => {
    const proxy = await startProxy(testRedis().port);
    const prefix = newPrefix();
    const [cut, whole] = [await open(testRedis(proxy.port), prefix), await open(testRedis(), prefix)];
    const readers = [cut.subscribe("t"), cut.subscribe("u")];
    await cut.settled();
    proxy.sever();
    await expect(cut.publish("t", "lost")).rejects.toThrow();
    await whole.publish("t", "missed");
    proxy.restore();
    for (const reader of readers) expect(await reader.next()).toEqual({ value: null, done: false });
    await whole.publish("t", "after");
    expect(await readers[0]?.next()).toEqual({ value: "after", done: false });
    await Promise.all([cut.close(), whole.close(), proxy.close()]);
  });

  it("subscribes later where Redis is away at the moment", async () => {
    const proxy = await startProxy(testRedis().port);
    const pubsub = await open(testRedis(proxy.port));
    proxy.sever();
    const reader = pubsub.subscribe("t");
    const first = reader.next();
    await sleep(100);
    proxy.restore();
    expect((await first).done).toBe(false);
    await reader.return?.();
    await Promise.all([pubsub.close(), proxy.close()]);
  });

  it("closes while Redis is away, with subscriptions open", async () => {
    const proxy = await startProxy(testRedis().port);
    const pubsub = await open(testRedis(proxy.port));
    const reader = pubsub.subscribe("t");
    await pubsub.settled();
    proxy.sever();
    await reader.return?.();
    await pubsub.close();
    await proxy.close();
  });
});
