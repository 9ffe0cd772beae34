import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { type Database, openDatabase } from "../../src/platform/database/database.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { FakeWeChat } from "./fake-wechat.js";
import { addTenant, openKeeper, RecordedLog, sealer } from "./support.js";

const STABLE = "/cgi-bin/stable_token";
const CALLERS = 200;
/** As in the store. */
const REFRESH_LOCKS = 0x7a67_0001;

let test: TestDatabase;
/** Connections of a second process. */
let elsewhere: Database;
let tenantId: number;
let wechat: FakeWeChat;
let open: ReturnType<typeof openKeeper>[];

beforeAll(async () => {
  test = await createTestDatabase();
  elsewhere = openDatabase(test.url);
  tenantId = await addTenant(test.database);
});

afterAll(async () => {
  await elsewhere.close();
  await test.drop();
});

beforeEach(async () => {
  await test.database.prisma.accessToken.deleteMany();
  wechat = await new FakeWeChat().start();
  open = [];
});

afterEach(async () => {
  await wechat.close();
  await Promise.all(open.map(({ close }) => close()));
});

function process(database = test.database, log = new RecordedLog(), key?: Sealer) {
  const opened = openKeeper(database, tenantId, wechat.url, log, key);
  open.push(opened);
  return opened.keeper;
}

async function expireStored(): Promise<void> {
  await test.database.prisma.accessToken.update({ where: { tenantId }, data: { expiresAt: new Date() } });
}

const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

