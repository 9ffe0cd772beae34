import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../src/cli/ports.js";
import { Program } from "../support/processes.js";

let state: string;
let port: number;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), "tagcast-simulator-"));
  port = await freePort("127.0.0.1", 0, "--port");
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

async function call<T>(path: string, body?: object): Promise<T> {
  const request = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
  return (await response.json()) as T;
}

async function token(appid: string, secret: string): Promise<string | undefined> {
  const body = { grant_type: "client_credential", appid, secret };
  return (await call<{ access_token?: string }>("/cgi-bin/stable_token", body)).access_token;
}

describe("tagcast simulator", () => {
  it("serves each --app with its followers, and knows after a restart what was done before", async () => {
    const args = [
      "simulator",
      "--port",
      String(port),
      "--app",
      "wxone:secret-one",
      "--app",
      "wxtwo:secret-two",
      "--followers",
      "321",
      "--state",
      state,
    ];
    const ready = `http://127.0.0.1:${port}/_simulator/state`;
    const first = await Program.start([...args, "--json"], { ready });
    const access = await token("wxone", "secret-one");
    expect(await token("wxtwo", "secret-two")).toBeDefined();
    expect(await token("wxone", "secret-two")).toBeUndefined();
    expect(await call(`/cgi-bin/user/get?access_token=${access}`)).toMatchObject({ total: 321 });
    await call(`/cgi-bin/tags/create?access_token=${access}`, { tag: { name: "咖啡" } });
    expect(first.log).toContain(`{"url":"http://127.0.0.1:${port}","apps":["wxone","wxtwo"],"followers":321}`);
    expect(await first.stop()).toBe(0);

    const second = await Program.start(args, { ready });
    const again = await token("wxone", "secret-one");
    expect(await call(`/cgi-bin/tags/get?access_token=${again}`)).toMatchObject({
      tags: expect.arrayContaining([expect.objectContaining({ name: "咖啡" })]),
    });
    expect(await second.stop()).toBe(0);
  }, 60_000);

  it("says that its port is taken", async () => {
    const ready = `http://127.0.0.1:${port}/_simulator/state`;
    const first = await Program.start(["simulator", "--port", String(port)], { ready });
    await expect(Program.start(["simulator", "--port", String(port)], { ready: "http://127.0.0.1:1/" })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken`,
    );
    await first.stop();
  }, 60_000);
});
