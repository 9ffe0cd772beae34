import { describe, expect, it } from "vitest";
import { APP, type Bench, bench, type Json, TEXT } from "./support.js";

const OTHER = { appId: "wx-other", appSecret: "other-secret" };
const refused = async (b: Bench, call: string, body?: unknown) => (await b.control(call, body)).error;

describe("the control API", () => {
  it("tells the state without secrets or tokens", async () => {
    const b = await bench({ app: { blacklist: [3] } });
    await b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid: "c" });
    const state = await b.control("GET state");
    expect(state.apps).toMatchObject([{ followers: 100, blacklisted: 1, jobs: 1, deliveries: 2, tokensIssued: { token: 1, stable: 0 } }]);
    const text = JSON.stringify(state);
    expect(text).not.toContain(b.token());
    expect(text).not.toContain("0123456789abcdef0123456789abcdef");
  });

  it("counts calls per path and how they ended", async () => {
    const b = await bench();
    await b.get("tags/get");
    await b.get("tags/get");
    await b.raw("/cgi-bin/tags/get");
    expect((await b.control("GET calls")).paths).toMatchObject({ "/cgi-bin/tags/get": { calls: 3, outcomes: { "0": 2, "41001": 1 } } });
    expect(b.sim.calls.count("/cgi-bin/tags/get")).toBe(3);
  });

  it("moves the clock forward, never back", async () => {
    const b = await bench();
    const before = b.sim.clock.now();
    expect((await b.control("POST clock", { advanceSeconds: 3600 })).now).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(await refused(b, "POST clock", { advanceSeconds: -1 })).toContain("advanceSeconds");
  });

  it("asks which app is meant when there are several", async () => {
    const b = await bench({ moreApps: [OTHER] });
    expect(await refused(b, "GET ledger")).toContain("appId");
    expect((await b.control("GET ledger?appId=wx-other")).jobs).toBe(0);
    expect(await refused(b, "GET ledger?appId=wx-nobody")).toContain("wx-nobody");
  });

  it("says what is wrong with a call", async () => {
    const b = await bench();
    expect(await refused(b, "POST nothing")).toBe("unknown control call");
    expect(await refused(b, "POST events", { event: "subscribe" })).toBe("openid or follower says who");
    expect(await refused(b, "POST events", { event: "subscribe", openid: "garbage" })).toContain("openid");
    expect(await refused(b, "POST callbacks", { kind: "repeat" })).toBe(`app ${APP.appId} has no callback address`);
    expect(await refused(b, "GET ledger?msgId=seven")).toContain("msgId");
    expect((await b.raw("/_simulator/clock", { method: "POST", body: "{" })).error).toBe("the body is not JSON");
  });

  it("does not start on a port that is taken", async () => {
    const b = await bench();
    await expect(bench({ port: b.sim.port })).rejects.toMatchObject({ code: "EADDRINUSE" } satisfies Json);
  });
});
