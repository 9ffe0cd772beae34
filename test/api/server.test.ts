import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { Role } from "../../src/graphql/roles.js";
import { type AccountsServer, startAccountsServer } from "../support/accounts-server.js";
import { send } from "../support/caller.js";
import { TICK, ticker } from "../support/probe.resolver.js";
import { TestSocket } from "../support/socket.js";

let world: AccountsServer;
let token: string;
const readiness = { database: null as string | null, queue: async (): Promise<string | null> => null };
beforeAll(async () => {
  world = await startAccountsServer({
    recheckMs: 50,
    cors: ["https://console.example"],
    readiness: [
      { name: "database", check: async () => readiness.database },
      { name: "queue", check: () => readiness.queue() },
    ],
    routes: [
      (app) => {
        app.addContentTypeParser("text/xml", { parseAs: "string" }, (_request, body, done) => done(null, body));
        app.post("/callback", async (request) => `got ${request.body}`);
        app.get("/broken", async () => {
          throw new Error("secret detail");
        });
      },
    ],
  });
  token = (await world.operator(Role.ADMIN)).token;
});
afterAll(() => world.close());

describe("health", () => {
  it("is alive, ready, and shows metrics", async () => {
    expect(await (await fetch(`${world.url}/healthz`)).json()).toEqual({ status: "ok" });
    const ready = await fetch(`${world.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: "ready", checks: { database: "ok", queue: "ok" } });
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    expect(metrics).toContain('tagcast_http_request_duration_seconds_count{method="GET",route="/readyz",status="200"} 1');
  });

  it("is not ready while something is out of order, and says what", async () => {
    readiness.database = "2 migrations are not applied";
    readiness.queue = async () => {
      throw new Error("connect ECONNREFUSED 10.0.0.1:6379");
    };
    const response = await fetch(`${world.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "unavailable",
      checks: { database: "2 migrations are not applied", queue: "does not answer" },
    });
    readiness.database = null;
    readiness.queue = async () => null;
  });
});

describe("pages", () => {
  it("come whole from this server, under a policy that allows nothing else", async () => {
    for (const [path, accept] of [
      ["/", "text/html"],
      ["/graphql", "text/html,application/xhtml+xml"],
    ] as const) {
      const response = await fetch(`${world.url}${path}`, { headers: { accept } });
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);
      const html = await response.text();
      expect(html).not.toMatch(/https?:\/\/|<script>|\son\w+=|style="/);
      for (const [, file] of html.matchAll(/(?:src|href)="(\/pages\/[^"]+)"/g))
        expect((await fetch(`${world.url}${file}`)).status).toBe(200);
    }
    const script = await (await fetch(`${world.url}/pages/explorer.js`)).text();
    for (const [, file] of script.matchAll(/from "\.\/([^"]+)"/g)) {
      const module = await fetch(`${world.url}/pages/${file}`);
      expect(module.headers.get("content-type")).toContain("text/javascript");
    }
  });

  it("do not stand in the way of GraphQL by GET", async () => {
    const answer = await send(`${world.url}/graphql?query=%7Ba%7Bb%7D%7D`, { headers: { "apollo-require-preflight": "1" } });
    expect(answer.data).toEqual({ a: { b: 1 } });
  });
});

