import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import type { AudienceChangeLog } from "../../src/audiences/index.js";
import { DEMO_TAGS, followersAmong, type Person, personOf, type SeedRequest, seedUsers } from "../../src/sandbox/index.js";
import { openidOf, unionidOf } from "../../src/simulator/index.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

const USERS = 2_500;
const SLICE = 1_000;
const changeLog = new PostgresChangeLog();
let test: TestDatabase;
let request: SeedRequest;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

beforeEach(async () => {
  const { rows } = await test.database.pool.query<{ id: number }>(
    `INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ('Brand', 'wx' || gen_random_uuid(), '', '') RETURNING id`,
  );
  const asOf = new Date("2026-03-01T00:00:00Z");
  request = { tenantId: rows[0]?.id ?? 0, users: USERS, sliceUsers: SLICE, seed: 1, asOf, openidOf, unionidOf };
});

const run = (changes: Partial<SeedRequest> = {}, log: AudienceChangeLog = changeLog) =>
  seedUsers(test.database, log, { ...request, ...changes });

async function number(sql: string): Promise<number> {
  const { rows } = await test.database.pool.query<{ n: number }>(sql, [request.tenantId]);
  return rows[0]?.n ?? Number.NaN;
}

const countUsers = () => number("SELECT count(*)::int AS n FROM users WHERE tenant_id = $1");
const countTags = () => number("SELECT count(*)::int AS n FROM user_tag JOIN users USING (user_id) WHERE tenant_id = $1");
/** Grows with every row version and log row written for the tenant. */
const fingerprint = () =>
  test.database.pool.query(
    `SELECT (SELECT max(xmin::text::bigint) FROM users WHERE tenant_id = $1) AS users, (SELECT max(xmin::text::bigint) FROM tag WHERE tenant_id = $1) AS tags,
            (SELECT xmin FROM tenant_counter WHERE tenant_id = $1) AS counter, (SELECT count(*) FROM audience_change WHERE tenant_id = $1) AS log`,
    [request.tenantId],
  );
const persons = (users: number): Person[] => Array.from({ length: users }, (_, n) => personOf(n, request));

