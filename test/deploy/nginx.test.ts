import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Nginx } from "../support/nginx.js";

/** Stands for one api: says who it is, or does as the test wants. */
class Api {
  readonly seen: IncomingMessage[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => void response.end(this.name);
  private readonly sockets = new WebSocketServer({ noServer: true });

  private constructor(
    private readonly name: string,
    private readonly server: Server,
  ) {
    server.on("request", (request, response) => {
      this.seen.push(request);
      request.resume().on("end", () => this.answer(request, response));
    });
    server.on("upgrade", (request, socket, head) =>
      this.sockets.handleUpgrade(request, socket, head, (client) => client.on("message", (data) => client.send(`${name}: ${data}`))),
    );
  }

  static async start(name: string): Promise<Api> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Api(name, server);
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.sockets.close();
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }
}

let folder: string;
let one: Api;
let two: Api;
let nginx: Nginx;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tagcast-nginx-"));
  [one, two] = [await Api.start("one"), await Api.start("two")];
  nginx = await Nginx.start(String(process.env.TEST_NGINX), folder, [one.address, two.address]);
});
afterEach(() => {
  for (const api of [one, two]) {
    api.seen.length = 0;
    api.answer = (_request, response) => void response.end(api === one ? "one" : "two");
  }
});
afterAll(async () => {
  await nginx.stop();
  await one.close();
  await two.close();
  await rm(folder, { recursive: true, force: true });
});

const post = (path: string, body = "{}", headers: Record<string, string> = {}) =>
  fetch(`${nginx.url}${path}`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

describe("deploy/nginx/nginx.conf", () => {
  it("spreads requests, and says who asked and under which id", async () => {
    const names = await Promise.all(Array.from({ length: 10 }, async () => (await post("/graphql")).text()));
    expect(new Set(names)).toEqual(new Set(["one", "two"]));
    await post("/graphql", "{}", { "x-request-id": "from-the-gateway", "x-forwarded-for": "6.6.6.6" });
    const [request] = [...one.seen, ...two.seen].filter(({ headers }) => headers["x-request-id"] === "from-the-gateway");
    // What the caller claims is left out: the address is the one nginx saw.
    expect(request?.headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(one.seen[0]?.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
    await post("/graphql", "{}", { "x-request-id": "no\ttoo strange" });
    expect([...one.seen, ...two.seen].at(-1)?.headers["x-request-id"]).not.toContain("strange");
  });

  it("lets WebSockets through", async () => {
    const socket = new WebSocket(`${nginx.url.replace("http", "ws")}/graphql`);
    await once(socket, "open");
    socket.send("hello");
    expect(String((await once(socket, "message"))[0])).toMatch(/^(one|two): hello$/);
    socket.close();
    await once(socket, "close");
  });

  it("asks the other api for a callback that one cannot take, and never sends a mutation twice", async () => {
    for (const api of [one, two]) api.answer = (_request, response) => void response.writeHead(503).end();
    expect((await post("/graphql")).status).toBe(503);
    expect(one.seen.length + two.seen.length).toBe(1);
    for (const api of [one, two]) api.answer = (request) => void request.socket.destroy();
    expect((await post("/graphql")).status).toBe(502);
    expect(one.seen.length + two.seen.length).toBe(2);
    // Nor does a request that breaks whichever it comes to take both out.
    for (let call = 0; call < 6; call++) await post("/graphql");
    two.answer = (_request, response) => void response.end("success");
    one.answer = (_request, response) => void response.writeHead(503).end();
    for (let call = 0; call < 4; call++) expect((await post("/wechat/callback/wx1?signature=s", "<xml/>")).status).toBe(200);
  });

  it("asks the other api for what only reads when one is about to stop", async () => {
    one.answer = (_request, response) => void response.writeHead(503).end();
    for (let call = 0; call < 4; call++) expect(await (await fetch(`${nginx.url}/`)).text()).toBe("two");
    expect(one.seen).not.toEqual([]);
  });

  it("keeps what is for the inside, and what is too large, away, and writes no signatures into its log", async () => {
    expect((await fetch(`${nginx.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${nginx.url}/readyz`)).status).toBe(404);
    expect((await post("/graphql", "x".repeat(400_000))).status).toBe(413);
    expect((await fetch(`${nginx.url}/objects/a?signature=hush`, { method: "PUT", body: "x".repeat(1_000_000) })).status).toBe(200);
    const log = await readFile(join(folder, "access.log"), "utf8");
    for (const line of log.trim().split("\n")) expect(Object.keys(JSON.parse(line) as object)).toContain("requestId");
    expect(log).not.toContain("signature");
  });

  it("leaves an api out and takes it back with no request failed", async () => {
    let stop = false;
    const statuses = new Set<number>();
    const callers = Array.from({ length: 4 }, async () => {
      while (!stop) statuses.add((await post("/graphql", "{}", { connection: "close" })).status);
    });
    await nginx.spreadOver([two.address]);
    one.seen.length = 0;
    for (let call = 0; call < 10; call++) expect(await (await post("/graphql")).text()).toBe("two");
    expect(one.seen).toEqual([]);
    await one.close();
    one = await Api.start("one");
    await nginx.spreadOver([one.address, two.address]);
    stop = true;
    await Promise.all(callers);
    expect(statuses).toEqual(new Set([200]));
  });
});
