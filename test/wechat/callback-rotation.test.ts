import { randomBytes } from "node:crypto";
import Fastify from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import { AccountKind } from "../../src/accounts/index.js";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import { CallbackService, registerCallbackRoutes } from "../../src/callbacks/index.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { ACCOUNT, encryptedRequest, RecordedHandlers, signedUrl, xmlOf } from "./callback-server.js";
import { RecordedLog } from "./support.js";

const OLD = { callbackToken: "oldtoken", encodingAesKey: "o".repeat(43) };
const NEW = { callbackToken: "newtoken", encodingAesKey: "n".repeat(43) };
const HOUR = 3_600_000;
const sealer = new Sealer(randomBytes(32));
let test: TestDatabase;
let server: Awaited<ReturnType<typeof openServer>>;
let posted = 0;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.database.pool.query("TRUNCATE tenant, callback CASCADE");
  server = await openServer();
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.app.close();
});

/** One process's callback server over the shared tenant; the clock of all is vitest's. */
async function openServer() {
  const { tenants } = createAccounts({ database: test.database, sealer, clock: () => new Date() });
  const store = new PostgresCallbackStore(test.database);
  const service = new CallbackService({ accounts: tenants, store, handlers: new RecordedHandlers(), log: new RecordedLog() });
  const app = Fastify();
  registerCallbackRoutes(app, service);
  await app.ready();
  const post = async (request: { url: string; payload: string }) => (await app.inject({ method: "POST", ...request })).statusCode;
  return { app, tenants, post };
}

const tenant = (secrets: { callbackToken: string; encodingAesKey: string | null }) => ({
  ...{ name: "Brand", appId: ACCOUNT.appId, appSecret: "app-secret", kind: AccountKind.SERVICE, sandbox: false, ...secrets },
});
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms) && vi.advanceTimersByTime(0);
/** As long as a process may know an account. */
const soon = () => vi.advanceTimersByTime(2_001);
const event = () =>
  xmlOf({ ToUserName: "gh_1", FromUserName: `o${posted++}`, CreateTime: 1, MsgType: "event", Event: "CLICK", EventKey: "a" });
const encrypted = (callbackToken: string, key: string) => server.post(encryptedRequest(event(), { token: callbackToken, key }));
const stored = async () => (await test.database.pool.query("SELECT 1 FROM callback")).rows.length;
const plain = (callbackToken: string) => server.post({ url: signedUrl({ token: callbackToken }), payload: event() });

describe("after token and key were changed", () => {
  beforeEach(async () => {
    await server.tenants.createTenant(tenant(OLD), "test");
    expect(await encrypted(OLD.callbackToken, OLD.encodingAesKey)).toBe(200);
    await server.tenants.ensureTenant(tenant(NEW), "test");
    soon();
  });

  const combinations = [
    ["old and old", OLD.callbackToken, OLD.encodingAesKey],
    ["old and new", OLD.callbackToken, NEW.encodingAesKey],
    ["new and old", NEW.callbackToken, OLD.encodingAesKey],
    ["new and new", NEW.callbackToken, NEW.encodingAesKey],
  ] as const;

  it.each(combinations)("token and key %s are accepted for 24 hours", async (_name, token, key) => {
    expect(await encrypted(token, key)).toBe(200);
    pass(24 * HOUR - 60_000);
    soon();
    expect(await encrypted(token, key)).toBe(200);
  });

  it.each(combinations.slice(0, 3))("token and key %s are refused after that", async (_name, token, key) => {
    pass(24 * HOUR + 1);
    expect(await encrypted(token, key)).toBeGreaterThanOrEqual(400);
    expect(await encrypted(NEW.callbackToken, NEW.encodingAesKey)).toBe(200);
  });

  it("a third token or key is refused all the while, and so is a plain body", async () => {
    expect(await encrypted("thirdtoken", OLD.encodingAesKey)).toBe(403);
    expect(await encrypted(NEW.callbackToken, "t".repeat(43))).toBe(400);
    expect(await plain(NEW.callbackToken)).toBe(400);
  });

  it("a request signed anew with the other secrets is the same callback", async () => {
    const payload = event();
    const before = await stored();
    for (const { callbackToken: token, encodingAesKey: key } of [OLD, NEW, OLD]) {
      expect(await server.post(encryptedRequest(payload, { token, key }))).toBe(200);
    }
    expect(await stored()).toBe(before + 1);
  });

  it("the address is checked with either token", async () => {
    for (const { callbackToken: token } of [OLD, NEW]) {
      const url = signedUrl({ token, query: { echostr: "1" } });
      expect((await server.app.inject({ method: "GET", url })).body).toBe("1");
    }
  });

  it("the same configuration at another start neither ends nor prolongs it", async () => {
    pass(12 * HOUR);
    await server.tenants.ensureTenant(tenant(NEW), "test");
    soon();
    expect(await encrypted(OLD.callbackToken, OLD.encodingAesKey)).toBe(200);
    pass(12 * HOUR);
    expect(await encrypted(OLD.callbackToken, OLD.encodingAesKey)).toBe(403);
  });

  it("it can be ended at once, where the former secrets leaked", async () => {
    await server.tenants.updateTenant(ACCOUNT.appId, { endPrevious: true }, "test");
    soon();
    expect(await encrypted(OLD.callbackToken, OLD.encodingAesKey)).toBe(403);
    expect(await encrypted(NEW.callbackToken, NEW.encodingAesKey)).toBe(200);
  });
});

