import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { APP, type Bench, bench, type Json, range, TEXT } from "./support.js";

const refused = async (b: Bench, call: string, body?: unknown) => (await b.control(call, body)).error;
const stable = (b: Bench, force_refresh: boolean) =>
  b.raw("/cgi-bin/stable_token", {
    method: "POST",
    body: JSON.stringify({ grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret, force_refresh }),
  });

describe("the control API", () => {
  it("lists every call with what it takes", async () => {
    const b = await bench();
    const { calls } = (await b.control("GET ")) as { calls: (Json & { query?: Json; body?: Json })[] };
    const names = calls.map(({ method, path }) => `${method} ${path}`);
    for (const name of [
      "GET /_simulator/state",
      "POST /_simulator/events",
      "POST /_simulator/callback-settings",
      "POST /_simulator/reset",
    ]) {
      expect(names).toContain(name);
    }
    expect(calls.every(({ about }) => typeof about === "string" && about.length > 10)).toBe(true);
    expect(JSON.stringify(calls.find(({ path, method }) => path === "/_simulator/clock" && method === "POST")?.body)).toContain(
      "advanceSeconds",
    );
    expect(calls.find(({ path }) => path === "/_simulator/ledger")?.query).toHaveProperty("clientMsgIdPrefix");
  });

  it("refuses names in the query that it does not know", async () => {
    const b = await bench();
    expect(await refused(b, "GET ledger?clientMsgIdPrefx=a")).toContain("there is no clientMsgIdPrefx");
    expect(await refused(b, "GET state?all=1")).toContain("there is no all");
  });

  it.each([
    [{ origin: "http://evil.example" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-origin" }, 200],
    [{}, 200],
  ])("with %o answers orders by %d: pages of other sites give none", async (headers, status) => {
    const b = await bench();
    const given = await new Promise<number>((resolve, reject) => {
      const call = request(`${b.sim.url}/_simulator/reset`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.on("error", reject).end("{}");
    });
    expect(given).toBe(status);
  });

  it("tells how tokens were refreshed, never the tokens", async () => {
    const b = await bench();
    await stable(b, false);
    await stable(b, false);
    await stable(b, true);
    const tokens = await b.control("GET tokens");
    expect(tokens).toMatchObject({ token: { issued: 1 }, stable: { issued: 2, forced: 1 } });
    expect(JSON.stringify(tokens)).not.toContain(b.token());
    await b.sim.advanceClock(7_200_000);
    expect(await b.control("GET tokens")).toMatchObject({ token: { secondsLeft: null }, stable: { secondsLeft: null } });
  });

  it("tells how much of each quota is used, and how often it was reset", async () => {
    const b = await bench();
    await b.get("tags/get");
    const quotas = async () => ((await b.control("GET state")).apps as Json[])[0];
    expect(await quotas()).toMatchObject({ quotaResets: { thisMonth: 0, of: 10 } });
    expect((await quotas())?.quotas).toContainEqual({ name: "/cgi-bin/tags/get", used: 1, limit: 1000 });
    await b.post("clear_quota", { appid: APP.appId });
    expect(await quotas()).toMatchObject({ quotaResets: { thisMonth: 1 } });
    expect((await quotas())?.quotas).not.toContainEqual(expect.objectContaining({ name: "/cgi-bin/tags/get" }));
  });

  it("counts calls per minute, and forgets the counts when told", async () => {
    const b = await bench();
    await b.get("tags/get");
    const paths = (await b.control("GET calls")).paths as Record<string, { perMinute: number[] }>;
    expect(paths["/cgi-bin/tags/get"]?.perMinute.slice(-2).reduce((sum, count) => sum + count)).toBe(1);
    b.sim.faults.order({ path: "callback", kind: "drop" });
    expect(await b.control("POST reset", { what: ["calls"] })).toEqual({ reset: ["calls"] });
    expect([(await b.control("GET calls")).paths, ((await b.control("GET faults")) as unknown as Json[]).length]).toEqual([{}, 1]);
    await b.control("POST reset", {});
    expect(await b.control("GET faults")).toEqual([]);
  });

  it("does not let tried-out paths fill the memory", async () => {
    const b = await bench();
    for (const n of range(320)) b.sim.calls.record({ at: 0, appId: null, path: `/cgi-bin/try/${n}`, outcome: 40066, tookMs: 0 });
    b.sim.calls.record({ at: 0, appId: null, path: `/${"long".repeat(1000)}`, outcome: 40066, tookMs: 0 });
    const { paths, recent } = (await b.control("GET calls")) as { paths: Json; recent: { path: string }[] };
    expect(Object.keys(paths).length).toBeLessThanOrEqual(301);
    expect(paths["(others)"]).toMatchObject({ calls: expect.any(Number) });
    expect([recent.length, recent[0]?.path.length]).toEqual([50, 120]);
  });
});

describe("queries of the ledger", () => {
  const send = (b: Bench, people: number[], clientmsgid: string) =>
    b.post("message/mass/send", { ...TEXT, touser: people.map(b.openid), clientmsgid });

  it("tell what one person got of the sends chosen", async () => {
    const b = await bench();
    const first = await send(b, [0, 1], "a-1");
    await send(b, [1, 2], "b-1");
    const of = (query: string) => b.control(`GET ledger?openid=${b.openid(1)}${query}`);
    expect(await of("")).toMatchObject({ deliveries: 2 });
    expect(await of("&clientMsgIdPrefix=a-")).toMatchObject({ deliveries: 1, msgIds: [first.msg_id] });
  });

  it("list at most as many as asked for, the newest sends", async () => {
    const b = await bench();
    for (const id of ["a", "b", "c"]) await send(b, [0, 1], id);
    const { jobs, jobList } = await b.control("GET ledger?limit=2");
    expect([jobs, (jobList as Json[]).map(({ clientMsgId }) => clientMsgId)]).toEqual([3, ["b", "c"]]);
    expect(await b.control("GET ledger?limit=0")).toMatchObject({ jobs: 3, jobList: [] });
    expect(await b.control("GET recipients?limit=1")).toEqual({ recipients: 2, openids: [b.openid(0)] });
    expect(await refused(b, "GET ledger?limit=many")).toContain("limit");
  });
});
