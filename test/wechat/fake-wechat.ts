import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeCall {
  path: string;
  query: URLSearchParams;
  method: string;
  body: string;
  contentType: string | undefined;
}

/** `reset`: the connection breaks after the call arrived; `hang`: no answer ever; an object is sent as JSON, a string as it is. */
export type FakeReply = object | string | "reset" | "hang" | { status: number; text: string };
export type FakeHandler = (call: FakeCall) => FakeReply | Promise<FakeReply>;
/** Has the request before any of its body is read. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server that answers just what a test tells it to; what the simulator will not do wrong, this one does. */
export class FakeWeChat {
  readonly calls: FakeCall[] = [];
  /** Tokens given out, the present one last. */
  readonly tokens: string[] = [];
  expiresIn = 7_200;
  private readonly handlers = new Map<string, FakeHandler>();
  private readonly rawHandlers = new Map<string, RawHandler>();
  private readonly server = createServer((request, response) => void this.handle(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.on("/cgi-bin/stable_token", ({ body }) => this.issue(JSON.parse(body).force_refresh));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  on(path: string, handler: FakeHandler): this {
    this.handlers.set(path, handler);
    return this;
  }

  onRaw(path: string, handler: RawHandler): this {
    this.rawHandlers.set(path, handler);
    return this;
  }

  /** Answers with one reply after the other, the last one again and again. */
  replies(path: string, ...replies: FakeReply[]): this {
    return this.on(path, () => (replies.length > 1 ? replies.shift() : replies[0]) ?? "hang");
  }

  callsTo(path: string): FakeCall[] {
    return this.calls.filter((call) => call.path === path);
  }

  /** Like stable_token: the same token until it is forced, or made to expire by `expire`. */
  issue(force: boolean): object {
    if (force || this.tokens.length === 0) this.expire();
    return { access_token: this.tokens.at(-1), expires_in: this.expiresIn };
  }

  expire(): void {
    this.tokens.push(`TOKEN-${this.tokens.length + 1}-${"x".repeat(100)}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const raw = this.rawHandlers.get(url.pathname);
    if (raw) {
      raw(request, response);
      return;
    }
    const body = await bodyOf(request);
    if (body === null) return;
    const call: FakeCall = {
      path: url.pathname,
      query: url.searchParams,
      method: request.method ?? "",
      body,
      contentType: request.headers["content-type"],
    };
    this.calls.push(call);
    const handler = this.handlers.get(call.path) ?? (() => ({ errcode: 40066, errmsg: "invalid url" }));
    send(await handler(call), response);
  }
}

/** Null where the caller broke off in the middle. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch (error) {
    if (!request.complete) return null;
    throw error;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(reply: FakeReply, response: ServerResponse): void {
  if (reply === "hang") return;
  if (reply === "reset") {
    response.destroy();
    return;
  }
  const raw = typeof reply === "object" && "status" in reply && "text" in reply ? (reply as { status: number; text: string }) : null;
  response.writeHead(raw?.status ?? 200, { "content-type": "application/json; encoding=utf-8" });
  response.end(raw?.text ?? (typeof reply === "string" ? reply : JSON.stringify(reply)));
}
