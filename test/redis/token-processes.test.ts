import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { type OwnRedis, startOwnRedis } from "../support/redis-servers.js";
import { TokenProcess } from "../support/token-processes.js";
import { addTenant } from "../wechat/support.js";

const APP = { appId: "wx0123456789abcdef", appSecret: "0123456789abcdef0123456789abcdef" };
const STABLE = "/cgi-bin/stable_token";
const TAGS = "/cgi-bin/tags/get";
const PROCESSES = 8;
const CALLERS = 200;
const EXPIRIES = 10;

let test: TestDatabase;
let redis: OwnRedis;
let tenantId: number;
let simulator: Simulator;
let processes: TokenProcess[];

beforeAll(async () => {
  test = await createTestDatabase();
  redis = await startOwnRedis();
  tenantId = await addTenant(test.database, APP.appId);
}, 120_000);
afterAll(async () => {
  redis?.close();
  await test.drop();
});
beforeEach(async () => {
  await redis.cli("FLUSHALL");
  simulator = await startSimulator({ apps: [APP], followers: 1, dailyLimits: { [TAGS]: 10_000_000 } });
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((each) => each.stop()));
  await simulator.close();
}, 120_000);

const secretKey = randomBytes(32).toString("hex");

async function start(count: number): Promise<TokenProcess[]> {
  const own = { url: redis.url, prefix: "tokens" };
  const options = { databaseUrl: test.url, wechatUrl: simulator.url, tenantId, ...APP, secretKey, redis: own };
  const made = await Promise.all(Array.from({ length: count }, () => TokenProcess.start(options)));
  processes.push(...made);
  return made;
}

const issued = () => simulator.account(APP.appId).tokens.issued;
const allSucceed = { succeeded: CALLERS, faults: [] };

async function allCall(those: readonly TokenProcess[]): Promise<void> {
  expect(await Promise.all(those.map((each) => each.call(CALLERS)))).toEqual(those.map(() => allSucceed));
}

describe("eight processes with 200 callers each, with the token in Redis", { timeout: 400_000 }, () => {
  it("refresh once at each expiry, and once at the start", async () => {
    const all = await start(PROCESSES);
    await allCall(all);
    for (let expiries = 1; expiries <= EXPIRIES; expiries++) {
      // 42001 to whoever comes first, and to all who use the same token after that.
      simulator.faults.order({ path: TAGS, kind: "expire-token" });
      await allCall(all);
      expect([simulator.calls.count(STABLE), issued()]).toEqual([expiries + 1, { token: 0, stable: expiries + 1, forced: 0 }]);
    }
  });

  it("go on when the one that refreshes is killed in the middle of it", async () => {
    const [doomed, ...others] = await start(3);
    if (!doomed) throw new Error("there are three");
    await allCall([doomed, ...others]);
    simulator.faults.order({ path: TAGS, kind: "expire-token" });
    const slow = simulator.faults.order({ path: STABLE, kind: "slow", delayMs: 3_000 });
    const lost = doomed.call(CALLERS).catch((error: Error) => error.message);
    await vi.waitFor(() => expect(simulator.faults.list().find(({ id }) => id === slow)?.struck).toBe(1), 30_000);
    const saved = others.map((each) => each.call(CALLERS));
    await doomed.kill();
    expect(await Promise.all(saved)).toEqual(others.map(() => allSucceed));
    expect(await lost).toContain("SIGKILL");
    expect(issued()).toEqual({ token: 0, stable: 2, forced: 0 });
  });

  it("refresh once more when Redis loses its memory together with the token, and tell other services the new one", async () => {
    const all = await start(2);
    await allCall(all);
    const before = await redis.cli("GET", `tokens:weixin:${APP.appId}`);
    await redis.cli("FLUSHALL");
    simulator.faults.order({ path: TAGS, kind: "expire-token" });
    await allCall(all);
    const after = await redis.cli("GET", `tokens:weixin:${APP.appId}`);
    expect([before.length > 0, after.length > 0, after === before]).toEqual([true, true, false]);
    expect(issued()).toEqual({ token: 0, stable: 2, forced: 0 });
  });
});
