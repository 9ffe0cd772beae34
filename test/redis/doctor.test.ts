import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Finding } from "../../src/cli/doctor/finding.js";
import { judge } from "../../src/cli/doctor/redis-checks.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { newPrefix, testRedis } from "../support/redis.js";
import { cli } from "../support/terminal.js";

const APP = { appId: "wx0123456789abcdef", appSecret: "0123456789abcdef0123456789abcdef" };
const prefix = newPrefix();
let test: TestDatabase;
let simulator: Simulator;
let dataDir: string;
let env: Record<string, string>;

beforeAll(async () => {
  test = await createTestDatabase();
  simulator = await startSimulator({ apps: [APP], followers: 10 });
  dataDir = mkdtempSync(join(tmpdir(), "tagcast-doctor-"));
  env = {
    ...{ DATABASE_URL: test.url, TAGCAST_DATA_DIR: dataDir, TAGCAST_SECRET_KEY: randomBytes(32).toString("hex"), PORT: "1" },
    ...{ WECHAT_API_BASE_URL: simulator.url, WECHAT_APP_ID: APP.appId, WECHAT_APP_SECRET: APP.appSecret },
    ...{ WECHAT_CALLBACK_TOKEN: "callbacktoken", REDIS_URL: inject("redisUrl"), REDIS_PREFIX: prefix },
    WECHAT_TOKEN_KEY: `${prefix}:token:<appid>`,
  };
  const account = ["--app-id", APP.appId, "--app-secret", APP.appSecret, "--callback-token", "callbacktoken"];
  expect((await cli(["create-tenant", "--name", "Brand", ...account], env)).code).toBe(0);
});
afterAll(async () => {
  await simulator.close();
  await test.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function doctor(changes: Record<string, string> = {}): Promise<(check: string) => Finding | undefined> {
  const { stdout } = await cli(["doctor", "--json"], { ...env, ...changes });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return (check) => findings.find((finding) => finding.check === check);
}

describe("tagcast doctor with Redis", () => {
  it("finds it in order, and tries the token that the processes share", async () => {
    const of = await doctor();
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
    const of = await doctor({ REDIS_URL: "redis://tagcast:hidden-secret@127.0.0.1:9/0" });
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
