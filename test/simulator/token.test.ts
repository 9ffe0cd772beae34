import { describe, expect, it } from "vitest";
import { APP, type Bench, bench, type Json } from "./support.js";

const stable = (b: Bench, extra: Json = {}) =>
  b.raw("/cgi-bin/stable_token", {
    method: "POST",
    body: JSON.stringify({ grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret, ...extra }),
  });
const plain = (b: Bench, query: Record<string, string> = {}) =>
  b.raw(`/cgi-bin/token?${new URLSearchParams({ grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret, ...query })}`);
const errcodeWith = async (b: Bench, token: unknown) => (await b.raw(`/cgi-bin/tags/get?access_token=${token}`)).errcode ?? 0;

describe("GET /cgi-bin/token", () => {
  it("issues a new token of 7200 s at each call", async () => {
    const b = await bench();
    const first = await plain(b);
    const second = await plain(b);
    expect(first).toEqual({ access_token: expect.stringMatching(/^[\w-]{100,512}$/), expires_in: 7200 });
    expect(second.access_token).not.toBe(first.access_token);
  });

  it("lets the former token work for 5 minutes, then answers it with 40001", async () => {
    const b = await bench();
    const former = (await plain(b)).access_token;
    await plain(b);
    await b.sim.advanceClock(290_000);
    expect(await errcodeWith(b, former)).toBe(0);
    await b.sim.advanceClock(10_000);
    expect(await errcodeWith(b, former)).toBe(40001);
  });

  it("ends a token's life after 7200 s with 42001", async () => {
    const b = await bench();
    const { access_token } = await plain(b);
    await b.sim.advanceClock(7_190_000);
    expect(await errcodeWith(b, access_token)).toBe(0);
    await b.sim.advanceClock(10_000);
    expect(await errcodeWith(b, access_token)).toBe(42001);
  });

  it.each([
    [40002, { grant_type: "password" }],
    [41002, { appid: "" }],
    [40013, { appid: "wxother" }],
    [41004, { secret: "" }],
    [40125, { secret: "wrong" }],
  ])("answers %i to wrong credentials %o", async (errcode, query) => {
    const b = await bench();
    expect((await plain(b, query)).errcode).toBe(errcode);
  });

  it("gives a test account 200 a day", async () => {
    const b = await bench({ app: { kind: "test" } });
    for (let i = 1; i < 200; i++) await plain(b);
    expect((await plain(b)).errcode).toBe(45009);
  });
});

describe("POST /cgi-bin/stable_token", () => {
  it("returns the same token with the seconds it has left", async () => {
    const b = await bench();
    const first = await stable(b);
    await b.sim.advanceClock(3_600_000);
    const second = await stable(b);
    expect(second.access_token).toBe(first.access_token);
    expect(second.expires_in).toBeLessThanOrEqual(3600);
    expect(second.expires_in).toBeGreaterThan(3500);
  });

  it("returns a new token within the last 5 minutes, and both are good for 5 minutes", async () => {
    const b = await bench();
    const first = await stable(b);
    await b.sim.advanceClock(7_000_000);
    const second = await stable(b);
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.expires_in).toBe(7200);
    await b.sim.advanceClock(290_000);
    expect([await errcodeWith(b, first.access_token), await errcodeWith(b, second.access_token)]).toEqual([0, 0]);
    await b.sim.advanceClock(11_000);
    expect([await errcodeWith(b, first.access_token), await errcodeWith(b, second.access_token)]).toEqual([40001, 0]);
  });

  it("with force_refresh kills the former token at once", async () => {
    const b = await bench();
    const first = await stable(b);
    const second = await stable(b, { force_refresh: true });
    expect(second.access_token).not.toBe(first.access_token);
    expect([await errcodeWith(b, first.access_token), await errcodeWith(b, second.access_token)]).toEqual([40001, 0]);
  });

  it("does not refresh when forced twice within 30 s", async () => {
    const b = await bench();
    const first = await stable(b, { force_refresh: true });
    expect((await stable(b, { force_refresh: true })).access_token).toBe(first.access_token);
    await b.sim.advanceClock(30_000);
    expect((await stable(b, { force_refresh: true })).access_token).not.toBe(first.access_token);
  });

  it("answers the 21st forced refresh of a day with 45009, and goes on the next day", async () => {
    const b = await bench();
    for (let i = 0; i < 20; i++) {
      expect((await stable(b, { force_refresh: true })).access_token).toBeDefined();
      await b.sim.advanceClock(30_000);
    }
    expect((await stable(b, { force_refresh: true })).errcode).toBe(45009);
    expect((await stable(b)).access_token).toBeDefined();
    await b.sim.advanceClock(86_400_000);
    expect((await stable(b, { force_refresh: true })).access_token).toBeDefined();
  });

  it("does not touch the tokens of /cgi-bin/token, nor they its own", async () => {
    const b = await bench();
    const mine = await stable(b);
    const theirs = await plain(b);
    await plain(b);
    await stable(b, { force_refresh: true });
    expect(await errcodeWith(b, theirs.access_token)).toBe(0);
    const kept = await stable(b);
    expect(kept.access_token).not.toBe(mine.access_token);
    await b.sim.advanceClock(301_000);
    expect(await errcodeWith(b, kept.access_token)).toBe(0);
  });

  it("answers an empty body with 44002 and a wrong secret with 40125", async () => {
    const b = await bench();
    expect((await b.raw("/cgi-bin/stable_token", { method: "POST" })).errcode).toBe(44002);
    expect((await stable(b, { secret: "wrong" })).errcode).toBe(40125);
  });
});