describe("TokenKeeper", () => {
  it("asks WeChat once, however many need a token at the same time in many processes", async () => {
    const keepers = times(8, (index) => process(index % 2 ? elsewhere : test.database));
    const tokens = await Promise.all(keepers.flatMap((keeper) => times(CALLERS, () => keeper.current())));
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(wechat.tokens));
    expect(wechat.callsTo(STABLE)).toHaveLength(1);
  });

  it("asks once at each expiry, in all processes together", async () => {
    for (let version = 1; version <= 5; version++) {
      const keepers = times(4, (index) => process(index % 2 ? elsewhere : test.database));
      const tokens = await Promise.all(keepers.flatMap((keeper) => times(CALLERS, () => keeper.current())));
      expect(new Set(tokens.map((token) => token.version))).toEqual(new Set([version]));
      expect(wechat.callsTo(STABLE)).toHaveLength(version);
      await expireStored();
      wechat.expire();
    }
  });

  it("asks once where WeChat refuses one token to all callers of all processes", async () => {
    const keepers = [process(), process(elsewhere), process()];
    await Promise.all(keepers.map((keeper) => keeper.current()));
    wechat.expire();
    const tokens = await Promise.all(keepers.flatMap((keeper) => times(CALLERS, () => keeper.afterRefusal(1, false))));
    expect(new Set(tokens.map((token) => `${token?.version} ${token?.token}`))).toEqual(new Set([`2 ${wechat.tokens[1]}`]));
    expect(wechat.callsTo(STABLE)).toHaveLength(2);
  });

  it("takes the token that another process got meanwhile, in place of asking for one more", async () => {
    const [here, there] = [process(), process(elsewhere)];
    await here.current();
    await there.current();
    await there.refresh({ force: true });
    expect(await here.afterRefusal(1, false)).toMatchObject({ version: 2, token: wechat.tokens[1] });
    expect(await here.current()).toMatchObject({ version: 2 });
    expect(wechat.callsTo(STABLE)).toHaveLength(2);
  });

  it("drops the present token at once when an operator forces it", async () => {
    const keeper = process();
    await keeper.current();
    const forced = await Promise.all(times(CALLERS, () => keeper.refresh({ force: true })));
    expect(new Set(forced.map(({ version }) => version))).toEqual(new Set([2]));
    expect((await keeper.status())?.source).toBe("stable_token_forced");
  });

  it("shares the failure of one attempt, and tries anew after a short wait", async () => {
    wechat.replies(STABLE, { errcode: 45009, errmsg: "reach max api daily quota limit" });
    const keeper = process();
    const results = await Promise.allSettled(times(CALLERS, () => keeper.current()));
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    expect(wechat.callsTo(STABLE)).toHaveLength(1);
    wechat.on(STABLE, () => wechat.issue(false));
    await vi.waitFor(async () => expect(await keeper.current()).toMatchObject({ version: 1 }));
  });

  it("tries an unclear answer once more", async () => {
    wechat.replies(STABLE, "reset", { access_token: "t", expires_in: 7_200 });
    expect(await process().current()).toMatchObject({ token: "t" });
  });

  it.each([
    ["is unknown", { errcode: 40066, errmsg: "invalid url" }],
    ["is not found", { status: 404, text: "not found" }],
    ["is not open to the account", { errcode: 48001, errmsg: "api unauthorized" }],
  ])("falls back to /cgi-bin/token where stable_token %s", async (_name, reply) => {
    wechat.replies(STABLE, reply).replies("/cgi-bin/token", { access_token: "classic", expires_in: 7_200 });
    const keeper = process();
    expect(await keeper.current()).toMatchObject({ token: "classic" });
    expect((await keeper.status())?.source).toBe("token");
  });

  it.each([["reset"], [{ errcode: -1, errmsg: "system error" }], [{ errcode: 40125, errmsg: "invalid appsecret" }]])(
    "does not fall back after %j",
    async (reply) => {
      wechat.replies(STABLE, reply);
      await expect(process().current()).rejects.toMatchObject({ name: "WeChatError" });
      expect(wechat.callsTo("/cgi-bin/token")).toHaveLength(0);
    },
  );

  it("goes on with the lock's next taker when the process that refreshes dies", async () => {
    const dying = new pg.Client({ connectionString: test.url });
    dying.on("error", () => undefined);
    await dying.connect();
    await dying.query("BEGIN");
    await dying.query("SELECT pg_advisory_xact_lock($1, $2)", [REFRESH_LOCKS, tenantId]);
    const { rows } = await dying.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const waiting = Promise.all([process().current(), process(elsewhere).current()]);
    await vi.waitFor(async () => {
      const queue = await test.database.pool.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND NOT granted", [
        REFRESH_LOCKS,
      ]);
      expect(queue.rowCount).toBe(2);
    });
    expect(wechat.callsTo(STABLE)).toHaveLength(0);
    await test.database.pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    expect((await waiting).map(({ version }) => version)).toEqual([1, 1]);
    expect(wechat.callsTo(STABLE)).toHaveLength(1);
  });

  it("tells fingerprint, version and times, never the token", async () => {
    const log = new RecordedLog();
    const keeper = process(test.database, log);
    expect(await keeper.status()).toBeNull();
    const { token } = await keeper.current();
    const status = await keeper.status();
    expect(status).toMatchObject({
      fingerprint: createHash("sha256").update(token).digest("hex").slice(0, 8),
      version: 1,
      source: "stable_token",
    });
    expect(status?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 7_000_000);
    expect(log.lines).toHaveLength(1);
    expect(`${JSON.stringify(status)} ${log.lines}`).not.toContain(token);
  });

  it("keeps the token encrypted in the database, bound to its tenant", async () => {
    const { token } = await process().current();
    const row = await test.database.prisma.accessToken.findUniqueOrThrow({ where: { tenantId } });
    expect(Buffer.from(row.tokenSealed).includes(token)).toBe(false);
    expect(() => sealer.open(row.tokenSealed, `access_token/${tenantId + 1}`)).toThrow();
  });

  it("gets a new token where the stored one was written under another secret key", async () => {
    await process().current();
    const log = new RecordedLog();
    const rekeyed = process(elsewhere, log, new Sealer(randomBytes(32)));
    expect(await rekeyed.status()).toBeNull();
    expect(await rekeyed.current()).toMatchObject({ version: 2, token: wechat.tokens[0] });
    expect(await rekeyed.status()).toMatchObject({ version: 2 });
    expect(log.lines[0]).toContain("another secret key");
  });

  it("never goes back to a version it has had, also where the stored one is gone", async () => {
    const keeper = process();
    await keeper.current();
    await keeper.refresh({ force: true });
    await test.database.prisma.accessToken.deleteMany();
    expect(await keeper.afterRefusal(2, false)).toMatchObject({ version: 3 });
    expect(await process(elsewhere).current()).toMatchObject({ version: 3 });
  });
});
