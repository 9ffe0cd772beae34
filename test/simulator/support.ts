import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";
import { type AppOptions, type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/index.js";
import { readJson } from "../../src/simulator/json.js";
import { APP } from "./support-app.js";

export { APP };

export const AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
export const CALLBACK_TOKEN = "callback-token";
export const DAY_MS = 86_400_000;

export type Json = Record<string, unknown>;

export interface Bench {
  sim: Simulator;
  /** POSTs JSON with a valid token. */
  post(path: string, body: unknown): Promise<Json>;
  get(path: string, query?: Record<string, string>): Promise<Json>;
  /** A call as it stands, without a token. */
  raw(path: string, init?: RequestInit): Promise<Json>;
  control(call: string, body?: unknown): Promise<Json>;
  openid(n: number): string;
  token(): string;
  renewToken(): Promise<void>;
}

type BenchOptions = Partial<Omit<SimulatorOptions, "apps">> & { app?: Partial<AppOptions>; moreApps?: AppOptions[] };

/** A simulator for one test, an hour into a month of its clock, so that days, months and minutes do not turn by themselves. */
export async function bench({ app, moreApps = [], ...options }: BenchOptions = {}): Promise<Bench> {
  const sim = await startSimulator({ followers: 100, speedFactor: 1000, ...options, apps: [{ ...APP, ...app }, ...moreApps] });
  onTestFinished(() => sim.close());
  await sim.advanceClock(untilNextMonth(sim.clock.now()));
  return benchOn(sim);
}

/** The same calls on a simulator that is there already. */
export async function benchOn(sim: Simulator): Promise<Bench> {
  let token = "";
  const raw = async (path: string, init?: RequestInit) => readJson(await (await fetch(sim.url + path, init)).text()) as Json;
  const withToken = (path: string, query: Record<string, string> = {}) =>
    `/cgi-bin/${path}?${new URLSearchParams({ access_token: token, ...query })}`;
  const made: Bench = {
    sim,
    raw,
    post: (path, body) => raw(withToken(path), { method: "POST", body: JSON.stringify(body) }),
    get: (path, query) => raw(withToken(path, query)),
    control: (call, body) => {
      const [method, path] = call.split(" ");
      return raw(`/_simulator/${path}`, { method: method ?? "GET", body: body === undefined ? null : JSON.stringify(body) });
    },
    openid: (n) => sim.account(APP.appId).followers.openidOf(n),
    token: () => token,
    renewToken: async () => {
      const reply = await raw(`/cgi-bin/token?grant_type=client_credential&appid=${APP.appId}&secret=${APP.appSecret}`);
      token = String(reply.access_token);
    },
  };
  await made.renewToken();
  return made;
}

export interface Received {
  method: string;
  query: URLSearchParams;
  body: string;
}

/** A callback address that keeps what it gets. `answer` decides the reply; default `success`. */
export async function receiver(answer: (call: Received, index: number) => Promise<string> | string = () => "success") {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void take(request).then(async (call) => {
      received.push(call);
      response.end(await answer(call, received.length - 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const options = { url: `http://127.0.0.1:${port}/callback`, token: CALLBACK_TOKEN, encodingAesKey: AES_KEY };
  return { received, plain: { ...options, mode: "plain" as const }, safe: { ...options, mode: "safe" as const }, options };
}

async function take(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const query = new URL(request.url ?? "/", "http://receiver").searchParams;
  return { method: request.method ?? "", query, body: Buffer.concat(chunks).toString("utf8") };
}

/** The value of a field of an XML push, CDATA or bare. */
export function xmlField(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, "s").exec(xml)?.[1];
}

/** Numbers from 0 up to `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

export const TEXT = { msgtype: "text", text: { content: "您好" } };

/** One hour after the month turns in China. */
export function untilNextMonth(now: number): number {
  const china = new Date(now + 8 * 3600_000);
  return Date.UTC(china.getUTCFullYear(), china.getUTCMonth() + 1, 1) - 7 * 3600_000 - now;
}

/** Waits until it holds; long, since the machine may be busy. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000 });
}