describe("seedUsers", () => {
  it("writes each person with profile, preferences and tags, on dense ordinals in order", async () => {
    expect(await run()).toEqual({ written: USERS, existing: 0 });
    const { rows } = await test.database.pool.query(
      `SELECT ordinal, openid, phone, subscribed, blacklisted, real_name AS "realName", region_id AS "regionId", status, birthday::text AS birthday,
              pay_type AS "payType", (SELECT array_agg(tag.name ORDER BY tag.name COLLATE "C") FROM user_tag JOIN tag ON tag.id = tag_id WHERE user_tag.user_id = users.user_id) AS tags
         FROM users JOIN user_info USING (user_id) LEFT JOIN user_fav USING (user_id) WHERE tenant_id = $1 ORDER BY ordinal`,
      [request.tenantId],
    );
    const expected = persons(USERS).map(
      ({ n, openid, phone, subscribed, blacklisted, realName, place, status, birthday, payType, tags }) => {
        const names = tags.map((tag) => DEMO_TAGS[tag]?.name ?? "").sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        return {
          ordinal: n,
          openid,
          phone,
          subscribed,
          blacklisted,
          realName,
          regionId: place.regionId,
          status,
          birthday,
          payType,
          tags: names,
        };
      },
    );
    expect(rows).toEqual(expected);
    expect(await number("SELECT next_ordinal AS n FROM tenant_counter WHERE tenant_id = $1")).toBe(USERS);
  });

  it("tells the audience index, which then counts what the tables hold", async () => {
    await run();
    const index = bitmapIndex(test.database);
    const living = persons(USERS).filter(({ status }) => status !== "DELETED");
    expect(await index.count(request.tenantId, { kind: "everyone" })).toBe(living.length);
    await run({ users: USERS + 700 });
    const more = persons(USERS + 700).filter(({ status }) => status !== "DELETED");
    const { rows } = await test.database.pool.query<{ id: number }>("SELECT id FROM tag WHERE tenant_id = $1 AND name = '咖啡'", [
      request.tenantId,
    ]);
    const coffee = DEMO_TAGS.findIndex(({ name }) => name === "咖啡");
    const expected = more.filter(({ tags }) => tags.includes(coffee)).length;
    expect(expected).toBeGreaterThan(0);
    expect(await index.count(request.tenantId, { kind: "tag", tagId: rows[0]?.id ?? 0 })).toBe(expected);
    await index.close();
  });

  it("writes nothing the second time", async () => {
    await run();
    const before = await fingerprint();
    expect(await run()).toEqual({ written: 0, existing: USERS });
    expect((await fingerprint()).rows).toEqual(before.rows);
  });

  it("goes on after a failure: a slice is there wholly or not at all", async () => {
    let slices = 0;
    const failing: AudienceChangeLog = {
      append: async (tx, tenantId, changes) => {
        slices++;
        if (slices === 2) throw new Error("the connection broke");
        await changeLog.append(tx, tenantId, changes);
      },
    };
    await expect(run({}, failing)).rejects.toThrow("the connection broke");
    expect(await countUsers()).toBe(SLICE);
    const seen: number[] = [];
    expect(await run({ onProgress: (done) => seen.push(done) })).toEqual({ written: USERS - SLICE, existing: SLICE });
    expect(seen).toEqual([1_000, 2_000, 2_500]);
    expect(await countUsers()).toBe(USERS);
    expect(await countTags()).toBe(persons(USERS).reduce((sum, { tags }) => sum + tags.length, 0));
    expect(await number("SELECT (max(ordinal) - min(ordinal) + 1)::int AS n FROM users WHERE tenant_id = $1")).toBe(USERS);
  });

  it("stops between two slices when told to", async () => {
    const stop = new AbortController();
    await expect(run({ signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow("abort");
    expect(await countUsers()).toBe(SLICE);
  });

  it("grows a base without touching those in it, and keeps as many followers as the simulator is told", async () => {
    await run({ users: 1_200 });
    const before = await test.database.pool.query("SELECT xmin, * FROM users WHERE tenant_id = $1 ORDER BY ordinal", [request.tenantId]);
    expect(await run({ users: 2_000 })).toEqual({ written: 800, existing: 1_200 });
    const after = await test.database.pool.query("SELECT xmin, * FROM users WHERE tenant_id = $1 ORDER BY ordinal LIMIT 1200", [
      request.tenantId,
    ]);
    expect(after.rows).toEqual(before.rows);
    expect(await number("SELECT count(*)::int AS n FROM users WHERE tenant_id = $1 AND subscribed")).toBe(followersAmong(2_000));
  });

  it("leaves people alone whom a sync brought in before", async () => {
    const openid = personOf(3, request).openid;
    await test.database.pool.query("INSERT INTO tenant_counter (tenant_id, next_ordinal) VALUES ($1, 1)", [request.tenantId]);
    await test.database.pool.query("INSERT INTO users (tenant_id, ordinal, openid) VALUES ($1, 0, $2)", [request.tenantId, openid]);
    expect(await run({ users: 10 })).toEqual({ written: 9, existing: 1 });
    expect(await number("SELECT count(DISTINCT ordinal)::int AS n FROM users WHERE tenant_id = $1")).toBe(10);
    expect(await number("SELECT ordinal AS n FROM users WHERE tenant_id = $1 AND phone IS NULL AND source IS NULL")).toBe(0);
  });

  it("uses a tag of the same name that somebody made", async () => {
    await test.database.pool.query("INSERT INTO tag (tenant_id, name, group_name) VALUES ($1, '咖啡', '我的')", [request.tenantId]);
    await run({ users: 500 });
    expect(await number("SELECT count(*)::int AS n FROM tag WHERE tenant_id = $1 AND name = '咖啡' AND group_name = '我的'")).toBe(1);
  });

  it("refuses more people than there are phone numbers for", async () => {
    await expect(run({ users: 10_000_001 })).rejects.toThrow(RangeError);
  });

  it("works for a user of the database who may not skip foreign keys", async () => {
    const { pool } = test.database;
    const role = `seeder_${request.tenantId}`;
    await pool.query(
      `CREATE ROLE ${role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    );
    const transaction: typeof test.database.transaction = (work) =>
      test.database.transaction(async (tx) => {
        await tx.query(`SET LOCAL ROLE ${role}`);
        return work(tx);
      });
    expect(await seedUsers({ pool, transaction }, changeLog, { ...request, users: 100 })).toEqual({ written: 100, existing: 0 });
  });
});
