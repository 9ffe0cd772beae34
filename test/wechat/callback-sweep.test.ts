import { describe, expect, it } from "vitest";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import { callbackOf } from "../../src/callbacks/index.js";
import { AT, FINISHED, FINISHED_EVENT, SUCCESS, subscribe, useCallbackRig } from "./callback-rig.js";
import { openCallbackServer, signedUrl } from "./callback-server.js";

const HEAD = { ToUserName: "gh_1", FromUserName: "o1", MsgType: "event" };

describe("after a fault", () => {
  const rig = useCallbackRig({ encodingAesKey: null });

  it("a handler that failed is called again, later and later, until it succeeds", async () => {
    rig().server.handlers.fault = new Error("database is away");
    expect(await rig().postPlain(FINISHED)).toEqual(SUCCESS);
    expect(await rig().stored()).toMatchObject([{ processedAt: null, attempts: 1, error: "database is away" }]);
    expect(await rig().server.service.sweep()).toBe(0);
    await rig().pass(10);
    expect(await rig().server.service.sweep()).toBe(1);
    await rig().pass(5);
    expect(await rig().server.service.sweep()).toBe(0);
    rig().server.handlers.fault = null;
    await rig().pass(10);
    expect(await rig().server.service.sweep()).toBe(1);
    expect(rig().server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
    expect(await rig().stored()).toMatchObject([{ processedAt: expect.any(Date), attempts: 3, error: null }]);
    await rig().pass(10_000);
    expect(await rig().server.service.sweep()).toBe(0);
  });

  it("what a crash left is acted on, of one follower in the order of time", async () => {
    const store = new PostgresCallbackStore(rig().test.database);
    const left = (CreateTime: number, Event: string) => callbackOf(1, { ...HEAD, CreateTime: String(CreateTime), Event });
    for (const callback of [left(AT + 2, "subscribe"), left(AT + 1, "unsubscribe"), left(AT, "subscribe")]) await store.add(callback);
    await rig().pass(5);
    expect(await rig().server.service.sweep()).toBe(3);
    expect(rig().server.handlers.events.map(([kind]) => kind)).toEqual(["subscribed", "unsubscribed", "subscribed"]);
  });

  it("each is acted on once where many processes sweep at the same time", async () => {
    const store = new PostgresCallbackStore(rig().test.database);
    for (let index = 0; index < 50; index++) {
      await store.add(callbackOf(1, { ...HEAD, FromUserName: `o${index}`, CreateTime: String(AT), Event: "subscribe" }));
    }
    await rig().pass(5);
    const others = await Promise.all(Array.from({ length: 3 }, () => openCallbackServer(rig().test.database)));
    const all = [rig().server, ...others];
    await Promise.all(all.flatMap(({ service }) => [service.sweep(), service.sweep()]));
    expect(all.flatMap(({ handlers }) => handlers.events)).toHaveLength(50);
    for (const { app } of others) await app.close();
  });

  it("a started server sweeps by itself", async () => {
    rig().server.handlers.fault = new Error("not yet");
    await rig().postPlain(FINISHED);
    await rig().pass(60);
    rig().server.handlers.fault = null;
    rig().server.service.start();
    await expect.poll(() => rig().server.handlers.events).toHaveLength(1);
  });

  it("one failing handler keeps no other callback waiting", async () => {
    rig().server.handlers.fault = new Error("no");
    await rig().postPlain(subscribe("o1"));
    rig().server.handlers.fault = null;
    await rig().postPlain(subscribe("o2"));
    expect(rig().server.handlers.events).toMatchObject([["subscribed", { openid: "o2" }]]);
  });

  it("WeChat is asked to repeat what could not be stored", async () => {
    await rig().test.database.pool.query("ALTER TABLE callback RENAME TO callback_away");
    try {
      expect((await rig().postPlain(FINISHED)).status).toBe(503);
    } finally {
      await rig().test.database.pool.query("ALTER TABLE callback_away RENAME TO callback");
    }
    expect(await rig().postPlain(FINISHED)).toEqual(SUCCESS);
    expect(rig().server.handlers.events).toHaveLength(1);
  });

  it("no log line holds an openid or the callback token", async () => {
    rig().server.handlers.fault = new Error("no");
    await rig().postPlain(subscribe("o-very-personal"));
    await rig().post({ url: signedUrl({ token: "other" }), payload: subscribe("o-very-personal") });
    expect(rig().server.log.lines.length).toBeGreaterThanOrEqual(2);
    expect(rig().server.log.lines.join()).not.toMatch(/o-very-personal|a-callback-token/);
  });
});
