import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { TokenProcess } from "../support/token-processes.js";
import { addTenant } from "../wechat/support.js";

const APP = { appId: "wx0123456789abcdef", appSecret: "0123456789abcdef0123456789abcdef" };
const STABLE = "/cgi-bin/stable_token";
const TAGS = "/cgi-bin/tags/get";
const CALLERS = 100;

let test: TestDatabase;
let tenantId: number;
let simulator: Simulator;
let started: TokenProcess[];

beforeAll(async () => {
  test = await createTestDatabase();
  tenantId = await addTenant(test.database, APP.appId);
});
afterAll(() => test.drop());
beforeEach(async () => {
  simulator = await startSimulator({ apps: [APP], followers: 1, dailyLimits: { [TAGS]: 10_000_000 } });
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((each) => each.stop()));
  await simulator.close();
  await test.database.prisma.accessToken.deleteMany();
});

const secretKey = randomBytes(32).toString("hex");

async function start(count: number): Promise<TokenProcess[]> {
  const options = { databaseUrl: test.url, wechatUrl: simulator.url, tenantId, ...APP, secretKey };
  const made = await Promise.all(Array.from({ length: count }, () => TokenProcess.start(options)));
  started.push(...made);
  return made;
}

const issued = () => simulator.account(APP.appId).tokens.issued;
const allSucceed = { succeeded: CALLERS, faults: [] };

async function allCall(processes: readonly TokenProcess[]): Promise<void> {
  expect(await Promise.all(processes.map((each) => each.call(CALLERS)))).toEqual(processes.map(() => allSucceed));
}

/** Another system of the same brand, that asks WeChat by itself. */
async function anotherSystemForces(): Promise<void> {
  // WeChat does not force twice within 30 seconds.
  await simulator.advanceClock(31_000);
  const body = { grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret, force_refresh: true };
  await fetch(`${simulator.url}${STABLE}`, { method: "POST", body: JSON.stringify(body) });
}

describe("two processes with 100 callers each", { timeout: 180_000 }, () => {
  it("refresh 100 times at 100 expiries, and once at the start", async () => {
    const processes = await start(2);
    await allCall(processes);
    for (let expiries = 1; expiries <= 100; expiries++) {
      // 42001 to whoever comes first, and to all who use the same token after that.
      simulator.faults.order({ path: TAGS, kind: "expire-token" });
      await allCall(processes);
      expect([simulator.calls.count(STABLE), issued()]).toEqual([expiries + 1, { token: 0, stable: expiries + 1, forced: 0 }]);
    }
  });

  it("go on with the token that another system forced, and force none themselves", async () => {
    const processes = await start(2);
    await allCall(processes);
    for (let rounds = 1; rounds <= 10; rounds++) {
      await anotherSystemForces();
      // 40001 from now on.
      await allCall(processes);
      expect([simulator.calls.count(STABLE), issued()]).toEqual([1 + 2 * rounds, { token: 0, stable: 1 + rounds, forced: rounds }]);
    }
  });

  it("go on when the one that refreshes is killed in the middle of it", async () => {
    const processes = await start(2);
    for (let kills = 1; kills <= 3; kills++) {
      const [doomed, other] = processes;
      if (!doomed || !other) throw new Error("there are two");
      simulator.faults.order({ path: TAGS, kind: "expire-token" });
      const slow = simulator.faults.order({ path: STABLE, kind: "slow", delayMs: 3_000 });
      const lost = doomed.call(CALLERS).catch((error: Error) => error.message);
      await vi.waitFor(() => expect(simulator.faults.list().find(({ id }) => id === slow)?.struck).toBe(1), 10_000);
      const saved = other.call(CALLERS);
      await untilSomeoneWaitsForTheLock();
      await doomed.kill();
      expect(await saved).toEqual(allSucceed);
      expect(await lost).toContain("SIGKILL");
      processes.splice(0, 2, other, ...(await start(1)));
      await allCall(processes);
      expect(issued()).toEqual({ token: 0, stable: kills + 1, forced: 0 });
    }
  });
});

async function untilSomeoneWaitsForTheLock(): Promise<void> {
  await vi.waitFor(async () => {
    const { rowCount } = await test.database.pool.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    expect(rowCount).toBeGreaterThan(0);
  }, 10_000);
}
