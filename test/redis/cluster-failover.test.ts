import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { redisClusterNodes } from "../../src/config/redis-address.js";
import { isUnavailable } from "../../src/graphql/unavailable.js";
import { type Logger, silentLogger } from "../../src/platform/logging/logger.js";
import { RedisCluster } from "../../src/platform/redis/index.js";
import { RedisLocationStore } from "../../src/users/adapters/redis-location-store.js";
import { locationPeople } from "../support/location-people.js";
import { type OwnCluster, startOwnCluster } from "../support/redis-servers.js";

const PEOPLE = 60;
const EVER = new Date(0);
/** What nobody waits longer for; a machine that does other things adds something to the 5 s of the limit. */
const PATIENCE_MS = 8_000;
/** A replica that could not take over within 5 s forgets that it was asked. */
const FAILOVER_ASKED_ANEW_MS = 6_000;

let own: OwnCluster;
let cluster: RedisCluster;
let people: Awaited<ReturnType<typeof locationPeople>>;
let store: RedisLocationStore;

beforeEach(async () => {
  own = await startOwnCluster();
  people = await locationPeople();
  cluster = new RedisCluster(redisClusterNodes.parse(own.url), silentLogger);
  store = new RedisLocationStore({ cluster, database: people.own.database, prefix: "failover", clock: () => new Date() });
}, 120_000);
afterEach(async () => {
  await cluster.close();
  await people.own.drop();
  own.close();
}, 60_000);

/** They are spread over all of China, so over all nodes. */
const reports = (at: Date) =>
  people.userIds.slice(0, PEOPLE).map((userId, i) => ({
    ...{ tenantId: people.tenantId, userId, latitude: 20 + i / 3, longitude: 100 + i / 3, precisionMeters: null, at },
  }));

/** Whether everybody is where they were at that moment, asked both ways. */
async function everybodyIsThere(at: Date): Promise<void> {
  const told = reports(at);
  const newest = await store.newest(
    people.tenantId,
    told.map(({ userId }) => userId),
    EVER,
  );
  expect(told.map(({ userId }) => newest.get(userId)?.at)).toEqual(told.map(() => at));
  for (const [i, { latitude, longitude }] of told.entries()) {
    expect([...(await store.near(people.tenantId, { latitude, longitude, radiusMeters: 100 }, EVER))]).toEqual([people.ordinals[i]]);
  }
}

/** Until it works; what fails on the way says so in time, and as something that does not answer. */
async function persistently<T>(work: () => Promise<T>): Promise<{ result: T; failures: number }> {
  for (let failures = 0; ; failures++) {
    const begun = performance.now();
    try {
      return { result: await work(), failures };
    } catch (error) {
      expect(isUnavailable(error), String(error)).toBe(true);
      expect(performance.now() - begun).toBeLessThan(PATIENCE_MS);
      await sleep(50);
    }
  }
}

/** The master that keeps a user's key. */
async function masterOf(userId: number): Promise<number> {
  const keys = await Promise.all(cluster.client.nodes("master").map(async (node) => [node.options.port, await node.keys(`*}:${userId}`)]));
  return Number(keys.find(([, found]) => Array.isArray(found) && found.length > 0)?.[0]);
}

describe("a Redis Cluster", { timeout: 180_000 }, () => {
  it("of which a master is killed goes on with its replica, for writes and reads", async () => {
    const start = new Date(Date.now() - 60_000);
    await store.save(reports(start));
    await everybodyIsThere(start);
    own.signal(await masterOf(people.userIds[0] ?? -1), "SIGKILL");
    const after = new Date(start.getTime() + 1_000);
    await persistently(() => store.save(reports(after)));
    await persistently(() => everybodyIsThere(after));
    const later = new Date(start.getTime() + 2_000);
    const { failures } = await persistently(() => store.save(reports(later)));
    expect(failures).toBe(0);
    await everybodyIsThere(later);
  });

  it("hands a master's work over on request without a failure", async () => {
    // Nobody is to be taken for dead here, however busy the machine is.
    for (const port of own.ports) await own.cli(port, "CONFIG", "SET", "cluster-node-timeout", "60000");
    const start = Date.now() - 60_000;
    await store.save(reports(new Date(start)));
    const replica = own.ports.slice(3)[0] ?? 0;
    const slots = async () => (await own.cli(replica, "CLUSTER", "NODES")).split("\n").find((line) => line.includes("myself")) ?? "";
    expect(await slots()).toContain("slave");
    let asked = Number.NEGATIVE_INFINITY;
    for (let round = 1; round <= 20 || (await slots()).includes("slave"); round++) {
      if (performance.now() - asked > FAILOVER_ASKED_ANEW_MS && (await slots()).includes("slave")) {
        expect(await own.cli(replica, "CLUSTER", "FAILOVER")).toBe("OK");
        asked = performance.now();
      }
      await store.save(reports(new Date(start + round)));
      await everybodyIsThere(new Date(start + round));
    }
  });

  it("that says nothing fails each question in time, and answers when it is there again", async () => {
    const start = new Date(Date.now() - 60_000);
    await store.save(reports(start));
    for (const port of own.ports) own.signal(port, "SIGSTOP");
    const [{ latitude = 0, longitude = 0 } = {}] = reports(start);
    const questions = [
      () => store.save(reports(new Date(start.getTime() + 1_000))),
      () => store.newest(people.tenantId, people.userIds.slice(0, PEOPLE), EVER),
      () => store.near(people.tenantId, { latitude, longitude, radiusMeters: 100_000 }, EVER),
      () => store.erase(people.tenantId, people.userIds.slice(0, 1)),
    ];
    const begun = performance.now();
    const faults = await Promise.all(questions.map((ask) => ask().then(String, (error: unknown) => isUnavailable(error))));
    expect(faults).toEqual([true, true, true, true]);
    expect(performance.now() - begun).toBeLessThan(PATIENCE_MS);
    for (const port of own.ports) own.signal(port, "SIGCONT");
    const after = new Date(start.getTime() + 2_000);
    await persistently(() => store.save(reports(after)));
    await persistently(() => everybodyIsThere(after));
  });

  it("that is gone is told once, and cannot be entered; the reason is told, the password never", async () => {
    const told: string[] = [];
    const keep = (_details: object, message: string) => void told.push(message);
    const logger: Logger = { ...silentLogger, warn: keep, info: keep };
    const settings = redisClusterNodes.parse(own.url);
    const watched = new RedisCluster(settings, logger);
    await watched.answers();
    const wrong = new RedisCluster({ ...settings, password: "another secret" }, logger);
    const refusal = await wrong.answers().catch((error: Error) => error.message);
    await wrong.close();
    expect(refusal).toMatch(/^the Redis Cluster at 127\.0\.0\.1:\d+, .* cannot be used: WRONGPASS/);
    for (const port of own.ports) own.signal(port, "SIGKILL");
    const gone = await watched.answers().catch((error: Error) => error.message);
    expect(gone).toMatch(/Redis Cluster at 127\.0\.0\.1:\d+/);
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([expect.stringContaining("was lost")]);
    await watched.close();
    expect(JSON.stringify([refusal, gone, told])).not.toMatch(/secret/);
  });
});
