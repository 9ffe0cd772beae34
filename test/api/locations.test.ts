import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postCallback, tellPosition } from "../support/told-position.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

interface Location {
  latitude: number;
  longitude: number;
  precisionMeters: number | null;
  at: string;
  expiresAt: string;
}
const LOCATION = "{ latitude longitude precisionMeters at expiresAt }";
const DAY_MS = 86_400_000;

let world: World;
let admin: Client;
let openids: string[];

beforeAll(async () => {
  world = await createWorld({ followers: 150 });
  admin = await world.operator(Role.ADMIN);
  const { users } = await admin.get<{ users: { edges: { node: { openid: string } }[] } }>(
    "{ users(first: 100) { edges { node { openid } } } }",
  );
  openids = users.edges.map(({ node }) => node.openid);
});
afterAll(() => world.close());
beforeEach(() => world.test.database.pool.query("TRUNCATE user_location, callback"));

const openidOf = (index: number) => openids[index] ?? "";

const callback = (openid: string, at: number, fields: string) => postCallback(world, openid, at, fields);
const report = (openid: string, at: number, latitude: number) => tellPosition(world, openid, at, latitude);

async function locationOf(openid: string, client = admin): Promise<Location | null> {
  const { user } = await client.get<{ user: { location: Location | null } }>(
    `query($o: String) { user(openid: $o) { location ${LOCATION} } }`,
    {
      o: openid,
    },
  );
  return user.location;
}

async function lastActive(openid: string): Promise<Date | null> {
  const { rows } = await world.test.database.pool.query("SELECT last_active_at FROM users WHERE openid = $1", [openid]);
  return rows[0]?.last_active_at ?? null;
}

/** A known position that is so many days old. */
async function known(openid: string, days: number): Promise<void> {
  await world.test.database.pool.query(
    `INSERT INTO user_location (user_id, tenant_id, latitude, longitude, at)
     SELECT user_id, tenant_id, 1, 2, now() - make_interval(days => $2) FROM users WHERE openid = $1`,
    [openid, days],
  );
}

describe("User.location", () => {
  test("is where the newest LOCATION callback said", async () => {
    const at = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
    for (const [seconds, latitude] of [
      [5, 22.5],
      [0, 1],
      [10, 23.5],
    ] as const) {
      expect(await report(openidOf(0), at + seconds * 1_000, latitude)).toBe(200);
    }
    await expect.poll(() => locationOf(openidOf(0)), { timeout: 10_000 }).toMatchObject({ latitude: 23.5 });
    const moment = at + 10_000;
    expect(await locationOf(openidOf(0))).toEqual({
      ...{ latitude: 23.5, longitude: 113.5, precisionMeters: 40 },
      ...{ at: new Date(moment).toISOString(), expiresAt: new Date(moment + 60 * DAY_MS).toISOString() },
    });
    expect(await lastActive(openidOf(0))).toEqual(new Date(moment));
  });

  test("is null for roles that may not see personal data", async () => {
    await known(openidOf(1), 0);
    expect(await locationOf(openidOf(1))).toMatchObject({ latitude: 1, longitude: 2, precisionMeters: null });
    for (const role of [Role.VIEWER, Role.OPERATOR, Role.APPROVER]) {
      expect(await locationOf(openidOf(1), await world.operator(role))).toBeNull();
    }
  });

  test("is null after 60 days", async () => {
    await known(openidOf(2), 60);
    await known(openidOf(3), 59);
    expect(await locationOf(openidOf(2))).toBeNull();
    expect(await locationOf(openidOf(3))).not.toBeNull();
  });

  test("is nowhere any more after 60 days: neither the position nor the callbacks that told it", async () => {
    await known(openidOf(2), 61);
    await known(openidOf(3), 1);
    const { pool } = world.test.database;
    await report(openidOf(4), Date.now(), 5);
    await pool.query("UPDATE callback SET received_at = now() - interval '61 days'");
    await world.restart();
    await expect.poll(async () => (await pool.query("SELECT 1 FROM callback")).rows, { timeout: 10_000 }).toEqual([]);
    const left = await pool.query("SELECT openid FROM user_location JOIN users USING (user_id) WHERE at < now() - interval '60 days'");
    expect(left.rows).toEqual([]);
    expect(await locationOf(openidOf(3))).not.toBeNull();
  });

  test("of a page of users is asked in one statement", async () => {
    for (let index = 0; index < 100; index++) await known(openidOf(index), 1);
    const { pool } = world.app.core.database;
    const real = pool.query;
    let count = 0;
    pool.query = ((...args: unknown[]) => {
      if (/FROM user_location/.test(String(args[0]))) count++;
      return Reflect.apply(real, pool, args);
    }) as typeof real;
    const query = `{ users(first: 100) { edges { node { location ${LOCATION} } } } }`;
    const { users } = await admin.get<{ users: { edges: { node: { location: Location | null } }[] } }>(query);
    pool.query = real;
    expect([count, users.edges.filter(({ node }) => node.location !== null).length]).toEqual([1, 100]);
  });

  test("of a report older than 60 days is not taken up", async () => {
    await report(openidOf(5), Date.now() - 61 * DAY_MS, 5);
    await report(openidOf(6), Date.now(), 6);
    await expect.poll(() => locationOf(openidOf(6)), { timeout: 10_000 }).not.toBeNull();
    const { rows } = await world.test.database.pool.query("SELECT 1 FROM user_location");
    expect(rows).toHaveLength(1);
  });
});

describe("lastActiveAt", () => {
  test("moves with a message, forward only, and people nobody knows are no trouble", async () => {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const text = (id: number) => `<MsgType>text</MsgType><Content>hi</Content><MsgId>${id}</MsgId>`;
    await callback(openidOf(7), now - 5_000, text(1));
    await callback("o-nobody-knows", now, text(2));
    await expect.poll(() => lastActive(openidOf(7)), { timeout: 10_000 }).toEqual(new Date(now - 5_000));
    await callback(openidOf(7), now - 9_000, text(3));
    await callback(openidOf(8), now - 1_000, text(4));
    await expect.poll(() => lastActive(openidOf(8)), { timeout: 10_000 }).toEqual(new Date(now - 1_000));
    expect(await lastActive(openidOf(7))).toEqual(new Date(now - 5_000));
    const unfinished = async () => (await world.test.database.pool.query("SELECT 1 FROM callback WHERE processed_at IS NULL")).rows;
    await expect.poll(unfinished, { timeout: 10_000 }).toEqual([]);
  });
});
