import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { TokenProcess } from "../support/token-processes.js";
import { FakeWeChat } from "../wechat/fake-wechat.js";
import { addTenant } from "../wechat/support.js";

const APP = { appId: "wx0123456789abcdef", appSecret: "0123456789abcdef0123456789abcdef" };
const STABLE = "/cgi-bin/stable_token";
const TAGS = "/cgi-bin/tags/get";
const LIFE_MS = 4_000;
/** A new one is given in the last part of the old one's life; both are good until the old one's end. */
const CHANGE_OVER_MS = 2_000;
const RUN_MS = 12_000;

let test: TestDatabase;
let wechat: FakeWeChat;
const endsAt = new Map<string, number>();

beforeAll(async () => {
  test = await createTestDatabase();
  wechat = await new FakeWeChat().start();
  wechat.on(STABLE, () => {
    const now = Date.now();
    const current = wechat.tokens.at(-1) ?? "";
    if ((endsAt.get(current) ?? 0) - now <= CHANGE_OVER_MS) {
      wechat.expire();
      endsAt.set(wechat.tokens.at(-1) ?? "", now + LIFE_MS);
    }
    const token = wechat.tokens.at(-1) ?? "";
    return { access_token: token, expires_in: Math.floor(((endsAt.get(token) ?? 0) - now) / 1000) };
  });
  wechat.on(TAGS, ({ query }) =>
    (endsAt.get(query.get("access_token") ?? "") ?? 0) > Date.now() ? { tags: [] } : { errcode: 42001, errmsg: "access_token expired" },
  );
});
afterAll(async () => {
  await wechat.close();
  await test.drop();
});

describe("two processes whose tokens live for seconds", { timeout: 60_000 }, () => {
  it("renew each once, ahead of its end, and no call fails", async () => {
    const options = {
      ...{ databaseUrl: test.url, wechatUrl: wechat.url, ...APP },
      tenantId: await addTenant(test.database, APP.appId),
      secretKey: randomBytes(32).toString("hex"),
    };
    const processes = await Promise.all([TokenProcess.start(options), TokenProcess.start(options)]);
    const until = Date.now() + RUN_MS;
    const work = async (process: TokenProcess) => {
      while (Date.now() < until) {
        expect(await process.call(100)).toEqual({ succeeded: 100, faults: [] });
        await sleep(50);
      }
    };
    await Promise.all(processes.map(work));
    await Promise.all(processes.map((process) => process.stop()));
    expect(wechat.tokens.length).toBeGreaterThan(3);
    expect(wechat.callsTo(STABLE)).toHaveLength(wechat.tokens.length);
  });
});