describe("a captured request", () => {
  it("is the same callback for ten minutes, whatever changed meanwhile, and refused after that", async () => {
    await server.tenants.createTenant(tenant(OLD), "test");
    const captured = encryptedRequest(event(), { token: OLD.callbackToken, key: OLD.encodingAesKey });
    expect([await server.post(captured), await server.post(captured)]).toEqual([200, 200]);
    await server.tenants.updateTenant(ACCOUNT.appId, NEW, "test");
    pass(9 * 60_000);
    soon();
    expect(await server.post(captured)).toBe(200);
    expect(await stored()).toBe(1);
    pass(61_000);
    expect(await server.post(captured)).toBe(403);
  });
});

describe("another process", () => {
  it("accepts the new secrets within seconds, without a restart", async () => {
    await server.tenants.createTenant(tenant(OLD), "test");
    const other = await openServer();
    expect(await encrypted(OLD.callbackToken, OLD.encodingAesKey)).toBe(200);
    await other.tenants.updateTenant(ACCOUNT.appId, NEW, "test");
    soon();
    expect(await encrypted(NEW.callbackToken, NEW.encodingAesKey)).toBe(200);
    await other.app.close();
  });
});

describe("modes", () => {
  it("when a key is set for the first time, plain bodies are accepted for 24 hours more", async () => {
    await server.tenants.createTenant(tenant({ ...OLD, encodingAesKey: null }), "test");
    expect(await plain(OLD.callbackToken)).toBe(200);
    await server.tenants.updateTenant(ACCOUNT.appId, { encodingAesKey: NEW.encodingAesKey }, "test");
    soon();
    expect([await plain(OLD.callbackToken), await encrypted(OLD.callbackToken, NEW.encodingAesKey)]).toEqual([200, 200]);
    pass(24 * HOUR + 1);
    expect([await plain(OLD.callbackToken), await encrypted(OLD.callbackToken, NEW.encodingAesKey)]).toEqual([400, 200]);
  });

  it("when plain mode comes back, encrypted bodies are read for 24 hours more", async () => {
    await server.tenants.createTenant(tenant(OLD), "test");
    await server.tenants.updateTenant(ACCOUNT.appId, { encodingAesKey: null }, "test");
    soon();
    expect([await plain(OLD.callbackToken), await encrypted(OLD.callbackToken, OLD.encodingAesKey)]).toEqual([200, 200]);
    pass(24 * HOUR + 1);
    expect([await plain(OLD.callbackToken), await encrypted(OLD.callbackToken, OLD.encodingAesKey)]).toEqual([200, 400]);
  });

  it("secrets that the present secret key cannot open are replaced, with nothing before them", async () => {
    await server.tenants.createTenant(tenant(OLD), "test");
    const { tenants } = createAccounts({ database: test.database, sealer: new Sealer(randomBytes(32)), clock: () => new Date() });
    await tenants.ensureTenant(tenant(NEW), "test");
    expect(await tenants.byAppId(ACCOUNT.appId)).toMatchObject({ ...NEW, previous: null });
  });
});
