import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/platform/database/database.js";
import { PostgresMassCallLimiter } from "../../src/wechat/adapters/postgres-mass-call-limiter.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

const TENANT = 1;
const WINDOW_MS = 61_000;

let test: TestDatabase;
let elsewhere: Database;
let limiter: PostgresMassCallLimiter;

beforeAll(async () => {
  test = await createTestDatabase();
  elsewhere = openDatabase(test.url);
  limiter = new PostgresMassCallLimiter(test.database);
});

afterAll(async () => {
  await elsewhere.close();
  await test.drop();
});

beforeEach(async () => {
  await test.database.pool.query("DELETE FROM mass_call");
});

/** Makes all calls of the table older, as if the time had passed. */
async function pass(seconds: number): Promise<void> {
  await test.database.pool.query("UPDATE mass_call SET at = at - make_interval(secs => $1)", [seconds]);
}

async function takeMany(count: number, tenantId = TENANT): Promise<number[]> {
  const other = new PostgresMassCallLimiter(elsewhere);
  return Promise.all(Array.from({ length: count }, (_, index) => (index % 2 ? limiter : other).tryTake(tenantId)));
}

const granted = (waits: number[]) => waits.filter((wait) => wait === 0).length;

describe("PostgresMassCallLimiter", () => {
  it("lets 60 calls go, however many ask at once in two processes, and tells the others how long to wait", async () => {
    const waits = await takeMany(200);
    expect(granted(waits)).toBe(60);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(WINDOW_MS);
    expect(Math.max(...waits)).toBeGreaterThan(0);
  });

  it("counts any minute, not the clock's", async () => {
    expect(granted(await takeMany(30))).toBe(30);
    await pass(31);
    expect(granted(await takeMany(60))).toBe(30);
    // The first 30 are 61 s old now, the second 30 are 30 s old.
    await pass(30);
    expect(granted(await takeMany(60))).toBe(30);
    await pass(15);
    expect(granted(await takeMany(60))).toBe(0);
  });

  it("says when the oldest of the last 60 leaves the minute", async () => {
    await takeMany(1);
    await pass(40);
    await takeMany(59);
    const wait = await limiter.tryTake(TENANT);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(21_000);
    await pass(wait / 1_000);
    expect(await limiter.tryTake(TENANT)).toBe(0);
  });

  it("counts each tenant by itself", async () => {
    await takeMany(60);
    expect(granted(await takeMany(60, TENANT + 1))).toBe(60);
  });

  it("counts nothing for a refused call, and keeps only a minute", async () => {
    await takeMany(100);
    await pass(120);
    await takeMany(1);
    const { rows } = await test.database.pool.query("SELECT count(*)::int AS kept FROM mass_call");
    expect(rows).toEqual([{ kept: 1 }]);
  });

  it("recovers from a clock that was ahead", async () => {
    await takeMany(60);
    await pass(-3_600);
    expect(await limiter.tryTake(TENANT)).toBe(0);
  });
});
