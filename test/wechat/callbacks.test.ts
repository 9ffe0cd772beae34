import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import type { CallbackAccount } from "../../src/callbacks/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { type CallbackServer, encryptedRequest, openCallbackServer, signedUrl, xmlOf } from "./callback-server.js";

const AT = 1_481_013_459;
const EVENT = { ToUserName: "gh_1", FromUserName: "o1", CreateTime: AT, MsgType: "event" };
const FINISHED = xmlOf({
  ...EVENT,
  Event: "MASSSENDJOBFINISH",
  MsgID: "9007199254740993",
  Status: "send success",
  TotalCount: 296,
  FilterCount: 295,
  SentCount: 294,
  ErrorCount: 1,
});
const FINISHED_EVENT = {
  tenantId: 1,
  msgId: 9007199254740993n,
  status: "send success",
  totalCount: 296,
  filterCount: 295,
  sentCount: 294,
  errorCount: 1,
  at: new Date(AT * 1_000),
};
const subscribe = (openid: string, at = AT, event = "subscribe") =>
  xmlOf({ ...EVENT, FromUserName: openid, CreateTime: at, Event: event, EventKey: "" });

let test: TestDatabase;
let server: CallbackServer;

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.drop());

beforeEach(async () => {
  await test.database.prisma.callback.deleteMany();
});

afterEach(async () => {
  await server.service.stop();
  await server.app.close();
});

async function open(change: Partial<CallbackAccount> = {}): Promise<void> {
  server = await openCallbackServer(test.database, change);
}

async function post(request: {
  url: string;
  payload: string;
  headers?: Record<string, string>;
}): Promise<{ status: number; body: string }> {
  const { statusCode, body } = await server.app.inject({ method: "POST", headers: { "content-type": "text/xml" }, ...request });
  await server.service.idle();
  return { status: statusCode, body };
}

const postPlain = (payload: string, options = {}) => post({ url: signedUrl(options), payload });
const stored = () => test.database.prisma.callback.findMany({ orderBy: { id: "asc" } });
const SUCCESS = { status: 200, body: "success" };

/** What the clock does while nobody looks. */
async function pass(seconds: number): Promise<void> {
  await test.database.pool.query("UPDATE callback SET received_at = received_at - make_interval(secs => $1)", [seconds]);
}

