import { describe, expect, it } from "vitest";
import { bench } from "./support.js";

const post = (body: string | null, headers: Record<string, string> = {}) => ({ method: "POST", body, headers });

describe("what every call is checked for", () => {
  it("answers HTTP 200 with JSON and the charset of WeChat also to errors", async () => {
    const b = await bench();
    const response = await fetch(`${b.sim.url}/cgi-bin/tags/get`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; encoding=utf-8");
  });

  it("ends errmsg with a rid whose first group is the time", async () => {
    const b = await bench();
    const reply = await b.raw("/cgi-bin/tags/get");
    const [, time] = /^access_token missing rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}$/.exec(String(reply.errmsg)) ?? [];
    expect(Math.abs(Number.parseInt(time ?? "", 16) * 1000 - b.sim.clock.now())).toBeLessThan(10_000);
  });

  it("answers 40066 to an unknown path", async () => {
    expect((await (await bench()).get("nothing/here")).errcode).toBe(40066);
  });

  it("answers 43001 to POST where GET is required, and 43002 the other way round", async () => {
    const b = await bench();
    expect((await b.post("tags/get", {})).errcode).toBe(43001);
    expect((await b.get("tags/create")).errcode).toBe(43002);
  });

  it("looks at the verb before the token, and at the token before the body", async () => {
    const b = await bench();
    expect((await b.raw("/cgi-bin/tags/create")).errcode).toBe(43002);
    expect((await b.raw("/cgi-bin/tags/create", post("{"))).errcode).toBe(41001);
  });

  it("answers 40014 to a malformed token and 40001 to one it never issued", async () => {
    const b = await bench();
    expect((await b.raw("/cgi-bin/tags/get?access_token=short")).errcode).toBe(40014);
    expect((await b.raw(`/cgi-bin/tags/get?access_token=${"x".repeat(120)}`)).errcode).toBe(40001);
  });

  it("answers every verb but the right one so, also where no token is needed", async () => {
    const b = await bench();
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
      expect((await b.raw("/cgi-bin/token", { method })).errcode).toBe(43001);
      expect((await b.raw("/cgi-bin/stable_token", { method })).errcode).toBe(43002);
    }
    expect((await b.get("user/tag/get")).errcode).toBe(43002);
  });

  it("looks at the token before the quota, and at the quota before the body", async () => {
    const b = await bench({ dailyLimits: { "/cgi-bin/tags/create": 0 } });
    expect((await b.raw("/cgi-bin/tags/create", post("{"))).errcode).toBe(41001);
    expect((await b.raw(`/cgi-bin/tags/create?access_token=${"x".repeat(120)}`, post("{"))).errcode).toBe(40001);
    expect((await b.raw(`/cgi-bin/tags/create?access_token=${b.token()}`, post("{"))).errcode).toBe(45009);
  });

  it("answers 40033 to a body that is not UTF-8", async () => {
    const b = await bench();
    const gbk = Buffer.concat([Buffer.from('{"tag":{"name":"'), Buffer.from([0xb9, 0xe3, 0xb6, 0xab]), Buffer.from('"}}')]);
    const path = `/cgi-bin/tags/create?access_token=${b.token()}`;
    expect((await b.raw(path, { method: "POST", body: new Blob([gbk]) })).errcode).toBe(40033);
  });

  it("answers 44002 to an empty body and 47001 to what is no JSON object", async () => {
    const b = await bench();
    const path = `/cgi-bin/tags/create?access_token=${b.token()}`;
    expect((await b.raw(path, post(null))).errcode).toBe(44002);
    for (const body of ["{", "[]", "7", "null", '"text"']) expect((await b.raw(path, post(body))).errcode).toBe(47001);
  });

  it("takes JSON with any Content-Type and with none", async () => {
    const b = await bench();
    const path = `/cgi-bin/tags/create?access_token=${b.token()}`;
    const types = ["application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"];
    for (const [i, type] of types.entries()) {
      expect((await b.raw(path, post(JSON.stringify({ tag: { name: `tag ${i}` } }), { "content-type": type }))).tag).toBeDefined();
    }
    const bytes = new Blob([JSON.stringify({ tag: { name: "no type" } })]);
    expect((await b.raw(path, { method: "POST", body: bytes })).tag).toBeDefined();
  });

  it("answers 40033 to \\u escapes beyond ASCII, but takes Gson's \\u003d and an escaped backslash", async () => {
    const b = await bench();
    const path = `/cgi-bin/tags/create?access_token=${b.token()}`;
    expect((await b.raw(path, post('{"tag":{"name":"\\u5e7f\\u4e1c"}}'))).errcode).toBe(40033);
    expect((await b.raw(path, post('{"tag":{"name":"a\\u003db"}}'))).tag).toMatchObject({ name: "a=b" });
    expect((await b.raw(path, post('{"tag":{"name":"\\\\u5e7f"}}'))).tag).toMatchObject({ name: "\\u5e7f" });
  });

  it("refuses bodies over 4 MB with HTTP 413", async () => {
    const b = await bench();
    const response = await fetch(`${b.sim.url}/cgi-bin/tags/create?access_token=${b.token()}`, post("x".repeat(5 << 20))).catch(() => null);
    // The connection may be cut before the body is through; either way nothing was made.
    if (response) expect(response.status).toBe(413);
    expect((await b.get("tags/get")).tags).toHaveLength(1);
  });

  it("keeps the accounts of several apps apart", async () => {
    const other = { appId: "wx-other", appSecret: "other-secret" };
    const b = await bench({ moreApps: [other] });
    await b.post("tags/create", { tag: { name: "mine" } });
    const token = (await b.raw(`/cgi-bin/token?grant_type=client_credential&appid=${other.appId}&secret=${other.appSecret}`)).access_token;
    expect((await b.raw(`/cgi-bin/tags/get?access_token=${token}`)).tags).toHaveLength(1);
    const theirs = (await b.raw(`/cgi-bin/user/get?access_token=${token}`)) as { data: { openid: string[] } };
    expect(theirs.data.openid[0]).not.toBe(b.openid(0));
  });
});
