import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decodeOrdinals } from "../../src/audiences/adapters/ordinal-codec.js";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresFollowerStore } from "../../src/users/adapters/postgres-follower-store.js";
import { FollowerEvents, type FollowerProfile } from "../../src/users/index.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

let own: TestDatabase;
let store: PostgresFollowerStore;
let tenantId: number;
let counter = 0;

beforeAll(async () => {
  own = await createTestDatabase();
  store = new PostgresFollowerStore(own.database, new PostgresChangeLog());
});
afterAll(() => own.drop());
beforeEach(async () => {
  tenantId = await insertTenant(own.database, { appId: `wx-followers-${counter++}`, users: 0 });
});

const NOTHING_SAID = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
const follower = (openid: string, said: Partial<FollowerProfile> = {}): FollowerProfile => ({
  openid,
  subscribed: true,
  ...NOTHING_SAID,
  ...said,
});
const inTheFuture = () => new Date(Date.now() + 3_600_000);
const upsert = (...profiles: FollowerProfile[]) => store.upsertFollowers(tenantId, profiles, inTheFuture());

async function read(openid: string) {
  const { rows } = await own.database.pool.query(
    "SELECT u.*, i.nickname, i.sex, i.head_image_url FROM users u LEFT JOIN user_info i USING (user_id) WHERE tenant_id = $1 AND openid = $2",
    [tenantId, openid],
  );
  return rows[0];
}

/** Ordinals of each USERS entry in the change log. */
async function logged(): Promise<number[][]> {
  const { rows } = await own.database.pool.query<{ ordinals: Buffer }>(
    "SELECT ordinals FROM audience_change WHERE tenant_id = $1 AND kind = 'USERS' ORDER BY position",
    [tenantId],
  );
  return rows.map(({ ordinals }) => [...decodeOrdinals(ordinals)]);
}

describe("upsertFollowers", () => {
  test("gives new people the next ordinals in the order given, and logs them", async () => {
    expect(await upsert(follower("c"), follower("a"))).toEqual({ created: 2, changed: 0 });
    expect(await upsert(follower("b"), follower("a"))).toEqual({ created: 1, changed: 0 });
    expect([(await read("c")).ordinal, (await read("a")).ordinal, (await read("b")).ordinal]).toEqual([0, 1, 2]);
    expect(await logged()).toEqual([[0, 1], [2]]);
  });

  test("writes and logs only those who differ", async () => {
    await upsert(follower("a"), follower("b"), follower("c"), follower("d"));
    const changed = await upsert(
      follower("a"),
      follower("b", { nickname: "小明" }),
      follower("c", { subscribed: false }),
      follower("d", { unionid: "u-d", sex: "FEMALE" }),
    );
    expect(changed).toEqual({ created: 0, changed: 3 });
    expect(await logged()).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3],
    ]);
    expect(await read("b")).toMatchObject({ nickname: "小明", subscribed: true });
    expect(await read("c")).toMatchObject({ subscribed: false });
    expect(await read("d")).toMatchObject({ unionid: "u-d", sex: "FEMALE" });
  });

  test("keeps what WeChat does not say any more", async () => {
    const known = { nickname: "小红", sex: "FEMALE", headImageUrl: "https://x/1", remark: "VIP", unionid: "u" } as const;
    await upsert(follower("a", known));
    expect(await upsert(follower("a"))).toEqual({ created: 0, changed: 0 });
    expect(await read("a")).toMatchObject({ nickname: "小红", sex: "FEMALE", head_image_url: "https://x/1", remark: "VIP", unionid: "u" });
  });

  test("does not overrule a callback that came after WeChat was asked", async () => {
    await upsert(follower("a"));
    const observedAt = await store.now();
    await store.applyFollowChange(tenantId, { openid: "a", subscribed: false, at: new Date(), source: null });
    await store.upsertFollowers(tenantId, [follower("a", { nickname: "小明" })], observedAt);
    expect(await read("a")).toMatchObject({ subscribed: false, nickname: "小明" });
  });

  test("keeps ordinals dense when many write at once, each person once", async () => {
    const page = (from: number) => Array.from({ length: 300 }, (_, i) => follower(`o${from + i}`));
    await Promise.all([0, 150, 300, 100, 0].map((from) => store.upsertFollowers(tenantId, page(from), inTheFuture())));
    const { rows } = await own.database.pool.query<{ ordinal: number }>("SELECT ordinal FROM users WHERE tenant_id = $1 ORDER BY 1", [
      tenantId,
    ]);
    expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect((await logged()).flat().sort((a, b) => a - b)).toEqual(rows.map(({ ordinal }) => ordinal));
  });

  test("takes texts that PostgreSQL would refuse", async () => {
    await upsert(follower("a", { nickname: "a\0b", remark: "\ud800" }));
    expect((await read("a")).nickname).toBe("ab");
  });
});

