import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const STATUS = "{ fingerprint expiresAt refreshedAt version source }";
const REPLACE = `mutation($token: String!, $seconds: Int!) { replaceAccessToken(token: $token, expiresInSeconds: $seconds) ${STATUS} }`;
const STABLE = "/cgi-bin/stable_token";

interface Status {
  fingerprint: string;
  expiresAt: string;
  refreshedAt: string;
  version: number;
  source: string;
}

let world: World;
let admin: Client;

beforeAll(async () => {
  world = await createWorld({ followers: 20 });
  admin = await world.operator(Role.ADMIN);
});
afterAll(() => world.close());
beforeEach(() => world.simulator.faults.clear());

const status = async () => (await admin.get<{ accessToken: Status }>(`{ accessToken ${STATUS} }`)).accessToken;
const account = () => world.simulator.account(world.tenant.appId);
const replace = (token: string, seconds: number) => admin.ask(REPLACE, { token, seconds });
const newestAudit = async () => {
  const { auditLog } = await admin.get<{ auditLog: { edges: { node: Record<string, string> }[] } }>(
    "{ auditLog(first: 1) { edges { node { action operator target detail } } } }",
  );
  return auditLog.edges[0]?.node;
};

/** A token of the account that Tagcast does not know: what the system before it was using. */
async function tokenOfTheOldSystem(): Promise<string> {
  const { appId, appSecret } = account().settings;
  const reply = await fetch(`${world.simulator.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${appSecret}`);
  return ((await reply.json()) as { access_token: string }).access_token;
}

describe("accessToken", () => {
  it("tells a VIEWER version, source and times, and gets a token where there is none", async () => {
    await world.test.database.prisma.accessToken.deleteMany();
    const viewer = await world.operator(Role.VIEWER);
    const { accessToken } = await viewer.get<{ accessToken: Status }>(`{ accessToken ${STATUS} }`);
    expect(accessToken).toMatchObject({ source: "stable_token", fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(Date.parse(accessToken.expiresAt) - Date.parse(accessToken.refreshedAt)).toBeGreaterThan(7_000_000);
    expect(await status()).toEqual(accessToken);
  });

  it("is UNAVAILABLE where there is none and WeChat does not answer, and WECHAT_API_ERROR where it refuses", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    // The simulator does not know the stranger's account.
    const refused = await stranger.ask(`{ accessToken ${STATUS} }`);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: "WECHAT_API_ERROR", errcode: 40013, errmsg: "invalid appid" });
    world.simulator.faults.order({ path: STABLE, kind: "http-502", times: 10 });
    const other = await world.stranger(Role.ADMIN);
    expect((await other.ask(`{ accessToken ${STATUS} }`)).code).toBe("UNAVAILABLE");
  });
});

describe("refreshAccessToken", () => {
  it("unforced keeps the token that WeChat gives again", async () => {
    const before = await status();
    const { refreshAccessToken } = await admin.get<{ refreshAccessToken: Status }>(`mutation { refreshAccessToken ${STATUS} }`);
    expect(refreshAccessToken).toEqual(before);
  });

  it("forced ends the old one, counts a version on, and is audited", async () => {
    const before = await status();
    const { refreshAccessToken: after } = await admin.get<{ refreshAccessToken: Status }>(
      `mutation { refreshAccessToken(force: true) ${STATUS} }`,
    );
    expect(after).toMatchObject({ source: "stable_token_forced", version: before.version + 1 });
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(await newestAudit()).toEqual({
      action: "refreshAccessToken",
      operator: admin.username,
      target: `accessToken:${after.version}`,
      detail: `forced; now version ${after.version}, fingerprint ${after.fingerprint}`,
    });
  });

  it("is QUOTA_EXCEEDED once the day's forces are used up, and the token stays", async () => {
    const before = await status();
    // Of this account's: the strangers of other tests still ask for theirs from time to time.
    world.simulator.faults.order({ path: STABLE, kind: "errcode", errcode: 45009, appId: world.tenant.appId });
    const answer = await admin.ask(`mutation { refreshAccessToken(force: true) ${STATUS} }`);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "QUOTA_EXCEEDED", retryAt: expect.any(String) });
    expect(await status()).toEqual(before);
  });
});

