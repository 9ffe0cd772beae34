import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../support/database.js";
import { AT, EVENT, SUCCESS, subscribe, useCallbackRig } from "./callback-rig.js";
import { type CallbackServer, openCallbackServer, signedUrl, xmlOf } from "./callback-server.js";

const rig = useCallbackRig({ encodingAesKey: null });
const location = (openid: string, at: number, latitude: number) =>
  xmlOf({ ...EVENT, FromUserName: openid, CreateTime: at, Event: "LOCATION", Latitude: latitude, Longitude: 1, Precision: 5 });
const click = (openid: string, at: number) => xmlOf({ ...EVENT, FromUserName: openid, CreateTime: at, Event: "CLICK", EventKey: "k" });
const time = (at: number) => new Date(at * 1_000);
const active = (openid: string, at: number, latitude?: number, positionAt = at) => ({
  ...{ tenantId: 1, openid, at: time(at) },
  position: latitude === undefined ? null : { latitude, longitude: 1, precisionMeters: 5, at: time(positionAt) },
});

/** Stored and answered, but not yet noted: what is in the memory of a process. */
async function postOnly(server: CallbackServer, payload: string): Promise<void> {
  const { statusCode } = await server.app.inject({ method: "POST", url: signedUrl(), payload });
  expect(statusCode).toBe(200);
}

/** So many people tap once each. */
async function crowd(people: number): Promise<void> {
  for (let from = 0; from < people; from += 100) {
    const some = Array.from({ length: Math.min(100, people - from) }, (_, index) => click(`o${from + index}`, AT));
    await Promise.all(some.map((payload) => postOnly(rig().server, payload)));
  }
}

describe("what people do", () => {
  it("is handed on once a person: the newest act, and the newest position", async () => {
    for (const payload of [location("o1", AT + 5, 2), location("o1", AT, 1), click("o1", AT + 9), click("o2", AT)]) {
      await postOnly(rig().server, payload);
    }
    await rig().server.service.idle();
    expect(rig().server.handlers.people).toEqual([active("o1", AT + 9, 2, AT + 5), active("o2", AT)]);
    for (const { processedAt, attempts } of await rig().stored()) expect([processedAt, attempts]).toEqual([expect.any(Date), 0]);
  });

  it("is noted after its time, without anything further coming", async () => {
    await postOnly(rig().server, click("o1", AT));
    expect(await rig().stored()).toMatchObject([{ processedAt: null }]);
    await expect.poll(() => rig().server.handlers.people, { timeout: 10_000 }).toEqual([active("o1", AT)]);
  });

  it("counts following and leaving, after their own handlers", async () => {
    await rig().postPlain(subscribe("o1"));
    expect(rig().server.handlers.events).toHaveLength(1);
    expect(rig().server.handlers.people).toEqual([active("o1", AT)]);
  });

  it("counts messages, but takes no position from one: a place somebody sends is not where they are", async () => {
    const place = { MsgType: "location", Location_X: 23.1, Location_Y: 113.3, Scale: 20, Label: "x", MsgId: 5 };
    expect(await rig().postPlain(xmlOf({ ...EVENT, ...place }))).toEqual(SUCCESS);
    expect(rig().server.handlers.people).toEqual([active("o1", AT)]);
  });

  it("is not what is sent to them, nor what the platform tells", async () => {
    await rig().postPlain(xmlOf({ ...EVENT, Event: "TEMPLATESENDJOBFINISH", MsgID: 1, Status: "success" }));
    await rig().postPlain(xmlOf({ ...EVENT, Event: "user_info_modified", OpenID: "o1" }));
    expect(rig().server.handlers.people).toEqual([]);
  });

  it("never lies in the future, where it would be the newest for ever", async () => {
    await rig().postPlain(location("o1", 4_000_000_000, 1));
    const [person] = rig().server.handlers.people;
    expect(person?.at.getTime()).toBeLessThanOrEqual(Date.now());
    expect(person?.position?.at).toEqual(person?.at);
  });

  it("goes out by a thousand people at most", async () => {
    const sizes: number[] = [];
    rig().server.handlers.active = async (people) => void sizes.push(people.length);
    await crowd(1_100);
    await rig().server.service.idle();
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_100);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
  });
});