describe("subscribe and unsubscribe callbacks", () => {
  const wanted: string[] = [];
  const events = () => new FollowerEvents(store, { wanted: (_tenantId, openid) => wanted.push(openid) });
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const event = (second: number, eventKey: string | null = null) => ({ tenantId, openid: "a", at: at(second), eventKey });
  beforeEach(() => {
    wanted.length = 0;
  });

  test("create a person unknown so far, with the channel, and ask for the profile", async () => {
    await events().subscribed(event(1, "qrscene_42"));
    expect(await read("a")).toMatchObject({ subscribed: true, source: 42, ordinal: 0, subscribed_at: at(1) });
    expect(await logged()).toEqual([[0]]);
    expect(wanted).toEqual(["a"]);
  });

  test("come twice: the second changes and logs nothing", async () => {
    await events().subscribed(event(1));
    await events().subscribed(event(1));
    expect(await logged()).toEqual([[0]]);
    expect(wanted).toEqual(["a"]);
  });

  test.each([
    ["in order", [1, 2, 3]],
    ["backwards", [3, 2, 1]],
    ["with the last between", [1, 3, 2]],
    ["with the first late and repeated", [2, 3, 1, 2, 1]],
  ])("end the same %s", async (_order, seconds) => {
    for (const second of seconds) await (second === 2 ? events().unsubscribed(event(second)) : events().subscribed(event(second)));
    expect(await read("a")).toMatchObject({ subscribed: true, follow_event_at: at(3), ordinal: 0 });
  });

  test("an unsubscribe older than the follow WeChat reports does not win", async () => {
    await upsert(follower("a", { subscribedAt: at(5) }));
    await events().unsubscribed(event(4));
    expect(await read("a")).toMatchObject({ subscribed: true });
    await events().unsubscribed(event(6));
    expect(await read("a")).toMatchObject({ subscribed: false });
  });

  test("of one person at once from several processes agree", async () => {
    // Many times: who comes first to the row and who to the tenant's counter is chance.
    for (let round = 0; round < 20; round++) {
      await own.database.pool.query("DELETE FROM users WHERE tenant_id = $1", [tenantId]);
      await Promise.all(
        [1, 2, 3, 4, 5].map((second) => (second % 2 ? events().subscribed(event(second)) : events().unsubscribed(event(second)))),
      );
    }
    expect(await read("a")).toMatchObject({ subscribed: true, follow_event_at: at(5), ordinal: 19 });
  });

  test.each([
    ["qrscene_summer", null],
    ["qrscene_99999999999", null],
    ["last_trade_no_1", null],
    ["qrscene_0", 0],
  ])("the key %s names the channel %s", async (key, source) => {
    await events().subscribed(event(1, key));
    expect((await read("a")).source).toBe(source);
  });
});

describe("markBlacklisted", () => {
  test("changes and logs those who differ, and no stranger", async () => {
    await upsert(follower("a"), follower("b"), follower("c"));
    expect(await store.markBlacklisted(tenantId, ["c", "a", "stranger"], true)).toBe(2);
    expect(await store.markBlacklisted(tenantId, ["a", "b"], true)).toBe(1);
    expect((await store.blacklistedOpenids(tenantId)).sort()).toEqual(["a", "b", "c"]);
    expect(await store.markBlacklisted(tenantId, ["b"], false)).toBe(1);
    expect(await logged()).toEqual([[0, 1, 2], [0, 2], [1], [1]]);
  });
});
