import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/index.js";
import { APP, type Bench, bench, DAY_MS, eventually, receiver, TEXT, xmlField } from "./support.js";

const send = (b: Bench, clientmsgid: string) => b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid });
const status = async (b: Bench, msg_id: unknown) => (await b.post("message/mass/get", { msg_id })).msg_status;

describe("a clock that runs faster", () => {
  it("ends jobs, lets tokens expire and turns days in seconds", async () => {
    const b = await bench({ speedFactor: 1 });
    const { day } = await b.control("GET clock");
    const { msg_id } = await send(b, "c");
    expect(await b.control("POST clock", { speed: 100_000 })).toMatchObject({ speed: 100_000 });
    await eventually(async () => expect((await b.control("GET clock")).day).not.toBe(day));
    await b.control("POST clock", { speed: 1 });
    expect((await b.post("message/mass/get", { msg_id })).errcode).toBe(42001);
    await b.renewToken();
    expect(await status(b, msg_id)).toBe("SEND_SUCCESS");
  });

  it("stands still at speed 0, and what is due waits", async () => {
    const b = await bench({ speedFactor: 1 });
    await b.control("POST clock", { speed: 0 });
    const { msg_id } = await send(b, "c");
    const { now } = await b.control("GET clock");
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await b.control("GET clock")).now).toBe(now);
    expect(await status(b, msg_id)).toBe("SENDING");
    await b.control("POST clock", { advanceSeconds: 60 });
    await eventually(async () => expect(await status(b, msg_id)).toBe("SEND_SUCCESS"));
  });

  it("keeps its speed and its time across a restart", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "simulator-clock-"));
    onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
    const before = await bench({ stateDir, clockSpeed: 60 });
    await before.sim.advanceClock(DAY_MS);
    const now = before.sim.clock.now();
    await before.sim.close();
    const after = await startSimulator({ apps: [APP], stateDir });
    onTestFinished(() => after.close());
    expect([after.clock.speed, after.clock.now() >= now, after.clock.now() - now < DAY_MS]).toEqual([60, true, true]);
  });

  it("started with a speed of its own, it takes that instead of the stored one", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "simulator-clock-"));
    onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
    const before = await bench({ stateDir, clockSpeed: 60 });
    await before.sim.close();
    const after = await startSimulator({ apps: [APP], stateDir, clockSpeed: 2 });
    onTestFinished(() => after.close());
    expect(after.clock.speed).toBe(2);
  });

  it("says what is wrong with an order", async () => {
    const b = await bench();
    expect((await b.control("POST clock", {})).error).toContain("advanceSeconds or speed");
    expect((await b.control("POST clock", { speed: -1 })).error).toContain("speed");
    expect((await b.control("POST clock", { speed: 1e7 })).error).toContain("speed");
    await expect(startSimulator({ apps: [APP], clockSpeed: 1e7 })).rejects.toThrow("clockSpeed");
  });
});

describe("the time in callbacks", () => {
  const pushedAt = async (callbackTime: "real" | "simulated") => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain }, callbackTime });
    await b.sim.advanceClock(10 * DAY_MS);
    await b.control("POST events", { event: "unsubscribe", follower: 1 });
    const simulated = Math.floor(b.sim.clock.now() / 1000);
    const push = received[0];
    const stamped = Number(push?.query.get("timestamp"));
    const created = Number(xmlField(push?.body ?? "", "CreateTime"));
    return { stampedAhead: stamped - Math.floor(Date.now() / 1000) > 9 * 86_400, createdThen: simulated - created < 60 };
  };

  it("is the sender's real time in the query, and the simulator's in CreateTime", async () => {
    expect(await pushedAt("real")).toEqual({ stampedAhead: false, createdThen: true });
  });

  it("is the simulator's in both when asked for", async () => {
    expect(await pushedAt("simulated")).toEqual({ stampedAhead: true, createdThen: true });
  });
});
