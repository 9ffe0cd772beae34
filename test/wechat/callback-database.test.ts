import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import { callbackOf } from "../../src/callbacks/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { AT, SUCCESS, subscribe, useCallbackRig } from "./callback-rig.js";
import { signedUrl } from "./callback-server.js";

describe("while the database does not answer", () => {
  const rig = useCallbackRig({ encodingAesKey: null });

  it("WeChat is told in time to come again, and nothing is lost or taken twice when it answers again", async () => {
    const blocker = await rig().test.database.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE callback IN ACCESS EXCLUSIVE MODE");
    const started = performance.now();
    const answers = await Promise.all([rig().postPlain(subscribe("o1")), rig().postPlain(subscribe("o2"))]);
    const took = performance.now() - started;
    await blocker.query("COMMIT");
    blocker.release();
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    // WeChat hangs up after 5 s.
    expect(took).toBeLessThan(5_000);
    expect([await rig().postPlain(subscribe("o1")), await rig().postPlain(subscribe("o2"))]).toEqual([SUCCESS, SUCCESS]);
    await rig().pass(60);
    await rig().server.service.sweep();
    expect(await rig().stored()).toHaveLength(2);
    expect(rig().server.handlers.events.map(([kind]) => kind)).toEqual(["subscribed", "subscribed"]);
    expect(rig().server.log.lines.join()).toContain("could not store a callback in time");
  });

  it("an account that cannot be read is no unknown account", async () => {
    Object.defineProperty(rig().server.account, "callbackToken", {
      get: () => {
        throw new Error("database is away");
      },
    });
    expect((await rig().post({ url: signedUrl(), payload: subscribe("o1") })).status).toBe(503);
  });
});

describe("INSERTs", () => {
  let own: TestDatabase;
  let store: PostgresCallbackStore;
  let statements: number;
  beforeAll(async () => {
    own = await createTestDatabase();
  });
  afterAll(() => own.drop());
  beforeEach(async () => {
    await own.database.pool.query("TRUNCATE callback");
    statements = 0;
    const query = (...args: unknown[]) => {
      statements++;
      return Reflect.apply(own.database.pool.query, own.database.pool, args);
    };
    store = new PostgresCallbackStore({ ...own.database, pool: Object.assign(Object.create(own.database.pool), { query }) });
  });
  const click = (openid: string, key = "k") =>
    callbackOf(1, { ToUserName: "gh_1", FromUserName: openid, CreateTime: String(AT), MsgType: "event", Event: "CLICK", EventKey: key });
  const stored = async () => (await own.database.pool.query("SELECT id, payload FROM callback ORDER BY id")).rows;

  it("of one moment are few, each callback told its own number", async () => {
    const added = await Promise.all(Array.from({ length: 1_000 }, (_, index) => store.add(click(`o${index}`))));
    expect(statements).toBeLessThanOrEqual(4);
    const byId = new Map((await stored()).map(({ id, payload }) => [id, payload.FromUserName]));
    expect(added.map((callback) => callback && byId.get(callback.id))).toEqual(added.map((_, index) => `o${index}`));
  });

  it("at rest do not wait for each other", async () => {
    await store.add(click("o1"));
    await store.add(click("o2"));
    expect(statements).toBe(2);
  });

  it("take the first of two that are the same, in one statement and in two", async () => {
    const [first, second] = await Promise.all([store.add(click("o1", "first")), store.add(click("o1", "second"))]);
    expect([first?.id, second]).toEqual([expect.any(BigInt), null]);
    expect(await store.add(click("o1", "third"))).toBeNull();
    expect(await stored()).toMatchObject([{ payload: { EventKey: "first" } }]);
  });

  it("of several processes with the same callbacks in another order do not block each other", async () => {
    const others = Array.from({ length: 4 }, () => new PostgresCallbackStore(own.database));
    for (let round = 0; round < 10; round++) {
      const callbacks = Array.from({ length: 100 }, (_, index) => click(`o${round}-${index}`));
      const orders = others.map((_, index) => (index % 2 === 0 ? callbacks : callbacks.toReversed()));
      const added = await Promise.all(others.flatMap((other, index) => orders[index]?.map((callback) => other.add(callback)) ?? []));
      expect(added.filter((callback) => callback !== null)).toHaveLength(100);
    }
  });

  it("refuse more than can wait, rather than gather without end", async () => {
    const blocker = await own.database.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE callback IN ACCESS EXCLUSIVE MODE");
    const waiting = Array.from({ length: 5_000 }, (_, index) => store.add(click(`o${index}`)));
    await expect(store.add(click("one-too-many"))).rejects.toThrow("too many callbacks wait");
    await blocker.query("COMMIT");
    blocker.release();
    expect((await Promise.all(waiting)).every((callback) => callback !== null)).toBe(true);
  });
});
