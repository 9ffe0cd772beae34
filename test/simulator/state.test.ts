import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openidOf, startSimulator } from "../../src/simulator/index.js";
import { APP, type Bench, bench, benchOn, DAY_MS, eventually, type Json, range, receiver, TEXT, xmlField } from "./support.js";

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const send = (b: Bench, people: number[], clientmsgid: string) =>
  b.post("message/mass/send", { ...TEXT, touser: people.map(b.openid), clientmsgid });

/** The same state folder in a new simulator. */
async function restarted(b: Bench, stateDir: string, followers = 100): Promise<Bench> {
  await b.sim.close();
  const sim = await startSimulator({ apps: [APP], followers, stateDir, speedFactor: 1000 });
  onTestFinished(() => sim.close());
  return benchOn(sim);
}

describe("state on disk", () => {
  it("brings back tags, their people, follows, blacklist and speed", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    await before.post("tags/create", { tag: { name: "广东" } });
    await before.post("tags/create", { tag: { name: "gone" } });
    await before.post("tags/delete", { tag: { id: 101 } });
    await before.post("tags/update", { tag: { id: 100, name: "广东人" } });
    await before.post("tags/members/batchtagging", { tagid: 100, openid_list: [1, 2, 3].map(before.openid) });
    await before.post("tags/members/batchuntagging", { tagid: 100, openid_list: [before.openid(2)] });
    await before.post("tags/members/batchblacklist", { openid_list: [before.openid(9)] });
    await before.post("message/mass/speed/set", { speed: 3 });
    await before.control("POST events", { event: "unsubscribe", follower: 1 });

    const after = await restarted(before, stateDir);
    expect((await after.get("tags/get")).tags).toContainEqual({ id: 100, name: "广东人", count: 1 });
    expect(((await after.post("tags/create", { tag: { name: "next" } })).tag as Json).id).toBe(102);
    expect((await after.get("user/info", { openid: after.openid(1) })).subscribe).toBe(0);
    expect(await after.post("tags/members/getblacklist", {})).toMatchObject({ total: 1, next_openid: after.openid(9) });
    expect((await after.post("message/mass/speed/get", {})).speed).toBe(3);
  });

  it("brings back jobs, ledger, clientmsgids, msg_ids and the clock", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir, firstMsgId: 9_007_199_254_740_993n });
    const first = await send(before, [0, 1, 1], "c");
    await before.post("message/mass/sendall", { ...TEXT, filter: { is_to_all: true }, clientmsgid: "all" });
    const summary = await before.control("GET ledger");
    const time = before.sim.clock.now();

    const after = await restarted(before, stateDir);
    expect(after.sim.clock.now() - time).toBeLessThan(DAY_MS);
    expect(await send(after, [5, 6], "c")).toMatchObject({ errcode: 45065, msg_id: first.msg_id });
    const { jobList: _old, ...counts } = summary;
    expect(await after.control("GET ledger")).toMatchObject(counts);
    expect((await send(after, [0, 1], "d")).msg_id).toBe(9_007_199_254_740_995n);
    expect((await after.post("openapi/quota/get", { cgi_path: "/cgi-bin/message/mass/send" })).quota).toMatchObject({ used: 4 });
  });

  it("keeps a send to everyone with those who followed then, though more follow now", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    await before.post("message/mass/sendall", { ...TEXT, filter: { is_to_all: true } });
    const after = await restarted(before, stateDir, 500);
    expect(await after.control("GET ledger")).toMatchObject({ recipients: 100 });
  });

  it("cuts off a line that a crash tore, and goes on behind it", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    await send(before, [0, 1], "c");
    await before.sim.close();
    appendFileSync(join(stateDir, "journal.jsonl"), '{"appId":"wx1234567890abcdef","at":1,"chan');
    const middle = await restarted(before, stateDir);
    expect((await send(middle, [0, 1], "c")).errcode).toBe(45065);
    await send(middle, [2, 3], "d");
    const last = await restarted(middle, stateDir);
    expect(await last.control("GET ledger")).toMatchObject({ jobs: 2, recipients: 4 });
    for (const line of readFileSync(join(stateDir, "journal.jsonl"), "utf8").trimEnd().split("\n"))
      expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe("kill -9", () => {
  async function start(stateDir: string, callbackUrl: string): Promise<{ child: ChildProcess; url: string }> {
    const script = new URL("./fixtures/simulator-process.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--import", "tsx", script, stateDir, callbackUrl], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
      child.once("exit", () => reject(new Error("the simulator's process ended")));
    });
    return { child, url };
  }

  const call = async (url: string, path: string, body?: unknown) =>
    (await (await fetch(url + path, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })).json()) as Json;

  it("loses no send that was answered, sends none twice, and pushes every callback in the end", async () => {
    const stateDir = stateFolder();
    const { received, plain } = await receiver();
    const openids = range(1000).map((n) => openidOf(1, n));
    let sent = 0;
    const answered = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const { child, url } = await start(stateDir, plain.url);
      const { access_token } = await call(url, `/cgi-bin/token?grant_type=client_credential&appid=${APP.appId}&secret=${APP.appSecret}`);
      const exited = new Promise((resolve) => child.once("exit", resolve));
      const calls = range(20).map(async () => {
        const at = sent++;
        const touser = openids.slice(at * 10, at * 10 + 10);
        const reply = await call(url, `/cgi-bin/message/mass/send?access_token=${access_token}`, {
          ...TEXT,
          touser,
          clientmsgid: `k${at}`,
        });
        if (reply.errcode === 0) answered.add(`k${at}`);
        if (answered.size >= (round + 1) * 7) child.kill("SIGKILL");
      });
      await Promise.allSettled(calls);
      child.kill("SIGKILL");
      await exited;
    }
    const { url } = await start(stateDir, plain.url);
    const ledger = await call(url, "/_simulator/ledger");
    const inLedger = (ledger.jobList as { clientMsgId: string }[]).map((job) => job.clientMsgId);
    expect(answered.size).toBeGreaterThanOrEqual(7);
    expect([...answered].filter((id) => !inLedger.includes(id))).toEqual([]);
    expect(ledger).toMatchObject({ deliveredMoreThanOnce: 0, recipients: inLedger.length * 10 });
    await call(url, "/_simulator/clock", { advanceSeconds: 60 });
    const expected = (ledger.jobList as { msgId: number }[]).map((job) => String(job.msgId)).sort();
    await eventually(() => expect([...new Set(received.map(({ body }) => xmlField(body, "MsgID")))].sort()).toEqual(expected));
  }, 90_000);
});
