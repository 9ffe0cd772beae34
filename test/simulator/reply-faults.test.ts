import { describe, expect, it } from "vitest";
import { type Bench, bench, receiver, TEXT } from "./support.js";

const SEND = "/cgi-bin/message/mass/send";
const jobs = async (b: Bench) => (await b.control("GET ledger")).jobs;
const post = (b: Bench, clientmsgid = "c") =>
  fetch(`${b.sim.url}${SEND}?access_token=${b.token()}`, {
    method: "POST",
    body: JSON.stringify({ ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid }),
  });

describe("spoilt replies", () => {
  it.each([500, 502, 503, 504] as const)("http-%d: a gateway's page", async (status) => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: `http-${status}` });
    const response = await post(b);
    expect([response.status, response.headers.get("content-type"), await jobs(b)]).toEqual([status, "text/html; charset=utf-8", 0]);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("html: a page under status 200, %s acting", async (when, done) => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "html", when });
    const response = await post(b);
    expect([response.status, (await response.text()).startsWith("<!DOCTYPE html>"), await jobs(b)]).toEqual([200, true, done]);
  });

  it("truncated: half of the JSON, whole by its length, and done", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "truncated" });
    const text = await (await post(b)).text();
    expect(text).toMatch(/^\{"errcode":0,/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(await jobs(b)).toBe(1);
  });

  it("cut: the connection ends within the body, and done", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "cut" });
    const response = await post(b);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await jobs(b)).toBe(1);
  });

  it("content-type: the right reply under a wrong one", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "content-type", contentType: "application/octet-stream" });
    const response = await post(b);
    expect([response.headers.get("content-type"), ((await response.json()) as { errcode: number }).errcode]).toEqual([
      "application/octet-stream",
      0,
    ]);
  });

  it("an errcode may come after a while", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "errcode", errcode: 45011, delayMs: 30 });
    const started = performance.now();
    expect(await (await post(b)).json()).toMatchObject({ errcode: 45011 });
    expect(performance.now() - started).toBeGreaterThanOrEqual(29);
  });

  it("are told in the log of calls", async () => {
    const b = await bench();
    for (const kind of ["html", "truncated", "cut", "content-type", "http-504"] as const) b.sim.faults.order({ path: SEND, kind });
    for (let i = 0; i < 5; i++) await post(b, `c${i}`).then((response) => response.text().catch(String));
    expect((await b.control("GET calls")).paths).toMatchObject({
      [SEND]: { outcomes: { html: 1, truncated: 1, "cut off": 1, "wrong content-type": 1, "http 504": 1 } },
    });
  });
});

describe("whom a fault strikes", () => {
  const OTHER = { appId: "wx-other", appSecret: "other-secret" };
  const stable = (b: Bench, { appId, appSecret }: typeof OTHER) =>
    b.raw("/cgi-bin/stable_token", {
      method: "POST",
      body: JSON.stringify({ grant_type: "client_credential", appid: appId, secret: appSecret }),
    });

  it("only the app it names, also where the body names it", async () => {
    const b = await bench({ moreApps: [OTHER] });
    b.sim.faults.order({ path: "/cgi-bin/*", kind: "errcode", errcode: -1, appId: OTHER.appId, times: 9 });
    expect((await b.get("tags/get")).errcode).toBeUndefined();
    expect((await stable(b, OTHER)).errcode).toBe(-1);
    expect((await b.raw(`/cgi-bin/token?grant_type=client_credential&appid=${OTHER.appId}&secret=x`)).errcode).toBe(-1);
  });

  it("an order for a path that no endpoint has is refused, and so is one for an unknown app", async () => {
    const b = await bench();
    const order = async (fault: object) => (await b.control("POST faults", fault)).error;
    expect(await order({ path: "/cgi-bin/mesage/mass/send", kind: "slow" })).toContain("no path of WeChat's API");
    expect(await order({ path: "/cgi-bin/*/send", kind: "slow", appId: "wx-nobody" })).toContain("wx-nobody");
    for (const known of ["/cgi-bin/*/send", "*"]) expect(await order({ path: known, kind: "slow" })).toBeUndefined();
    expect(await order({ path: "publish", kind: "status", status: "2" })).toBeUndefined();
  });

  it("calling off what was not ordered is refused", async () => {
    const b = await bench();
    expect((await b.control("DELETE faults", { id: 7 })).error).toBe("there is no fault 7");
  });
});

describe("forged callbacks", () => {
  it("in plain mode, whose bodies are not signed, the signature is what is forged", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain } });
    b.sim.faults.order({ path: "callback", kind: "forged", forgery: "tampered", event: "SCAN" });
    await b.control("POST events", { event: "SCAN", scene: 1, follower: 1 });
    expect(received).toHaveLength(2);
    const { error } = await b.control("POST callbacks", { kind: "forged", forgery: "tampered", event: "subscribe", follower: 1 });
    expect(error).toContain("safe or compatible");
  });
});
