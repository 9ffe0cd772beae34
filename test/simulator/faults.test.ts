import { describe, expect, it } from "vitest";
import { type Bench, bench, eventually, type Received, receiver, TEXT, xmlField } from "./support.js";

const SEND = "/cgi-bin/message/mass/send";
const send = (b: Bench, clientmsgid: string) => b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid });
const jobs = async (b: Bench) => (await b.control("GET ledger")).jobs;

describe("faults of calls", () => {
  it.each(["timeout-before", "reset-before"] as const)("%s: no reply, nothing done", async (kind) => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind, delayMs: 20 });
    await expect(send(b, "c")).rejects.toThrow("fetch failed");
    expect(await jobs(b)).toBe(0);
    expect((await send(b, "c")).errcode).toBe(0);
  });

  it.each(["timeout-after", "reset-after"] as const)("%s: no reply, but done", async (kind) => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind, delayMs: 20 });
    await expect(send(b, "c")).rejects.toThrow("fetch failed");
    expect(await jobs(b)).toBe(1);
    expect((await send(b, "c")).errcode).toBe(45065);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("http-500 %s acting", async (when, done) => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "http-500", when });
    const body = JSON.stringify({ ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid: "c" });
    const response = await fetch(`${b.sim.url}${SEND}?access_token=${b.token()}`, { method: "POST", body });
    expect([response.status, await jobs(b)]).toEqual([500, done]);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("errcode -1 %s acting", async (when, done) => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "errcode", errcode: -1, when });
    const reply = await send(b, "c");
    expect([reply.errcode, String(reply.errmsg).startsWith("system error rid: "), await jobs(b)]).toEqual([-1, true, done]);
  });

  it("errcode carries what else the reply should hold", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "errcode", errcode: 45065, extra: { msg_id: 77 } });
    expect(await send(b, "c")).toEqual({ errcode: 45065, errmsg: "clientmsgid exist", msg_id: 77 });
  });

  it("slow answers later, but rightly", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "slow", delayMs: 30 });
    expect((await send(b, "c")).errcode).toBe(0);
  });

  it("expire-token ends the token in use: 42001", async () => {
    const b = await bench();
    b.sim.faults.order({ path: SEND, kind: "expire-token" });
    expect((await send(b, "c")).errcode).toBe(42001);
    expect((await send(b, "c")).errcode).toBe(42001);
    await b.renewToken();
    expect((await send(b, "c")).errcode).toBe(0);
  });

  it("strike so many times, after so many calls, on paths that begin so", async () => {
    const b = await bench();
    b.sim.faults.order({ path: "/cgi-bin/message/*", kind: "errcode", errcode: 45028, skip: 1, times: 2 });
    const errcodes = [];
    for (const id of ["a", "b", "c", "d"]) errcodes.push((await send(b, id)).errcode);
    expect(errcodes).toEqual([0, 45028, 45028, 0]);
    expect((await b.get("tags/get")).tags).toBeDefined();
  });

  it("strike by chance, the same calls for the same seed", async () => {
    const struck = async () => {
      const b = await bench({ seed: 11 });
      b.sim.faults.order({ path: "/cgi-bin/tags/get", kind: "errcode", errcode: -1, probability: 0.5 });
      const codes = [];
      for (let i = 0; i < 40; i++) codes.push((await b.get("tags/get")).errcode ?? 0);
      return codes;
    };
    const codes = await struck();
    expect(new Set(codes)).toEqual(new Set([0, -1]));
    expect(await struck()).toEqual(codes);
  });

  it("are ordered, listed and called off over HTTP", async () => {
    const b = await bench();
    const { id } = await b.control("POST faults", { path: SEND, kind: "errcode", errcode: 48001 });
    expect(await b.control("GET faults")).toMatchObject([{ id, path: SEND, kind: "errcode", struck: 0 }]);
    expect(await b.control("DELETE faults")).toEqual([]);
    expect((await send(b, "c")).errcode).toBe(0);
  });

  it("that make no sense are refused", async () => {
    const b = await bench();
    for (const order of [
      { path: SEND, kind: "errcode" },
      { path: SEND, kind: "duplicate" },
      { path: "callback", kind: "http-500" },
      { path: SEND, kind: "nonsense" },
      { path: SEND, kind: "slow", tims: 2 },
    ]) {
      expect((await b.control("POST faults", order)).error).toEqual(expect.any(String));
    }
    expect(await b.control("GET faults")).toEqual([]);
  });
});

describe("faults of callbacks", () => {
  const benchWith = async (...orders: Parameters<Bench["sim"]["faults"]["order"]>[0][]) => {
    const target = await receiver();
    const b = await bench({ app: { callback: target.plain } });
    for (const order of orders) b.sim.faults.order(order);
    return { b, received: target.received };
  };
  const ids = (received: Received[]) => received.map(({ body }) => Number(xmlField(body, "MsgID")));

  it("duplicate: so many copies", async () => {
    const { b, received } = await benchWith({ path: "callback", kind: "duplicate", copies: 4 });
    const { msg_id } = await send(b, "c");
    await eventually(() => expect(ids(received)).toEqual([msg_id, msg_id, msg_id, msg_id]));
  });

  it("drop: none, and mass/get still knows the end", async () => {
    const { b, received } = await benchWith({ path: "callback", kind: "drop" });
    const { msg_id } = await send(b, "c");
    await eventually(async () => expect((await b.control("GET state")).callbacks).toMatchObject({ dropped: 1 }));
    expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("SEND_SUCCESS");
    expect(received).toHaveLength(0);
  });

  it("late: after so much of the simulator's time", async () => {
    const { b, received } = await benchWith({ path: "callback", kind: "late", delayMs: 3_600_000 });
    const { msg_id } = await send(b, "c");
    await eventually(async () => expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("SEND_SUCCESS"));
    expect(received).toHaveLength(0);
    await b.sim.advanceClock(3_600_000);
    await eventually(() => expect(received).toHaveLength(1));
  });

  it("before-reply: pushed and acknowledged before the send is answered", async () => {
    const { b, received } = await benchWith({ path: "callback", kind: "before-reply" });
    const { msg_id } = await send(b, "c");
    expect(ids(received)).toEqual([msg_id]);
  });

  it("reorder: the held push goes out after the next one", async () => {
    const { b, received } = await benchWith({ path: "callback", kind: "reorder" });
    const first = await send(b, "a");
    await eventually(async () => expect((await b.control("GET state")).callbacks).toMatchObject({ events: 1 }));
    const second = await send(b, "b");
    await eventually(() => expect(ids(received)).toEqual([second.msg_id, first.msg_id]));
  });

  it("forged: a badly signed version that says otherwise comes first", async () => {
    const { b, received } = await benchWith({ path: "callback", kind: "forged" });
    await send(b, "c");
    await eventually(() => expect(received).toHaveLength(2));
    expect(received.map(({ body }) => xmlField(body, "Status"))).toEqual(["send fail", "send success"]);
  });
});
