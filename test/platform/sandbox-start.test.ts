import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../src/cli/ports.js";
import { usersFor } from "../../src/sandbox/index.js";
import { Program } from "../support/processes.js";
import { cli } from "../support/terminal.js";

const STEP_MS = 120_000;
let env: Record<string, string>;
let url: string;
let program: Program | null = null;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tagcast-start-"));
  chmodSync(dataDir, 0o711);
  const [port, simulatorPort] = [await freePort("127.0.0.1", 0, "PORT"), await freePort("127.0.0.1", 0, "SIMULATOR_PORT")];
  env = { TAGCAST_DATA_DIR: dataDir, PORT: String(port), SIMULATOR_PORT: String(simulatorPort), SANDBOX_FOLLOWERS: "200" };
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await program?.stop();
  rmSync(env.TAGCAST_DATA_DIR ?? "", { recursive: true, force: true });
});

/** Started, and the banner printed. */
async function start(more: Record<string, string> = {}): Promise<string> {
  const started = await Program.start(["start"], { env: { ...env, ...more }, ready: `${url}/readyz` });
  program = started;
  await expect.poll(() => started.log, { timeout: 30_000 }).toContain("Next ");
  return started.log;
}

async function ask<T>(query: string, token?: string): Promise<T> {
  const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] };
  if (errors) throw new Error(errors.map(({ message }) => message).join("; "));
  return data;
}

async function logIn(username: string, password: string): Promise<string> {
  const query = `mutation { login(username: ${JSON.stringify(username)}, password: ${JSON.stringify(password)}) { token } }`;
  return (await ask<{ login: { token: string } }>(query)).login.token;
}

async function everyone(token: string): Promise<number> {
  return (await ask<{ users: { totalCount: number } }>("{ users { totalCount } }", token)).users.totalCount;
}

/** How many follow the account by the word of the simulator. */
async function simulatedFollowers(): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${env.SIMULATOR_PORT}/_simulator/state`);
  const state = (await response.json()) as { apps: { followers: number }[] };
  return state.apps[0]?.followers ?? Number.NaN;
}

describe("tagcast start, with nothing configured", () => {
  let usersAtFirst: number;

  it(
    "is a sandbox that says so, with demo users and an operator whose password is shown",
    async () => {
      const log = await start();
      expect(log).toContain("沙盒：消息不会真正发出");
      expect(log).toContain(`${url}/graphql`);
      const password = /Password +(\S+)/.exec(log)?.[1] ?? "";
      const token = await logIn("admin", password);
      usersAtFirst = await everyone(token);
      expect(usersAtFirst).toBeGreaterThan(200);
      expect(usersAtFirst).toBeLessThanOrEqual(usersFor(200));
      expect(await simulatedFollowers()).toBe(200);
    },
    STEP_MS,
  );

  it(
    "lets other commands work beside it: an operator is added, doctor finds every part working",
    async () => {
      const args = ["create-operator", "--tenant", "wxsandbox00000001", "--username", "li", "--role", "VIEWER"];
      expect(await cli(args, { ...env, TAGCAST_OPERATOR_PASSWORD: "correct horse battery" })).toMatchObject({ code: 0 });
      const { code, stdout } = await cli(["doctor", "--json"], env);
      const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string }[] };
      expect(code).toBe(0);
      const working = findings.filter(({ status }) => status === "ok").map(({ check }) => check.replace(" of wxsandbox00000001", ""));
      expect(working).toEqual(expect.arrayContaining(["server", "token", "callback", "audience index", "audit log"]));
      expect(findings.filter(({ status }) => status === "fault" || status === "skipped")).toEqual([]);
    },
    STEP_MS,
  );

  it(
    "refuses to start twice, and says why",
    async () => {
      await expect(Program.start(["start"], { env, ready: "http://127.0.0.1:1/" })).rejects.toThrow(/it ended with 1:[\s\S]*PORT/);
      const port = String(await freePort("127.0.0.1", 0, "PORT"));
      const again = Program.start(["start"], { env: { ...env, PORT: port }, ready: "http://127.0.0.1:1/" });
      await expect(again).rejects.toThrow(/it ended with 1:[\s\S]*is in use by another Tagcast process/);
    },
    STEP_MS,
  );

  it(
    "stops on SIGTERM with exit code 0, and comes back with all it had, showing no password again",
    async () => {
      expect(await program?.stop()).toBe(0);
      const log = await start();
      expect(log).not.toContain("Password  ");
      expect(await everyone(await logIn("li", "correct horse battery"))).toBe(usersAtFirst);
    },
    STEP_MS,
  );

  it(
    "comes back after kill -9, and grows when more followers are asked for",
    async () => {
      await program?.kill();
      await start({ SANDBOX_FOLLOWERS: "400" });
      expect(await everyone(await logIn("li", "correct horse battery"))).toBeGreaterThan(400);
      expect(await simulatedFollowers()).toBe(400);
    },
    STEP_MS,
  );
});
