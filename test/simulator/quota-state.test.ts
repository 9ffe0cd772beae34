import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openidOf, startSimulator } from "../../src/simulator/index.js";
import { APP, type Bench, bench, benchOn, DAY_MS, type Json, range, TEXT } from "./support.js";

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-quota-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Options = Parameters<typeof bench>[0];

async function restarted(b: Bench, stateDir: string, { app = {}, ...options }: Options = {}): Promise<Bench> {
  await b.sim.close();
  const sim = await startSimulator({ followers: 100, speedFactor: 1000, ...options, apps: [{ ...APP, ...app }], stateDir });
  onTestFinished(() => sim.close());
  return benchOn(sim);
}

const used = async (b: Bench, path: string) =>
  ((await b.post("openapi/quota/get", { cgi_path: `/cgi-bin/${path}` })).quota as { used: number }).used;

describe("counters after a restart", () => {
  it("of every interface are what they were, refused calls included, and begin anew the next day", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    for (const _ of range(3)) await before.get("user/get");
    await before.post("tags/create", { tag: { name: "" } });
    const after = await restarted(before, stateDir);
    expect(await used(after, "user/get")).toBe(3);
    expect(await used(after, "tags/create")).toBe(1);
    await after.sim.advanceClock(DAY_MS);
    await after.renewToken();
    expect(await used(after, "user/get")).toBe(0);
  });

  it("of a minute go on in it: the 61st mass send is 45011 though the first 60 came before", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir, clockSpeed: 0, app: { verified: false } });
    const send = async (b: Bench) => (await b.post("message/mass/sendall", { ...TEXT, filter: { is_to_all: true } })).errcode;
    for (const _ of range(60)) expect(await send(before)).toBe(48001);
    const after = await restarted(before, stateDir, { clockSpeed: 0, app: { verified: false } });
    expect(await send(after)).toBe(45011);
  });

  it("of forced refreshes and of the month's ten resets are kept", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    for (const _ of range(10)) await before.post("clear_quota", { appid: APP.appId });
    const body = { grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret, force_refresh: true };
    const force = async (b: Bench) => b.raw("/cgi-bin/stable_token", { method: "POST", body: JSON.stringify(body) });
    for (const _ of range(20)) {
      expect((await force(before)).access_token).toBeDefined();
      await before.sim.advanceClock(30_000);
    }
    const after = await restarted(before, stateDir);
    expect((await force(after)).errcode).toBe(45009);
    expect((await after.post("clear_quota", { appid: APP.appId })).errcode).toBe(48006);
  });

  it("that were reset stay reset", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    for (const path of ["user/get", "tags/get"]) await before.get(path);
    await before.post("openapi/quota/clear", { cgi_path: "/cgi-bin/user/get" });
    const after = await restarted(before, stateDir);
    expect([await used(after, "user/get"), await used(after, "tags/get")]).toEqual([0, 1]);
  });
});

it("the minute in which a clientmsgid is in doubt survives a restart: 45066, then 45065", async () => {
  const stateDir = stateFolder();
  const before = await bench({ stateDir });
  before.sim.faults.order({ path: "/cgi-bin/message/mass/send", kind: "http-502", when: "after", inDoubt: true });
  const send = (b: Bench) => b.post("message/mass/send", { ...TEXT, touser: [0, 1].map(b.openid), clientmsgid: "c" });
  await send(before).catch(() => null);
  const after = await restarted(before, stateDir);
  expect((await send(after)).errcode).toBe(45066);
  await after.sim.advanceClock(60_000);
  expect((await send(after)).errcode).toBe(45065);
});

it("remarks, menu, templates, windows and standing survive a restart", async () => {
  const stateDir = stateFolder();
  const before = await bench({ stateDir });
  const openid = before.openid(1);
  await before.post("user/info/updateremark", { openid, remark: "老客户" });
  await before.post("menu/create", { button: [{ type: "click", name: "a", key: "k" }] });
  await before.post("template/api_add_template", { template_id_short: "TM00015" });
  await before.control("POST events", { follower: 1, message: "text", content: "hi" });
  await before.control("POST account", { massProtocolAgreed: false });
  const after = await restarted(before, stateDir);
  expect((await after.get("user/info", { openid })).remark).toBe("老客户");
  expect((await after.get("menu/get")).menu).toMatchObject({ button: [{ key: "k" }] });
  expect((await after.get("template/get_all_private_template")).template_list).toHaveLength(2);
  expect((await after.post("message/custom/send", { touser: openid, ...TEXT })).errcode).toBe(0);
  expect(await after.control("GET account")).toMatchObject({ massProtocolAgreed: false });
});

describe("kill -9", () => {
  const call = async (url: string, path: string, body?: unknown) =>
    (await (await fetch(url + path, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })).json()) as Json;

  async function start(stateDir: string) {
    const script = new URL("./fixtures/simulator-process.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--import", "tsx", script, stateDir, "http://127.0.0.1:1/"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
      child.once("exit", () => reject(new Error("the simulator's process ended")));
    });
    const { access_token } = await call(url, `/cgi-bin/token?grant_type=client_credential&appid=${APP.appId}&secret=${APP.appSecret}`);
    return { child, url, token: String(access_token) };
  }

  it("forgets no call that was answered", async () => {
    const stateDir = stateFolder();
    const openid = openidOf(1, 0);
    let answered = 0;
    for (const _round of range(2)) {
      const { child, url, token } = await start(stateDir);
      const exited = new Promise((resolve) => child.once("exit", resolve));
      const until = answered + 15;
      const calls = range(40).map(async () => {
        await call(url, `/cgi-bin/user/info?openid=${openid}&access_token=${token}`);
        answered++;
        if (answered >= until) child.kill("SIGKILL");
      });
      await Promise.allSettled(calls);
      child.kill("SIGKILL");
      await exited;
    }
    const { url, token } = await start(stateDir);
    const { quota } = await call(url, `/cgi-bin/openapi/quota/get?access_token=${token}`, { cgi_path: "/cgi-bin/user/info" });
    const { used: counted } = quota as { used: number };
    expect(answered).toBeGreaterThanOrEqual(30);
    expect(counted).toBeGreaterThanOrEqual(answered);
    expect(counted).toBeLessThanOrEqual(80);
  }, 90_000);
});