describe("replaceAccessToken", () => {
  it("takes a token that WeChat takes, for as long as said", async () => {
    const token = await tokenOfTheOldSystem();
    const before = await status();
    const { data } = await replace(` ${token}\n`, 600);
    const after = data?.replaceAccessToken as Status;
    expect(after).toMatchObject({ source: "manual", version: before.version + 1 });
    expect(Date.parse(after.expiresAt) - Date.parse(after.refreshedAt)).toBe(600_000);
    expect(await newestAudit()).toMatchObject({ action: "replaceAccessToken", target: `accessToken:${after.version}` });
    await admin.get('{ apiQuota(path: "/cgi-bin/tags/get") { used } }');
    expect(world.app.core.wechat.tokenLives()[0]?.leftMs).toBeLessThan(600_001);
  });

  it("goes on with WeChat's own token when the pasted one is refused", async () => {
    const token = await tokenOfTheOldSystem();
    await replace(token, 7_200);
    const { version } = await status();
    account().tokens.expire(token, world.simulator.clock.now());
    expect((await admin.ask('{ apiQuota(path: "/cgi-bin/tags/get") { used } }')).errors).toBeUndefined();
    expect(await status()).toMatchObject({ source: "stable_token", version: version + 1 });
  });

  it("refuses what WeChat refuses, naming token and quoting nothing", async () => {
    const before = await status();
    const token = `97_${randomBytes(60).toString("base64url")}`;
    const answer = await replace(token, 600);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "token" });
    expect(JSON.stringify(answer.errors)).not.toContain(token);
    expect(await status()).toEqual(before);
  });

  it("refuses a token of another account", async () => {
    const before = await status();
    const token = await tokenOfTheOldSystem();
    await world.test.database.pool.query("UPDATE users SET openid = 'another-' || openid");
    const answer = await replace(token, 600);
    await world.test.database.pool.query("UPDATE users SET openid = substr(openid, 9)");
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining("another account's"),
      extensions: { code: "BAD_USER_INPUT", field: "token" },
    });
    expect(await status()).toEqual(before);
  });

  it("changes nothing where WeChat does not answer", async () => {
    const before = await status();
    world.simulator.faults.order({ path: "/cgi-bin/user/info", kind: "http-500" });
    expect((await replace(await tokenOfTheOldSystem(), 600)).code).toBe("UNAVAILABLE");
    expect(await status()).toEqual(before);
  });

  it.each([
    ["x".repeat(31), 600, "token"],
    ["x".repeat(513), 600, "token"],
    [`${"x".repeat(40)}&appid=1`, 600, "token"],
    [`${"x".repeat(40)}é`, 600, "token"],
    ["x".repeat(40), 59, "expiresInSeconds"],
    ["x".repeat(40), 7_201, "expiresInSeconds"],
    ["x".repeat(40), -1, "expiresInSeconds"],
  ])("refuses %s for %i s, naming %3$s and quoting nothing", async (token, seconds, field) => {
    const answer = await replace(token, seconds);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field });
    expect(JSON.stringify(answer.errors)).not.toContain(token);
  });

  it.each([
    [REPLACE, { token: ["PLANTED"], seconds: 60 }],
    [REPLACE, { token: { value: "PLANTED" }, seconds: 60 }],
    [REPLACE, { token: "x".repeat(40), seconds: "PLANTED" }],
    ['mutation { replaceAccessToken(token: ["PLANTED"], expiresInSeconds: 60) { version } }', {}],
    ["mutation { replaceAccessToken(token: PLANTED, expiresInSeconds: 60) { version } }", {}],
    ['mutation { replaceAccessToken(token "PLANTED", expiresInSeconds: 60) { version } }', {}],
  ])("quotes no token from a request that does not fit the schema: %s %j", async (query, variables) => {
    const answer = await admin.ask(query, variables);
    expect(answer.code).toBe("BAD_USER_INPUT");
    expect(JSON.stringify(answer.errors)).not.toContain("PLANTED");
  });
});

describe("apiQuota", () => {
  it("tells a VIEWER what an interface still allows", async () => {
    const viewer = await world.operator(Role.VIEWER);
    const ask = () => viewer.get<{ apiQuota: object }>('{ apiQuota(path: "/cgi-bin/user/get") { dailyLimit used remaining } }');
    expect((await ask()).apiQuota).toEqual({ dailyLimit: 500, used: 0, remaining: 500 });
  });

  it.each([
    "",
    "cgi-bin/user/get",
    "https://api.weixin.qq.com/cgi-bin/user/get",
    "//evil/user",
    "/cgi-bin/user/get?x=1",
    `/${"x".repeat(200)}`,
  ])("refuses the path %j", async (path) => {
    const calls = world.simulator.calls.count("/cgi-bin/openapi/quota/get");
    const answer = await admin.ask("query($path: String!) { apiQuota(path: $path) { used } }", { path });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "path" });
    expect(world.simulator.calls.count("/cgi-bin/openapi/quota/get")).toBe(calls);
  });

  it.each([76003, 76021, 76022])("names the path where WeChat answers %i", async (errcode) => {
    world.simulator.faults.order({ path: "/cgi-bin/openapi/quota/get", kind: "errcode", errcode });
    const answer = await admin.ask('{ apiQuota(path: "/cgi-bin/nothing") { used } }');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "path" });
  });

  it("shows limits beyond GraphQL's Int as its largest", async () => {
    world.simulator.faults.order({
      path: "/cgi-bin/openapi/quota/get",
      kind: "errcode",
      errcode: 0,
      extra: { quota: { daily_limit: 5_000_000_000, used: 1, remain: 4_999_999_999 } },
    });
    const { apiQuota } = await admin.get<{ apiQuota: object }>('{ apiQuota(path: "/cgi-bin/user/info") { dailyLimit used remaining } }');
    expect(apiQuota).toEqual({ dailyLimit: 2_147_483_647, used: 1, remaining: 2_147_483_647 });
  });
});

describe("clearQuota", () => {
  it("sets the counters to zero ten times a month, then says WeChat's 48006; each is audited", async () => {
    await account().quotas.take("/cgi-bin/user/get", world.simulator.clock.now());
    const quota = async () =>
      (await admin.get<{ apiQuota: { used: number } }>('{ apiQuota(path: "/cgi-bin/user/get") { used } }')).apiQuota.used;
    expect(await quota()).toBe(1);
    expect(await admin.get("mutation { clearQuota }")).toEqual({ clearQuota: true });
    expect(await quota()).toBe(0);
    expect(await newestAudit()).toMatchObject({ action: "clearQuota", operator: admin.username });
    for (let n = 2; n <= 10; n++) await admin.get("mutation { clearQuota }");
    const eleventh = await admin.ask("mutation { clearQuota }");
    expect(eleventh.errors?.[0]).toMatchObject({
      message: expect.stringContaining("forbid to clear quota because of reaching the limit"),
      extensions: { code: "WECHAT_API_ERROR", errcode: 48006 },
    });
  });
});