describe("HTTP", () => {
  it("sends security headers and a request id, keeping the proxy's", async () => {
    const response = await fetch(`${world.url}/healthz`, { headers: { "x-request-id": "proxy-1234" } });
    expect(response.headers.get("x-request-id")).toBe("proxy-1234");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const other = await fetch(`${world.url}/healthz`, { headers: { "x-request-id": "a b\tc" } });
    expect(other.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("lets pages of configured origins in, and no other", async () => {
    const preflight = (origin: string) =>
      fetch(`${world.url}/graphql`, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    const allowed = await preflight("https://console.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://console.example");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("keeps a route's body parsers to itself and answers its failures in GraphQL's shape", async () => {
    const xml = { method: "POST", headers: { "content-type": "text/xml" }, body: "<xml/>" };
    expect(await (await fetch(`${world.url}/callback`, xml)).text()).toBe("got <xml/>");
    const broken = await fetch(`${world.url}/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain("secret");
    expect(await send(`${world.url}/nowhere?x=1`, {})).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("answers 503 UNAVAILABLE when nobody can be asked who is there", async () => {
    const down = await startAccountsServer({
      authenticate: () => Promise.reject(Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" })),
    });
    const answer = await down.call("{ me { id } }", {}, "some-token");
    expect(answer).toMatchObject({ status: 503, code: "UNAVAILABLE" });
    expect(JSON.stringify(answer.errors)).not.toContain("5432");
    const socket = await TestSocket.open(down.url);
    socket.send({ type: "connection_init", payload: { authorization: "Bearer some-token" } });
    expect(await socket.closed).toMatchObject({ code: 1013 });
    await down.close();
  });

  it("hides an unexpected failure and tells the request id", async () => {
    world.probe.failure = new TypeError("secret detail");
    const { errors, headers } = await world.call("{ fails }");
    expect(errors).toMatchObject([
      { path: ["fails"], extensions: { code: "INTERNAL_SERVER_ERROR", requestId: headers.get("x-request-id") } },
    ]);
    expect(JSON.stringify(errors)).not.toContain("secret");
  });
});

describe("WebSocket", () => {
  it("carries subscriptions, queries and mutations, with each answer's errors coded", async () => {
    const client = await TestSocket.connect(world.url, token);
    client.subscribe("1", "subscription { ticks }");
    client.subscribe("2", "{ me { role } }");
    client.subscribe("3", "{ nested(input: {all: [{text: 5}]}) }");
    client.subscribe("4", 'mutation { revokeApiKey(id: "77") }');
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(1));
    ticker.emit(TICK, 7);
    expect(await client.next("next", "1")).toMatchObject({ payload: { data: { ticks: 7 } } });
    expect(await client.next("next", "2")).toMatchObject({ payload: { data: { me: { role: "ADMIN" } } } });
    expect(await client.next("error", "3")).toMatchObject({
      payload: [{ extensions: { code: "BAD_USER_INPUT", field: "input.all[0].text" } }],
    });
    expect(await client.next("next", "4")).toMatchObject({ payload: { errors: [{ extensions: { code: "NOT_FOUND" } }] } });
    client.send({ id: "1", type: "complete" });
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(0));
    client.socket.close();
  });

  it.each([
    ["no token", undefined],
    ["a token of nobody", { authorization: "Bearer nobody" }],
    ["no Bearer", { authorization: "Basic YTpi" }],
    ["something else", { authorization: { $ne: null } }],
  ])("is refused with 4403 for %s", async (_, payload) => {
    const client = await TestSocket.open(world.url);
    client.send({ type: "connection_init", payload });
    expect(await client.closed).toEqual({ code: 4403, reason: "Forbidden" });
  });

  it("closes as the protocol says", async () => {
    const early = await TestSocket.open(world.url);
    early.subscribe("1", "{ a { b } }");
    expect(await early.closed).toMatchObject({ code: 4401 });
    const twice = await TestSocket.connect(world.url, token);
    twice.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
    expect(await twice.closed).toMatchObject({ code: 4429 });
    const same = await TestSocket.connect(world.url, token);
    same.subscribe("1", "subscription { ticks }");
    same.subscribe("1", "subscription { ticks }");
    expect(await same.closed).toMatchObject({ code: 4409 });
    const garbage = await TestSocket.connect(world.url, token);
    garbage.send("{not json");
    expect(await garbage.closed).toMatchObject({ code: 4400 });
    const silent = await TestSocket.open(world.url);
    expect(await silent.closed).toMatchObject({ code: 4408 });
    const large = await TestSocket.connect(world.url, token);
    large.send("x".repeat(256 * 1024 + 1));
    expect(await large.closed).toMatchObject({ code: 1009 });
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(0));
  });

  it("is refused under another subprotocol and at another address", async () => {
    const old = new WebSocket(`${world.url.replace("http", "ws")}/graphql`, "graphql-ws");
    const [error] = await once(old, "error");
    expect(String(error)).toMatch(/subprotocol/);
    const elsewhere = new WebSocket(`${world.url.replace("http", "ws")}/other`, "graphql-transport-ws");
    const [notFound] = await once(elsewhere, "error");
    expect(String(notFound)).toMatch(/404/);
  });

  it("obeys the same limits, and at most 50 operations at once", async () => {
    const client = await TestSocket.connect(world.url, token);
    client.subscribe("deep", `${"{a".repeat(10)}{b}${"}".repeat(10)}`);
    expect(await client.next("error", "deep")).toMatchObject({
      payload: [{ message: expect.stringContaining("depth limit"), extensions: { code: "BAD_USER_INPUT" } }],
    });
    client.subscribe("nul", "query ($i: NestedInput!) { nested(input: $i) }", { i: { text: "\0" } });
    expect(await client.next("error", "nul")).toMatchObject({ payload: [{ extensions: { code: "BAD_USER_INPUT", field: "i.text" } }] });
    for (let i = 0; i < 51; i++) client.subscribe(`s${i}`, "subscription { ticks }");
    expect(await client.next("error", "s50")).toMatchObject({ payload: [{ extensions: { code: "QUOTA_EXCEEDED" } }] });
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(50));
    client.socket.terminate();
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(0));
  });

  it("closes with 4403 when the session ends elsewhere", async () => {
    const { token: ending } = await world.operator(Role.VIEWER);
    const client = await TestSocket.connect(world.url, ending);
    client.subscribe("1", "subscription { ticks }");
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(1));
    await world.call("mutation { logout }", {}, ending);
    expect(await client.closed).toMatchObject({ code: 4403 });
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(0));
  });
});

describe("a stop", () => {
  it("answers what is in flight, closes sockets with 1001 and takes nothing new", async () => {
    const stopping = await startAccountsServer();
    const open = (() => {
      let release: () => void = () => undefined;
      stopping.probe.gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      return () => release();
    })();
    const { token: admin } = await stopping.operator(Role.ADMIN);
    const listening = await TestSocket.connect(stopping.url, admin);
    listening.subscribe("1", "subscription { ticks }");
    const asking = await TestSocket.connect(stopping.url, admin);
    asking.subscribe("1", "{ slow }");
    const slow = stopping.call("{ slow }");
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(1));
    // Both slow queries have reached their resolver once a later request on the same server is answered.
    await stopping.call("{ a { b } }");
    const stopped = stopping.server.close();
    expect(await listening.closed).toEqual({ code: 1001, reason: "Going away" });
    open();
    const answer = await slow;
    expect(answer.data).toEqual({ slow: true });
    expect(answer.headers.get("connection")).toBe("close");
    expect(await asking.next("next", "1")).toMatchObject({ payload: { data: { slow: true } } });
    expect(await asking.closed).toMatchObject({ code: 1001 });
    await stopped;
    const { port } = new URL(stopping.url);
    const [refused] = await once(connect(Number(port), "127.0.0.1"), "error");
    expect(refused).toMatchObject({ code: "ECONNREFUSED" });
    await stopping.test.drop();
  });

  it("tells balancers first, and serves those who come in the meantime", async () => {
    const stopping = await startAccountsServer({ drainDelayMs: 3_000 });
    const { token: admin } = await stopping.operator(Role.ADMIN);
    const listening = await TestSocket.connect(stopping.url, admin);
    listening.subscribe("1", "subscription { ticks }");
    await vi.waitFor(() => expect(ticker.listenerCount(TICK)).toBe(1));
    const stopped = stopping.server.close();
    const ready = await fetch(`${stopping.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { server: "is stopping" } }]);
    const answer = await stopping.call("{ a { b } }");
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    ticker.emit(TICK, 3);
    expect(await listening.next("next", "1")).toMatchObject({ payload: { data: { ticks: 3 } } });
    expect(await listening.closed).toEqual({ code: 1001, reason: "Going away" });
    await stopped;
    await stopping.test.drop();
  });
});