describe("setting the address up", () => {
  beforeEach(() => open());
  const get = (url: string) => server.app.inject({ method: "GET", url });

  it("answers the bare echostr, as text that no browser takes for a page", async () => {
    const reply = await get(signedUrl({ query: { echostr: "<b>1</b>" } }));
    expect([reply.statusCode, reply.body]).toEqual([200, "<b>1</b>"]);
    expect(reply.headers).toMatchObject({ "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  });

  it.each([
    ["another token's signature", 403, () => signedUrl({ token: "other", query: { echostr: "1" } })],
    ["an old timestamp", 403, () => signedUrl({ agoMs: 11 * 60_000, query: { echostr: "1" } })],
    ["a timestamp far ahead", 403, () => signedUrl({ agoMs: -11 * 60_000, query: { echostr: "1" } })],
    ["no echostr", 400, () => signedUrl()],
    ["no signature", 400, () => "/wechat/callback/wx0123456789abcdef?timestamp=1&nonce=2&echostr=3"],
    ["a parameter twice", 400, () => `${signedUrl({ query: { echostr: "1" } })}&nonce=2`],
    ["an unknown account", 404, () => signedUrl({ query: { echostr: "1" } }).replace("wx0123456789abcdef", "wxffffffffffffffff")],
  ])("refuses %s with %i", async (_name, status, url) => {
    expect((await get(url())).statusCode).toBe(status);
  });
});

describe("an account in plain mode", () => {
  beforeEach(() => open({ encodingAesKey: null }));

  it("has a finished mass send stored and given to its handler", async () => {
    expect(await postPlain(FINISHED)).toEqual(SUCCESS);
    expect(server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
    expect(await stored()).toMatchObject([
      { event: "MASSSENDJOBFINISH", wechatMsgId: 9007199254740993n, openid: "o1", attempts: 1, error: null, processedAt: expect.any(Date) },
    ]);
  });

  it("acts once on what WeChat repeats, whatever the repetitions' signatures", async () => {
    for (let copy = 0; copy < 3; copy++) expect(await postPlain(FINISHED)).toEqual(SUCCESS);
    const together = await Promise.all(Array.from({ length: 20 }, () => postPlain(subscribe("o2"))));
    expect(together).toEqual(Array(20).fill(SUCCESS));
    expect(server.handlers.events.map(([kind]) => kind)).toEqual(["massSendFinished", "subscribed"]);
    expect(await stored()).toHaveLength(2);
  });

  it("tells of followers come and gone", async () => {
    await postPlain(subscribe("o1"));
    await postPlain(subscribe("o1", AT + 1, "unsubscribe"));
    const event = { tenantId: 1, openid: "o1", eventKey: null };
    expect(server.handlers.events).toEqual([
      ["subscribed", { ...event, at: new Date(AT * 1_000) }],
      ["unsubscribed", { ...event, at: new Date((AT + 1) * 1_000) }],
    ]);
  });

  it("keeps messages and unknown events as they are, and is done with them", async () => {
    expect(await postPlain(xmlOf({ ...EVENT, MsgType: "text", Content: "<!DOCTYPE 你好", MsgId: 24 }))).toEqual(SUCCESS);
    expect(await postPlain(xmlOf({ ...EVENT, Event: "LOCATION", Latitude: "30.443105" }))).toEqual(SUCCESS);
    expect(await stored()).toMatchObject([
      { event: "message:text", dedupeKey: "message:24", payload: { Content: "<!DOCTYPE 你好" }, processedAt: expect.any(Date) },
      { event: "LOCATION", payload: { Latitude: "30.443105" }, processedAt: expect.any(Date), attempts: 0 },
    ]);
    expect(server.handlers.events).toEqual([]);
  });

  it("keeps a result that makes no sense, and says why nobody acted on it", async () => {
    await postPlain(xmlOf({ ...EVENT, Event: "MASSSENDJOBFINISH", MsgID: "soon", Status: "send success" }));
    expect(await stored()).toMatchObject([{ processedAt: expect.any(Date), error: expect.stringContaining("MsgID") }]);
    expect(server.handlers.attempts).toBe(0);
  });

  it("takes JSON from accounts that chose it, and bodies of any type or none", async () => {
    const json = JSON.stringify({ ...EVENT, Event: "subscribe", EventKey: "" });
    expect(await post({ url: signedUrl(), payload: json, headers: { "content-type": "application/json" } })).toEqual(SUCCESS);
    expect(await post({ url: signedUrl(), payload: subscribe("o2"), headers: { "content-type": "application/octet-stream" } })).toEqual(
      SUCCESS,
    );
    expect(await post({ url: signedUrl(), payload: subscribe("o3"), headers: {} })).toEqual(SUCCESS);
    expect(server.handlers.events.map(([, event]) => event)).toMatchObject([{ openid: "o1" }, { openid: "o2" }, { openid: "o3" }]);
  });

  it.each<[string, number, () => { url: string; payload: string }]>([
    ["a forged signature", 403, () => ({ url: signedUrl({ token: "other" }), payload: FINISHED })],
    ["a replayed request", 403, () => ({ url: signedUrl({ agoMs: 11 * 60_000 }), payload: FINISHED })],
    ["no signature", 400, () => ({ url: "/wechat/callback/wx0123456789abcdef", payload: FINISHED })],
    ["an unknown account", 404, () => ({ url: signedUrl().replace("wx0123456789abcdef", "wxffffffffffffffff"), payload: FINISHED })],
    ["an empty body", 400, () => ({ url: signedUrl(), payload: "" })],
    ["a body that is no message", 400, () => ({ url: signedUrl(), payload: "<xml><A>1</A></xml>" })],
    ["a DOCTYPE", 400, () => ({ url: signedUrl(), payload: `<!DOCTYPE xml [<!ENTITY a "b">]>${FINISHED}` })],
    ["a body nested too deep", 400, () => ({ url: signedUrl(), payload: `<xml>${"<a>".repeat(50)}${"</a>".repeat(50)}</xml>` })],
    ["a body over 256 kB", 413, () => ({ url: signedUrl(), payload: `<xml><A>${"x".repeat(256 * 1024)}</A></xml>` })],
    ["an encrypted body, for want of a key", 400, () => encryptedRequest(FINISHED)],
  ])("refuses %s with %i, and keeps nothing", async (_name, status, request) => {
    expect((await post(request())).status).toBe(status);
    expect(await stored()).toEqual([]);
    expect(server.handlers.attempts).toBe(0);
  });
});

describe("an account with an EncodingAESKey", () => {
  beforeEach(() => open());

  it("has what was encrypted read", async () => {
    expect(await post(encryptedRequest(FINISHED))).toEqual(SUCCESS);
    expect(server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
  });

  it("in compatible mode believes what was encrypted, not the plain text beside it", async () => {
    const beside = "<FromUserName>forged</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>unsubscribe</Event>";
    expect(await post(encryptedRequest(subscribe("o1"), { beside }))).toEqual(SUCCESS);
    expect(server.handlers.events).toMatchObject([["subscribed", { openid: "o1" }]]);
    expect(JSON.stringify((await stored())[0]?.payload)).not.toContain("forged");
  });

  it("takes encrypted JSON", async () => {
    const { url, payload } = encryptedRequest(JSON.stringify({ ...EVENT, Event: "subscribe" }));
    const encrypted = /CDATA\[(.*?)\]\]>/.exec(payload)?.[1];
    expect(await post({ url, payload: JSON.stringify({ ToUserName: "gh_1", Encrypt: encrypted }) })).toEqual(SUCCESS);
    expect(server.handlers.events).toHaveLength(1);
  });

  it.each<[string, number, () => { url: string; payload: string }]>([
    ["a plain body, though rightly signed", 400, () => ({ url: signedUrl(), payload: FINISHED })],
    ["another token's signatures", 403, () => encryptedRequest(FINISHED, { token: "other" })],
    ["a body meant for another appid", 400, () => encryptedRequest(FINISHED, { appId: "wxffffffffffffffff" })],
    ["no msg_signature", 400, () => ({ ...encryptedRequest(FINISHED), url: signedUrl() })],
    ["a body that was exchanged", 403, () => ({ ...encryptedRequest(FINISHED), url: encryptedRequest(subscribe("o1")).url })],
    ["nonsense in Encrypt", 400, () => ({ url: signedUrl({ encrypted: "AAAA" }), payload: xmlOf({ Encrypt: "AAAA" }) })],
    ["an encrypted DOCTYPE", 400, () => encryptedRequest(`<!DOCTYPE xml>${FINISHED}`)],
  ])("refuses %s with %i, and keeps nothing", async (_name, status, request) => {
    expect((await post(request())).status).toBe(status);
    expect(await stored()).toEqual([]);
    expect(server.handlers.attempts).toBe(0);
  });
});

describe("after a fault", () => {
  beforeEach(() => open({ encodingAesKey: null }));

  it("a handler that failed is called again, later and later, until it succeeds", async () => {
    server.handlers.fault = new Error("database is away");
    expect(await postPlain(FINISHED)).toEqual(SUCCESS);
    expect(await stored()).toMatchObject([{ processedAt: null, attempts: 1, error: "database is away" }]);
    expect(await server.service.sweep()).toBe(0);
    await pass(10);
    expect(await server.service.sweep()).toBe(1);
    await pass(5);
    expect(await server.service.sweep()).toBe(0);
    server.handlers.fault = null;
    await pass(10);
    expect(await server.service.sweep()).toBe(1);
    expect(server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
    expect(await stored()).toMatchObject([{ processedAt: expect.any(Date), attempts: 3, error: null }]);
    await pass(10_000);
    expect(await server.service.sweep()).toBe(0);
  });

  it("what a crash left is acted on, of one follower in the order of time", async () => {
    const store = new PostgresCallbackStore(test.database);
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
    await pass(5);
    expect(await server.service.sweep()).toBe(3);
    expect(server.handlers.events.map(([kind]) => kind)).toEqual(["subscribed", "unsubscribed", "subscribed"]);
  });

  it("each is acted on once where many processes sweep at the same time", async () => {
    const store = new PostgresCallbackStore(test.database);
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
    await pass(5);
    const others = await Promise.all(Array.from({ length: 3 }, () => openCallbackServer(test.database)));
    const all = [server, ...others];
    await Promise.all(all.flatMap(({ service }) => [service.sweep(), service.sweep()]));
    expect(all.flatMap(({ handlers }) => handlers.events)).toHaveLength(50);
    for (const { app } of others) await app.close();
  });

  it("a started server sweeps by itself", async () => {
    server.handlers.fault = new Error("not yet");
    await postPlain(FINISHED);
    await pass(60);
    server.handlers.fault = null;
    server.service.start();
    await expect.poll(() => server.handlers.events).toHaveLength(1);
  });

  it("one failing handler keeps no other callback waiting", async () => {
    server.handlers.fault = new Error("no");
    await postPlain(subscribe("o1"));
    server.handlers.fault = null;
    await postPlain(subscribe("o2"));
    expect(server.handlers.events).toMatchObject([["subscribed", { openid: "o2" }]]);
  });

  it("WeChat is asked to repeat what could not be stored", async () => {
    await test.database.pool.query("ALTER TABLE callback RENAME TO callback_away");
    try {
      expect((await postPlain(FINISHED)).status).toBe(503);
    } finally {
      await test.database.pool.query("ALTER TABLE callback_away RENAME TO callback");
    }
    expect(await postPlain(FINISHED)).toEqual(SUCCESS);
    expect(server.handlers.events).toHaveLength(1);
  });

  it("no log line holds an openid or the callback token", async () => {
    server.handlers.fault = new Error("no");
    await postPlain(subscribe("o-very-personal"));
    await post({ url: signedUrl({ token: "other" }), payload: subscribe("o-very-personal") });
    expect(server.log.lines.length).toBeGreaterThanOrEqual(2);
    expect(server.log.lines.join()).not.toMatch(/o-very-personal|a-callback-token/);
  });
});
