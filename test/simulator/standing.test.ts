import { describe, expect, it } from "vitest";
import { APP, type Bench, bench, DAY_MS, type Json, TEXT } from "./support.js";

const CREDENTIALS = { grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret };
const token = (b: Bench) => b.raw(`/cgi-bin/token?${new URLSearchParams(CREDENTIALS)}`);
const stableToken = (b: Bench) => b.raw("/cgi-bin/stable_token", { method: "POST", body: JSON.stringify(CREDENTIALS) });
const toEveryone = (b: Bench) => b.post("message/mass/sendall", { ...TEXT, filter: { is_to_all: true } });

describe("how an account stands with WeChat", () => {
  it("limited to addresses: both kinds of token answer 40164 with the caller's own; other calls go on", async () => {
    const b = await bench();
    await b.control("POST account", { ipWhitelist: ["203.0.113.7"] });
    for (const reply of [await token(b), await stableToken(b)]) {
      expect(reply.errcode).toBe(40164);
      expect(reply.errmsg).toMatch(/^invalid ip 127\.0\.0\.1 ipv6 ::ffff:127\.0\.0\.1, not in whitelist rid: /);
    }
    expect((await b.get("tags/get")).tags).toBeDefined();
    await b.control("POST account", { ipWhitelist: ["203.0.113.7", "127.0.0.1"] });
    expect((await token(b)).expires_in).toBe(7200);
  });

  it("with a wrong secret says 40125 before it looks at the address", async () => {
    const b = await bench();
    await b.control("POST account", { ipWhitelist: [] });
    const wrong = new URLSearchParams({ ...CREDENTIALS, secret: "wrong" });
    expect((await b.raw(`/cgi-bin/token?${wrong}`)).errcode).toBe(40125);
  });

  it("with a frozen secret: 40243 wherever the secret is used", async () => {
    const b = await bench();
    await b.control("POST account", { secretFrozen: true });
    const clear = { method: "POST", body: JSON.stringify({ appid: APP.appId, appsecret: APP.appSecret }) };
    const codes = [await token(b), await stableToken(b), await b.raw("/cgi-bin/clear_quota/v2", clear)].map(({ errcode }) => errcode);
    expect(codes).toEqual([40243, 40243, 40243]);
  });

  it("without the mass-send agreement: 48003 on sends and previews", async () => {
    const b = await bench();
    await b.control("POST account", { massProtocolAgreed: false });
    const touser = [b.openid(0), b.openid(1)];
    expect((await toEveryone(b)).errcode).toBe(48003);
    expect((await b.post("message/mass/send", { ...TEXT, touser })).errcode).toBe(48003);
    expect((await b.post("message/mass/preview", { ...TEXT, touser: touser[0] })).errcode).toBe(48003);
  });

  it("with the API closed: 48004 on every call that carries a good token", async () => {
    const b = await bench();
    await b.control("POST account", { apiForbidden: true });
    expect((await b.get("tags/get")).errcode).toBe(48004);
    expect((await toEveryone(b)).errcode).toBe(48004);
    expect((await b.raw("/cgi-bin/tags/get?access_token=short")).errcode).toBe(40014);
    expect((await token(b)).expires_in).toBe(7200);
  });

  it("barred from a kind of message: 48008", async () => {
    const b = await bench();
    await b.control("POST account", { forbiddenMsgtypes: ["text"] });
    expect((await toEveryone(b)).errcode).toBe(48008);
    expect((await b.post("message/mass/preview", { ...TEXT, touser: b.openid(0) })).errcode).toBe(48008);
  });

  it("may be given at the start, and told by the control API", async () => {
    const b = await bench({ app: { massProtocolAgreed: false, errmsgSuffix: "hint" } });
    expect((await toEveryone(b)).errcode).toBe(48003);
    expect(await b.control("GET account")).toEqual({
      ipWhitelist: null,
      secretFrozen: false,
      massProtocolAgreed: false,
      apiForbidden: false,
      forbiddenMsgtypes: [],
      sendProtection: false,
      taggingTakesMs: 0,
      errmsgSuffix: "hint",
    });
    expect((await b.control("POST account", { frozen: true })).error).toContain("frozen");
  });
});

describe("how texts of errors end", () => {
  const HINT = String.raw` hint: \[[A-Za-z0-9]{6}\d{8}\]`;
  const RID = " rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}";

  it.each<["rid" | "hint" | "both", string]>([
    ["rid", RID],
    ["hint", HINT],
    ["both", HINT + RID],
  ])("in the style %s, by account", async (errmsgSuffix, suffix) => {
    const b = await bench({ app: { errmsgSuffix } });
    expect((await b.post("tags/getidlist", {})).errmsg).toMatch(new RegExp(`^missing openid${suffix}$`));
    const wrong = new URLSearchParams({ ...CREDENTIALS, secret: "wrong" });
    expect((await b.raw(`/cgi-bin/token?${wrong}`)).errmsg).toMatch(new RegExp(`^invalid appsecret${suffix}$`));
  });

  it("with nothing at 45065, in any style", async () => {
    for (const errmsgSuffix of ["rid", "hint", "both"] as const) {
      const b = await bench({ app: { errmsgSuffix } });
      await toEveryone(b);
      expect((await toEveryone(b)).errmsg).toBe("clientmsgid exist");
    }
  });
});

describe("openapi/rid/get", () => {
  const ridOf = ({ errmsg }: Json) => / rid: (\S+)$/.exec(String(errmsg))?.[1];

  it("tells the refused call that a rid stands for, without its token", async () => {
    const b = await bench();
    const refused = await b.post("tags/getidlist", { openid: "x" });
    const { request } = await b.post("openapi/rid/get", { rid: ridOf(refused) });
    expect(request).toEqual({
      invoke_time: Math.floor(b.sim.clock.now() / 1000),
      cost_in_ms: expect.any(Number),
      request_url: "access_token=***",
      request_body: '{"openid":"x"}',
      response_body: JSON.stringify(refused),
      client_ip: expect.stringContaining("127.0.0.1"),
    });
  });

  it("answers 76001 to a rid it never gave, to another account's, and after seven days", async () => {
    const other = { appId: "wx-other", appSecret: "other-secret" };
    const b = await bench({ moreApps: [other] });
    const wrong = await b.raw(`/cgi-bin/token?grant_type=client_credential&appid=${other.appId}&secret=wrong`);
    const mine = await b.post("tags/getidlist", {});
    const ask = async (rid?: string) => (await b.post("openapi/rid/get", { rid })).errcode;
    expect([await ask("6a000000-00000000-00000000"), await ask(), await ask(ridOf(wrong))]).toEqual([76001, 76001, 76001]);
    expect(await ask(ridOf(mine))).toBe(0);
    await b.sim.advanceClock(7 * DAY_MS);
    await b.renewToken();
    expect(await ask(ridOf(mine))).toBe(76001);
  });
});
