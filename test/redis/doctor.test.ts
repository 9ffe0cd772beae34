import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { judge } from "../../src/cli/doctor/redis-checks.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { APP, DoctorWorld } from "../support/doctor-world.js";
import { newPrefix, testRedis } from "../support/redis.js";

const prefix = newPrefix();
const redis = { REDIS_URL: inject("redisUrl"), REDIS_PREFIX: prefix, WECHAT_TOKEN_KEY: `${prefix}:token:<appid>` };
let world: DoctorWorld;

beforeAll(async () => {
  world = await DoctorWorld.start();
});
afterAll(() => world.close());

describe("tagcast doctor with Redis", () => {
  it("finds it in order, and tries the token that the processes share", async () => {
    const { of } = await world.doctor(redis);
    // Several processes, and no bucket.
    expect(of("object store")).toMatchObject({ status: "note", message: expect.stringContaining("without OBJECT_STORE_URL") });
    expect(of("redis")).toMatchObject({ status: "ok", message: expect.stringMatching(/^version \d+\.\d+\.\d+, answers$/) });
    expect(of(`token of ${APP.appId}`)).toMatchObject({ status: "ok", message: expect.stringContaining("version 1") });
    const client = await openRedis(testRedis(), "commands", silentLogger);
    try {
      expect(await client.get(`${prefix}:token:${APP.appId}`)).toMatch(/^\S{20,}$/);
    } finally {
      await closeRedis(client);
    }
  });

  it("says which Redis does not answer, never its password, and asks WeChat for no other token", async () => {
    const { of } = await world.doctor({ ...redis, REDIS_URL: "redis://tagcast:hidden-secret@127.0.0.1:9/0" });
    expect(of("redis")).toMatchObject({ status: "fault", message: expect.stringContaining("127.0.0.1:9") });
    expect(JSON.stringify([of("redis"), of("configuration")])).not.toContain("hidden-secret");
    expect(of(`token of ${APP.appId}`)?.status).toBe("skipped");
  });
});

describe("what Redis says of itself", () => {
  const info = (version: string, policy: string, cluster: number) =>
    `# Server\r\nredis_version:${version}\r\nmaxmemory_policy:${policy}\r\ncluster_enabled:${cluster}\r\n`;

  it.each([
    ["7.0.15", "noeviction", 0, "ok", "version 7.0.15, answers"],
    ["7.0.15", "allkeys-lru", 0, "note", "maxmemory-policy noeviction"],
    ["6.0.16", "noeviction", 0, "fault", "6.2 is the least"],
    ["7.2.0", "noeviction", 1, "fault", "Redis Cluster"],
  ])("of version %s, %s, cluster %i is judged %s", (version, policy, cluster, status, message) => {
    expect(judge(info(version, policy, cluster))).toMatchObject({ status, message: expect.stringContaining(message) });
  });
});
