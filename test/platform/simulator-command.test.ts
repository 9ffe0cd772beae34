import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../src/cli/ports.js";
import { Program } from "../support/processes.js";
import { cli } from "../support/terminal.js";

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
    const told = { url: `http://127.0.0.1:${port}`, page: `http://127.0.0.1:${port}/`, apps: ["wxone", "wxtwo"], followers: 321, state };
    expect(first.log).toContain(JSON.stringify(told));
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

  it("tells a stranger where it is, what to put in place of WeChat's address, and a first call", async () => {
    const url = `http://127.0.0.1:${port}`;
    const program = await Program.start(["simulator", "--port", String(port), "--kind", "test"], { ready: `${url}/_simulator/state` });
    expect(program.log).toContain(`put  ${url}  in place of  https://api.weixin.qq.com`);
    expect(program.log).toContain("wxsimulator, secret simulator-secret: test account, 10000 followers, no callback address");
    expect(program.log).toContain("in memory only");
    const [, first] = /curl '([^']+)'/.exec(program.log) ?? [];
    expect(await (await fetch(first ?? "")).json()).toMatchObject({ expires_in: 7200 });
    expect(await program.stop()).toBe(0);
  }, 60_000);

  it("takes limits, kind and callback from its options, and does not print secrets that were given", async () => {
    const args = ["--app", "wxone:secret-one", "--unverified", "--daily-limit", "/cgi-bin/user/get=1", "--daily-limit", "mass-send=2"];
    const callback = ["--callback", "http://127.0.0.1:1/:appId", "--callback-token", "tok"];
    const ready = `http://127.0.0.1:${port}/_simulator/state`;
    const program = await Program.start(["simulator", "--port", String(port), ...args, ...callback], { ready });
    expect(program.log).toContain("wxone: unverified service account, 10000 followers, events to http://127.0.0.1:1/wxone (plain)");
    expect(program.log).not.toContain("secret-one");
    const access = await token("wxone", "secret-one");
    await call(`/cgi-bin/user/get?access_token=${access}`);
    expect(await call(`/cgi-bin/user/get?access_token=${access}`)).toMatchObject({ errcode: 45009 });
    expect(await call(`/cgi-bin/tags/members/getblacklist?access_token=${access}`, {})).toMatchObject({ errcode: 48001 });
    expect(await program.stop()).toBe(0);
  }, 60_000);

  it("does not share its state folder, and says who has it", async () => {
    const ready = `http://127.0.0.1:${port}/_simulator/state`;
    const first = await Program.start(["simulator", "--port", String(port), "--state", state], { ready });
    const second = await cli(["simulator", "--port", "0", "--state", state]);
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toContain(`--state: the state folder ${state} is in use by another simulator (process`);
    await first.kill();
    const third = await Program.start(["simulator", "--port", String(port), "--state", state], { ready });
    expect(await third.stop()).toBe(0);
  }, 60_000);

  it("says that a state folder cannot be one, or that its journal is damaged", async () => {
    const file = join(state, "file");
    writeFileSync(file, "");
    const noFolder = await cli(["simulator", "--port", "0", "--state", file]);
    expect(noFolder).toMatchObject({ code: 1, stdout: "" });
    expect(noFolder.stderr).toContain(`--state: ${file} cannot be used`);
    writeFileSync(join(state, "journal.jsonl"), "not JSON\n");
    const damaged = await cli(["simulator", "--port", "0", "--state", state]);
    expect(damaged).toMatchObject({ code: 1, stdout: "" });
    expect(damaged.stderr).toContain(`--state: the journal in ${state} is damaged`);
  });
});

describe("tagcast simulator, called wrongly", () => {
  it.each([
    [["--port", "x"], "--port", "Give a whole number from 0 to 65535."],
    [["--app", "wx1"], "--app", "wx0123456789abcdef:secret"],
    [["--app", "wx 1:secret"], "--app", "wx0123456789abcdef:secret"],
    [["--app", "wx1:a", "--app", "wx1:b"], "--app", "AppID wx1 is there twice"],
    [["--kind", "personal"], "--kind", "service, subscription, test"],
    [["--daily-limit", "user/get=1"], "--daily-limit", "/cgi-bin/user/get=10"],
    [["--daily-limit", "/cgi-bin/user/get=-1"], "--daily-limit", "/cgi-bin/user/get=10"],
    [["--callback", "ftp://example.com"], "--callback", "http://127.0.0.1:4000"],
    [["--callback-token", "tok"], "--callback-token", "needs --callback"],
    [["--callback-token", "a b"], "--callback-token", "letters, digits"],
    [["--encoding-aes-key", "short"], "--encoding-aes-key", "43 characters"],
    [["--encoding-aes-key", "a".repeat(43)], "--encoding-aes-key", "needs --callback"],
    [["--seed", "-1"], "--seed", "Give a whole number from 0"],
    [["--followers", "10000001"], "--followers", "Give a whole number from 0 to 10000000."],
    [["--speed", "fast"], "--speed", "Give a number above 0."],
    [["--mass-calls-per-minute", "1.5"], "--mass-calls-per-minute", "Give a whole number"],
  ])("%j: exit code 2, the option and what it takes", async (args, option, advice) => {
    const { code, stdout, stderr } = await cli(["simulator", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(option);
    expect(stderr).toContain(advice);
  });
});
