import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RedisAddress } from "../../src/config/redis-address.js";
import { type Logger, silentLogger } from "../../src/platform/logging/logger.js";
import { openRedisPubSub, type SharedPubSub } from "../../src/platform/pubsub/redis-pubsub.js";
import { openRedisQueue } from "../../src/platform/queue/bullmq-redis-queue.js";
import type { JobQueue } from "../../src/platform/queue/job-queue.port.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { RedisTokenStore } from "../../src/wechat/adapters/redis-token-store.js";
import { redisAt } from "../support/redis-at.js";
import { type OwnRedis, startOwnRedis } from "../support/redis-servers.js";
import { type SeverableProxy, startProxy } from "../support/severable-proxy.js";
import { sealer } from "../wechat/support.js";

let master: OwnRedis;
let replica: OwnRedis;
/** The address that everybody knows, which moves with the master. */
let address: SeverableProxy;

beforeEach(async () => {
  master = await startOwnRedis();
  replica = await startOwnRedis("--replicaof", `127.0.0.1 ${master.port}`);
  while (!(await replica.cli("INFO", "replication")).includes("master_link_status:up")) await sleep(20);
  address = await startProxy(master.port);
}, 120_000);
afterEach(async () => {
  await address.close();
  master.close();
  replica.close();
}, 60_000);

const settings = (): RedisAddress => redisAt(master.url, address.port);

/** A process's queue, subscriptions and token, at work. */
async function atWork() {
  const prefix = "failover";
  const [queue, pubsub, client] = await Promise.all([
    openRedisQueue({ settings: settings(), prefix, logger: silentLogger }),
    openRedisPubSub({ settings: settings(), prefix, logger: silentLogger, pulseMs: 100 }),
    openRedis(settings(), "commands", silentLogger),
  ]);
  const tokens = new RedisTokenStore({ client, sealer, prefix, tokenKey: `${prefix}:<appid>`, appIdOf: async () => "wx1" });
  await tokens.withRefreshLock(1, (locked) => locked.save({ token: "t1", version: 1, source: "stable_token", lifeMs: 600_000 }));
  const done: number[] = [];
  await queue.process("q", 1, async ({ n }) => void done.push(Number(n)));
  const close = async () => {
    await queue.close();
    await pubsub.close();
    await closeRedis(client);
  };
  return { queue, pubsub, tokens, done, close };
}

async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await sleep(50);
    }
  }
}

async function mustGoOn(
  parts: { queue: JobQueue; pubsub: SharedPubSub; tokens: RedisTokenStore; done: number[] },
  n: number,
): Promise<void> {
  const hints = parts.pubsub.subscribe(`t${n}`);
  await persistently(() => parts.queue.add("q", `job ${n}`, { n }));
  while (!parts.done.includes(n)) await sleep(20);
  await parts.pubsub.settled();
  await persistently(() => parts.pubsub.publish(`t${n}`, n));
  // A hint to look at the database may come first.
  for (let got: unknown = null; got !== n; ) got = (await hints.next()).value;
  await hints.return?.();
  expect(await persistently(() => parts.tokens.load(1))).toMatchObject({ token: "t1", version: 1 });
}

describe("a replica is promoted", { timeout: 120_000 }, () => {
  it("after the master died: everything goes on, and subscribers look again", async () => {
    const parts = await atWork();
    const watching = parts.pubsub.subscribe("watched");
    await mustGoOn(parts, 1);
    master.kill();
    await replica.cli("REPLICAOF", "NO", "ONE");
    address.pointTo(replica.port);
    expect(await watching.next()).toEqual({ value: null, done: false });
    await mustGoOn(parts, 2);
    await parts.close();
  });

  it("while the master lives on as its replica: writes find the new one", async () => {
    const parts = await atWork();
    await mustGoOn(parts, 1);
    await replica.cli("REPLICAOF", "NO", "ONE");
    await master.cli("REPLICAOF", "127.0.0.1", String(replica.port));
    address.pointTo(replica.port);
    await mustGoOn(parts, 2);
    await parts.close();
  });
});

describe("a connection", { timeout: 60_000 }, () => {
  it("that cannot be made says where and why, and never the password", async () => {
    const wrong = { ...settings(), password: "a wrong secret" };
    const faults = [
      await openRedis(wrong, "commands", silentLogger).catch((error: Error) => error.message),
      await openRedis({ ...settings(), port: 1 }, "commands", silentLogger).catch((error: Error) => error.message),
    ];
    expect(faults).toEqual([
      expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ cannot be used: WRONGPASS/),
      expect.stringMatching(/^Redis at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/),
    ]);
    expect(JSON.stringify(faults)).not.toMatch(/secret/);
  });

  it("that is lost is told once, and once when it stands again", async () => {
    const told: string[] = [];
    const keep = (_details: object, message: string) => void told.push(message);
    const logger: Logger = { ...silentLogger, warn: keep, info: keep };
    const client = await openRedis(settings(), "commands", logger);
    address.sever();
    await expect(client.get("x")).rejects.toThrow();
    await sleep(1_000);
    address.restore();
    await persistently(() => client.get("x"));
    expect(told).toEqual([expect.stringContaining("was lost"), expect.stringContaining("answers again")]);
    await closeRedis(client);
  });

  it("answers or fails within seconds when the other side says nothing", async () => {
    const client = await openRedis(settings(), "commands", silentLogger);
    process.kill(Number(await master.cli("INFO", "server").then((info) => /process_id:(\d+)/.exec(info)?.[1])), "SIGSTOP");
    await expect(client.get("x")).rejects.toThrow("Command timed out");
    await closeRedis(client);
  });
});
