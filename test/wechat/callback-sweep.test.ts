import { describe, expect, it } from "vitest";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import { AT, FINISHED, FINISHED_EVENT, SUCCESS, subscribe, useCallbackBench } from "./callback-bench.js";
import { openCallbackServer, signedUrl } from "./callback-server.js";

describe("after a fault", () => {
  const bench = useCallbackBench({ encodingAesKey: null });

  it("a handler that failed is called again, later and later, until it succeeds", async () => {
    bench().server.handlers.fault = new Error("database is away");
    expect(await bench().postPlain(FINISHED)).toEqual(SUCCESS);
    expect(await bench().stored()).toMatchObject([{ processedAt: null, attempts: 1, error: "database is away" }]);
    expect(await bench().server.service.sweep()).toBe(0);
    await bench().pass(10);
    expect(await bench().server.service.sweep()).toBe(1);
    await bench().pass(5);
    expect(await bench().server.service.sweep()).toBe(0);
    bench().server.handlers.fault = null;
    await bench().pass(10);
    expect(await bench().server.service.sweep()).toBe(1);
    expect(bench().server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
    expect(await bench().stored()).toMatchObject([{ processedAt: expect.any(Date), attempts: 3, error: null }]);
    await bench().pass(10_000);
    expect(await bench().server.service.sweep()).toBe(0);
  });

  it("what a crash left is acted on, of one follower in the order of time", async () => {
    const store = new PostgresCallbackStore(bench().test.database);
    const left = (at: number, event: string) => ({
      tenantId: 1,
      event,
      dedupeKey: `${event}:${at}`,
      wechatMsgId: null,
      openid: "o1",
      payload: { FromUserName: "o1", CreateTime: String(at), MsgType: "event", Event: event },
      toDispatch: true,
    });
    for (const callback of [left(AT + 2, "subscribe"), left(AT + 1, "unsubscribe"), left(AT, "subscribe")]) await store.add(callback);
    await bench().pass(5);
    expect(await bench().server.service.sweep()).toBe(3);
    expect(bench().server.handlers.events.map(([kind]) => kind)).toEqual(["subscribed", "unsubscribed", "subscribed"]);
  });

  it("each is acted on once where many processes sweep at the same time", async () => {
    const store = new PostgresCallbackStore(bench().test.database);
    for (let index = 0; index < 50; index++) {
      const payload = { FromUserName: `o${index}`, CreateTime: String(AT), MsgType: "event", Event: "subscribe" };
      await store.add({
        tenantId: 1,
        event: "subscribe",
        dedupeKey: `k${index}`,
        wechatMsgId: null,
        openid: `o${index}`,
        payload,
        toDispatch: true,
      });
    }
    await bench().pass(5);
    const others = await Promise.all(Array.from({ length: 3 }, () => openCallbackServer(bench().test.database)));
    const all = [bench().server, ...others];
    await Promise.all(all.flatMap(({ service }) => [service.sweep(), service.sweep()]));
    expect(all.flatMap(({ handlers }) => handlers.events)).toHaveLength(50);
    for (const { app } of others) await app.close();
  });

  it("a started server sweeps by itself", async () => {
    bench().server.handlers.fault = new Error("not yet");
    await bench().postPlain(FINISHED);
    await bench().pass(60);
    bench().server.handlers.fault = null;
    bench().server.service.start();
    await expect.poll(() => bench().server.handlers.events).toHaveLength(1);
  });

  it("one failing handler keeps no other callback waiting", async () => {
    bench().server.handlers.fault = new Error("no");
    await bench().postPlain(subscribe("o1"));
    bench().server.handlers.fault = null;
    await bench().postPlain(subscribe("o2"));
    expect(bench().server.handlers.events).toMatchObject([["subscribed", { openid: "o2" }]]);
  });

  it("WeChat is asked to repeat what could not be stored", async () => {
    await bench().test.database.pool.query("ALTER TABLE callback RENAME TO callback_away");
    try {
      expect((await bench().postPlain(FINISHED)).status).toBe(503);
    } finally {
      await bench().test.database.pool.query("ALTER TABLE callback_away RENAME TO callback");
    }
    expect(await bench().postPlain(FINISHED)).toEqual(SUCCESS);
    expect(bench().server.handlers.events).toHaveLength(1);
  });

  it("no log line holds an openid or the callback token", async () => {
    bench().server.handlers.fault = new Error("no");
    await bench().postPlain(subscribe("o-very-personal"));
    await bench().post({ url: signedUrl({ token: "other" }), payload: subscribe("o-very-personal") });
    expect(bench().server.log.lines.length).toBeGreaterThanOrEqual(2);
    expect(bench().server.log.lines.join()).not.toMatch(/o-very-personal|a-callback-token/);
  });
});
