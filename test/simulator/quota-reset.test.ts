import { describe, expect, it } from "vitest";
import { APP, type Bench, bench, DAY_MS, type Json, range } from "./support.js";

const USER_GET = "/cgi-bin/user/get";
const oneADay = { dailyLimits: { [USER_GET]: 1 } };
const secret = { appid: APP.appId, appsecret: APP.appSecret };
const bySecret = (b: Bench, body: unknown, query: Record<string, string> = {}) =>
  b.raw(`/cgi-bin/clear_quota/v2?${new URLSearchParams(query)}`, {
    method: "POST",
    body: body === undefined ? null : JSON.stringify(body),
  });

describe("clear_quota/v2", () => {
  it.each<[string, unknown, Record<string, string>]>([
    ["the body", secret, {}],
    ["the URL, without a body", undefined, secret],
  ])("resets the counters by appid and secret in %s, without a token", async (_where, body, query) => {
    const b = await bench(oneADay);
    await b.get("user/get");
    expect(await bySecret(b, body, query)).toEqual({ errcode: 0, errmsg: "ok" });
    expect((await b.get("user/get")).total).toBe(100);
  });

  it.each<[Json, number]>([
    [{ ...secret, appid: undefined }, 41002],
    [{ ...secret, appid: "wx-other" }, 40013],
    [{ ...secret, appsecret: undefined }, 41004],
    [{ ...secret, appsecret: "wrong" }, 40125],
  ])("%j answers %i", async (body, errcode) => {
    expect((await bySecret(await bench(), body)).errcode).toBe(errcode);
  });

  it("shares the month's ten with clear_quota and openapi/quota/clear: then 48006", async () => {
    const b = await bench();
    for (const _ of range(4)) expect((await bySecret(b, secret)).errcode).toBe(0);
    for (const _ of range(3)) expect((await b.post("clear_quota", { appid: APP.appId })).errcode).toBe(0);
    for (const _ of range(3)) expect((await b.post("openapi/quota/clear", { cgi_path: USER_GET })).errcode).toBe(0);
    expect((await bySecret(b, secret)).errcode).toBe(48006);
    expect((await b.post("clear_quota", { appid: APP.appId })).errcode).toBe(48006);
    expect((await b.post("openapi/quota/clear", { cgi_path: USER_GET })).errcode).toBe(48006);
  });
});

describe("openapi/quota/clear", () => {
  it("resets one interface and leaves the others", async () => {
    const b = await bench({ dailyLimits: { [USER_GET]: 1, "/cgi-bin/tags/get": 1 } });
    await b.get("user/get");
    await b.get("tags/get");
    expect((await b.post("openapi/quota/clear", { cgi_path: USER_GET })).errcode).toBe(0);
    expect((await b.get("user/get")).total).toBe(100);
    expect((await b.get("tags/get")).errcode).toBe(45009);
  });

  it("answers 76003 to what is no path", async () => {
    expect((await (await bench()).post("openapi/quota/clear", { cgi_path: "user/get" })).errcode).toBe(76003);
  });
});

describe("openapi/quota/get", () => {
  const ask = async (b: Bench, cgi_path?: string) => b.post("openapi/quota/get", { cgi_path });

  it("answers 76003 to a path without slash, with host, or none, and 76022 to one that is not the account's", async () => {
    const b = await bench();
    for (const path of ["cgi-bin/user/get", `https://api.weixin.qq.com${USER_GET}`, "", undefined]) {
      expect((await ask(b, path)).errcode).toBe(76003);
    }
    expect((await ask(b, "/sns/jscode2session")).errcode).toBe(76022);
  });

  it("adds the limit of a minute where there is one, and answers 0 for interfaces without limit", async () => {
    const b = await bench();
    expect(await ask(b, "/cgi-bin/message/mass/send")).toMatchObject({
      quota: { daily_limit: 100, used: 0, remain: 100 },
      rate_limit: { call_count: 60, refresh_second: 60 },
    });
    expect(await ask(b, "/cgi-bin/stable_token")).toMatchObject({ rate_limit: { call_count: 10_000, refresh_second: 60 } });
    expect(await ask(b, "/cgi-bin/media/uploadimg")).toEqual({
      errcode: 0,
      errmsg: "ok",
      quota: { daily_limit: 0, used: 0, remain: 0 },
    });
  });

  it("knows the page's limits of new accounts and of test accounts", async () => {
    const limits = async (kind: "service" | "test") => {
      const b = await bench({ app: { kind } });
      const paths = [
        "token",
        "stable_token",
        "message/custom/send",
        "menu/create",
        "user/get",
        "user/info",
        "groups/create",
        "user/info/updateremark",
      ];
      const replies = await Promise.all(paths.map((path) => ask(b, `/cgi-bin/${path}`)));
      return replies.map(({ quota }) => (quota as Json).daily_limit);
    };
    expect(await limits("service")).toEqual([2000, 500_000, 500_000, 1000, 500, 5_000_000, 1000, 10_000]);
    expect(await limits("test")).toEqual([200, 500_000, 50_000, 100, 100, 500_000, 100, 10_000]);
  });

  it.each([
    [99_999, 500],
    [100_000, 5000],
    [1_000_000, 50_000],
    [10_000_000, 500_000],
  ])("with %i followers gives %i follower pages a day, while tokens and mass sends stay", async (followers, pages) => {
    const b = await bench({ followers });
    expect((await ask(b, USER_GET)).quota).toMatchObject({ daily_limit: pages });
    expect((await ask(b, "/cgi-bin/token")).quota).toMatchObject({ daily_limit: 2000 });
    expect((await ask(b, "/cgi-bin/message/mass/send")).quota).toMatchObject({ daily_limit: 100 });
  });

  it("counts those who follow now", async () => {
    const b = await bench({ followers: 99_999 });
    await b.control("POST events", { event: "subscribe", follower: 200_000 });
    expect((await ask(b, USER_GET)).quota).toMatchObject({ daily_limit: 5000 });
  });

  it("begins anew at midnight in Shanghai", async () => {
    const b = await bench(oneADay);
    await b.get("user/get");
    await b.sim.advanceClock(DAY_MS - 2 * 3600_000);
    await b.renewToken();
    expect((await b.get("user/get")).errcode).toBe(45009);
    await b.sim.advanceClock(3600_000);
    expect((await ask(b, USER_GET)).quota).toMatchObject({ used: 0 });
  });
});
