import { describe, expect, it } from "vitest";
import { APP, bench, DAY_MS, TEXT } from "./support.js";

describe("quotas", () => {
  it("answers 45009 beyond the day's limit and counts anew the next day in Shanghai", async () => {
    const b = await bench({ dailyLimits: { "/cgi-bin/user/get": 3 } });
    for (let i = 0; i < 3; i++) expect((await b.get("user/get")).total).toBe(100);
    expect((await b.get("user/get")).errcode).toBe(45009);
    await b.sim.advanceClock(DAY_MS);
    await b.renewToken();
    expect((await b.get("user/get")).total).toBe(100);
  });

  it("gives a new account 500 follower pages and 100 mass sends a day", async () => {
    const b = await bench();
    const limit = async (cgi_path: string) =>
      ((await b.post("openapi/quota/get", { cgi_path })).quota as { daily_limit: number }).daily_limit;
    expect(await limit("/cgi-bin/user/get")).toBe(500);
    expect(await limit("/cgi-bin/message/mass/send")).toBe(100);
    expect(await limit("/cgi-bin/message/mass/preview")).toBe(100);
  });

  it("counts sendall and send together", async () => {
    const b = await bench({ dailyLimits: { "mass-send": 2 } });
    await b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid: "a" });
    await b.post("message/mass/sendall", { ...TEXT, filter: { is_to_all: true }, clientmsgid: "b" });
    expect((await b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid: "c" })).errcode).toBe(45009);
  });

  it("answers the 61st mass send of a minute with 45011, and goes on in the next minute", async () => {
    const b = await bench({ dailyLimits: { "mass-send": 1000 } });
    const send = () => b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid: "same" });
    for (let i = 0; i < 60; i++) expect((await send()).errcode).not.toBe(45011);
    expect((await send()).errcode).toBe(45011);
    await b.sim.advanceClock(60_000);
    expect((await send()).errcode).toBe(45065);
  });

  it("openapi/quota/get tells limit, use and rest, and 76003 for what is no path", async () => {
    const b = await bench({ dailyLimits: { "/cgi-bin/user/get": 10 } });
    await b.get("user/get");
    expect(await b.post("openapi/quota/get", { cgi_path: "/cgi-bin/user/get" })).toEqual({
      errcode: 0,
      errmsg: "ok",
      quota: { daily_limit: 10, used: 1, remain: 9 },
    });
    expect((await b.post("openapi/quota/get", { cgi_path: "https://api.weixin.qq.com/cgi-bin/user/get" })).errcode).toBe(76003);
  });

  it("clear_quota resets the day's counters, ten times a month, then 48006", async () => {
    const b = await bench({ dailyLimits: { "/cgi-bin/user/get": 1 } });
    await b.get("user/get");
    expect((await b.post("clear_quota", { appid: APP.appId })).errcode).toBe(0);
    expect((await b.get("user/get")).total).toBe(100);
    for (let i = 1; i < 10; i++) expect((await b.post("clear_quota", { appid: APP.appId })).errcode).toBe(0);
    expect((await b.post("clear_quota", { appid: APP.appId })).errcode).toBe(48006);
    await b.sim.advanceClock(31 * DAY_MS);
    await b.renewToken();
    expect((await b.post("clear_quota", { appid: APP.appId })).errcode).toBe(0);
  });

  it("clear_quota answers 40013 to another account's appid", async () => {
    const b = await bench();
    expect((await b.post("clear_quota", { appid: "wx-other" })).errcode).toBe(40013);
  });
});