describe("nothing of it is lost", () => {
  const others: CallbackServer[] = [];
  const other = async () => {
    const server = await openCallbackServer(rig().test.database, { encodingAesKey: null });
    others.push(server);
    return server;
  };
  afterEach(async () => {
    for (const { app } of others.splice(0)) await app.close();
  });

  it("when the process stops: it is noted before", async () => {
    await postOnly(rig().server, location("o1", AT, 1));
    await rig().server.service.stop();
    expect(rig().server.handlers.people).toEqual([active("o1", AT, 1)]);
    expect(await rig().stored()).toMatchObject([{ processedAt: expect.any(Date) }]);
  });

  it("when the process is killed with it in memory: another one finds it", async () => {
    const program = fileURLToPath(new URL("./fixtures/callback-process.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", program, rig().test.url], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const openids = Array.from({ length: 20 }, (_, index) => `o${index}`);
    const posts = openids.map((openid) =>
      fetch(line.toString().trim() + signedUrl(), { method: "POST", body: location(openid, AT, 1) }).then((reply) => reply.text()),
    );
    expect(await Promise.all(posts)).toEqual(openids.map(() => "success"));
    child.kill("SIGKILL");
    await once(child, "exit");
    await rig().pass(6);
    expect(await rig().server.service.sweep()).toBe(20);
    expect(
      rig()
        .server.handlers.people.map(({ openid }) => openid)
        .sort(),
    ).toEqual(openids.sort());
    for (const { processedAt } of await rig().stored()) expect(processedAt).toEqual(expect.any(Date));
  });

  it("when it fails: it is tried again later and later", async () => {
    rig().server.handlers.activityFault = Object.assign(new Error("o1 is not welcome"), { code: "57P01" });
    await rig().postPlain(location("o1", AT, 1));
    expect(await rig().stored()).toMatchObject([{ processedAt: null, attempts: 1, error: "Error 57P01" }]);
    await rig().pass(6);
    expect(await rig().server.service.sweep()).toBe(0);
    rig().server.handlers.activityFault = null;
    await rig().pass(5);
    expect(await rig().server.service.sweep()).toBe(1);
    expect(rig().server.handlers.people).toEqual([active("o1", AT, 1)]);
    expect(await rig().stored()).toMatchObject([{ processedAt: expect.any(Date), error: null }]);
    expect(rig().server.log.lines.join()).not.toContain("o1");
  });

  it("a subscription whose handler worked is noted by the sweep too", async () => {
    rig().server.handlers.activityFault = new Error("no");
    await rig().postPlain(subscribe("o1"));
    rig().server.handlers.activityFault = null;
    await rig().pass(60);
    await rig().server.service.sweep();
    expect(rig().server.handlers.people).toEqual([active("o1", AT)]);
    expect(await rig().stored()).toMatchObject([{ processedAt: expect.any(Date) }]);
  });

  it("more than a sweep's page is done by one start", async () => {
    rig().server.handlers.activityFault = new Error("no");
    await crowd(1_100);
    await rig().server.service.idle();
    await rig().pass(60);
    const next = await other();
    next.service.start();
    await expect.poll(() => next.handlers.people.length, { timeout: 10_000 }).toBe(1_100);
    await next.service.stop();
  });
});

describe("stored positions", () => {
  const own = createTestDatabase();
  afterAll(async () => (await own).drop());

  it("are deleted with their callbacks when their time is over, and nothing else is", async () => {
    const { database } = await own;
    const { PostgresCallbackStore } = await import("../../src/callbacks/adapters/postgres-callback-store.js");
    const store = new PostgresCallbackStore(database);
    const add = (event: string, days: number) =>
      database.pool.query(
        `INSERT INTO callback (tenant_id, dedupe_key, event, payload, details, received_at)
         VALUES (1, gen_random_uuid()::text, $1, '{"Latitude":"1"}', '{"latitude":1}', now() - make_interval(days => $2))`,
        [event, days],
      );
    const events = async () => (await database.prisma.callback.findMany({ orderBy: { id: "asc" } })).map(({ event }) => event);
    const old = ["LOCATION", "CLICK", "location_select", "message:location", "message:text"];
    for (const event of old) await add(event, 61);
    await add("LOCATION", 59);
    const before = new Date(Date.now() - 60 * 86_400_000);
    expect(await store.forgetPositions(before)).toBe(3);
    expect(await events()).toEqual(["CLICK", "message:text", "LOCATION"]);
    expect(await store.forgetPositions(before)).toBe(0);
    // What came of age meanwhile is found by the same process, whose place is behind the others.
    expect(await store.forgetPositions(new Date(before.getTime() + 2 * 86_400_000))).toBe(1);
    expect(await events()).toEqual(["CLICK", "message:text"]);
  });
});
