import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import type { SyncPhases } from "../../src/sync/index.js";
import { someEntry } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { syncParts } from "../support/sync-parts.js";

const FOLLOWERS = 5_300;
const SECRET = "0123456789abcdef0123456789abcdef";
const NEWS = { name: "新客", members: [0, 1, 2, 5_299] };
const OLD = { name: "老客", members: [2, 3] };

let own: TestDatabase;
let simulator: Simulator;
let tenantId: number;
let parts: ReturnType<typeof syncParts>;
let appId: string;
let counter = 0;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

beforeEach(async () => {
  appId = `wxsync${String(counter++).padStart(12, "0")}`;
  const app = { appId, appSecret: SECRET, initialTags: [NEWS, OLD], blacklist: [7, 8] };
  simulator = await startSimulator({ followers: FOLLOWERS, apps: [app] });
  tenantId = await insertTenant(own.database, { appId, users: 0 });
  parts = syncParts(own.database, simulator.url, { appId, appSecret: SECRET });
});
afterEach(async () => {
  await parts.clients.close();
  await simulator.close();
});

async function start(): Promise<string> {
  return (await parts.jobs.startOrJoin(tenantId, someEntry(tenantId))).job.id;
}

async function syncAll() {
  const id = await start();
  await parts.runner().run(tenantId, id);
  return parts.jobs.byId(tenantId, id);
}

function quotaUsedUp(): void {
  simulator.faults.order({ path: "/cgi-bin/user/get", kind: "errcode", errcode: 45009, errmsg: "reach max api daily quota limit" });
}

async function rows<Row>(sql: string): Promise<Row[]> {
  return (await own.database.pool.query(sql, [tenantId])).rows as Row[];
}

/** `subscribed`, `blacklisted` and tag names by follower number. */
async function state() {
  const found = await rows<{ openid: string; ordinal: number; subscribed: boolean; blacklisted: boolean; tags: string[] | null }>(
    `SELECT u.openid, u.ordinal, u.subscribed, u.blacklisted,
            (SELECT array_agg(t.name ORDER BY t.wechat_tag_id) FROM user_tag ut JOIN tag t ON t.id = ut.tag_id WHERE ut.user_id = u.user_id) AS tags
     FROM users u WHERE u.tenant_id = $1 ORDER BY u.ordinal`,
  );
  const account = simulator.account(appId);
  return new Map(found.map((row) => [account.followers.numberOf(row.openid), row]));
}

/** Every row a sync may write, with the transaction that wrote it. */
async function versions() {
  const tables: Record<string, string> = {
    users: "tenant_id = $1",
    audience_change: "tenant_id = $1",
    tag: "tenant_id = $1",
    tenant_counter: "tenant_id = $1",
    user_info: "user_id IN (SELECT user_id FROM users WHERE tenant_id = $1)",
    ...Object.fromEntries(
      ["user_tag", "wechat_user_tag", "wechat_tag"].map((table) => [table, "tag_id IN (SELECT id FROM tag WHERE tenant_id = $1)"]),
    ),
  };
  const found: Record<string, unknown[]> = {};
  for (const [table, of] of Object.entries(tables)) found[table] = await rows(`SELECT ctid, xmin FROM ${table} WHERE ${of} ORDER BY ctid`);
  return found;
}

/** Calls that change something at WeChat. */
const writes = () =>
  ["create", "update", "delete", "members/batchtagging", "members/batchuntagging", "members/batchblacklist"].map((call) =>
    simulator.calls.count(`/cgi-bin/tags/${call}`),
  );

async function kill(id: string, afterSteps: number): Promise<void> {
  let steps = 0;
  const dying = {
    step: async (...args: Parameters<SyncPhases["step"]>) => {
      if (steps++ === afterSteps) throw new Error("killed");
      return parts.phases.step(...args);
    },
  } as SyncPhases;
  const runner = parts.runner(dying);
  await runner.run(tenantId, id);
  // What kill -9 leaves: an unfinished row whose driver fell silent.
  await own.database.pool.query(
    "UPDATE sync_job SET status = 'RUNNING', error = NULL, finished_at = NULL, progress_at = now() - interval '1 hour' WHERE id = $1",
    [id],
  );
}

describe("syncFromWeChat", () => {
  test("takes over followers, profiles, tags and the blacklist", async () => {
    expect(await syncAll()).toMatchObject({ status: "SUCCEEDED", total: 2 * FOLLOWERS, done: 2 * FOLLOWERS, error: null });
    const people = await state();
    expect(people.size).toBe(FOLLOWERS);
    expect([...people.values()].map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: FOLLOWERS }, (_, i) => i));
    expect(people.get(2)).toMatchObject({ subscribed: true, tags: ["新客", "老客"] });
    expect(people.get(5_299)).toMatchObject({ tags: ["新客"] });
    expect([...people].filter(([, { blacklisted }]) => blacklisted).map(([n]) => n)).toEqual([7, 8]);
    expect(
      await rows("SELECT count(*)::int AS n FROM users WHERE tenant_id = $1 AND unionid IS NOT NULL AND subscribed_at IS NOT NULL"),
    ).toEqual([{ n: FOLLOWERS }]);
  });

  test("run again writes no row but its own, and calls WeChat only to read", async () => {
    await syncAll();
    const [before, calls] = [await versions(), writes()];
    expect(await syncAll()).toMatchObject({ status: "SUCCEEDED" });
    expect(await versions()).toEqual(before);
    expect(writes()).toEqual(calls);
  });

  test("takes over what changed at WeChat meanwhile: who left, who came, tags, blacklist", async () => {
    await syncAll();
    const account = simulator.account(appId);
    account.apply({ type: "unfollowed", person: 1 }, Date.now());
    account.apply({ type: "followed", person: 6_000 }, Date.now());
    account.tags.setMembers(100, [0, 2], false);
    account.tags.setMembers(101, [9], true);
    account.tags.rename(101, "常客");
    account.followers.blacklisted.delete(7);
    await syncAll();
    const people = await state();
    expect(people.get(1)).toMatchObject({ subscribed: false, tags: ["新客"] });
    expect(people.get(6_000)).toMatchObject({ subscribed: true, ordinal: FOLLOWERS });
    expect(people.get(0)?.tags).toBeNull();
    expect(people.get(2)?.tags).toEqual(["常客"]);
    expect(people.get(9)?.tags).toEqual(["常客"]);
    expect([...people].filter(([, { blacklisted }]) => blacklisted).map(([n]) => n)).toEqual([8]);
  });

  test("killed after any step goes on there: nothing is listed twice, and the result is the same", async () => {
    const id = await start();
    for (let i = 0; i < 4; i++) await kill(id, 1);
    await parts.runner().run(tenantId, id);
    expect(await parts.jobs.byId(tenantId, id)).toMatchObject({ status: "SUCCEEDED", done: 2 * FOLLOWERS });
    expect(simulator.calls.count("/cgi-bin/user/get")).toBe(2);
    expect(simulator.calls.count("/cgi-bin/user/info/batchget")).toBe(FOLLOWERS / 100);
    const people = await state();
    expect(people.size).toBe(FOLLOWERS);
    expect(people.get(2)?.tags).toEqual(["新客", "老客"]);
  });

  test("asked for while it runs gives the run under way, also to two who ask at once", async () => {
    const [first, second] = await Promise.all([
      parts.jobs.startOrJoin(tenantId, someEntry(tenantId)),
      parts.jobs.startOrJoin(tenantId, someEntry(tenantId)),
    ]);
    expect(first.job.id).toBe(second.job.id);
    expect([first.started, second.started].sort()).toEqual([false, true]);
    expect((await parts.jobs.startOrJoin(tenantId, someEntry(tenantId))).job.id).toBe(first.job.id);
  });

  test("woken by several workers is driven by one", async () => {
    const id = await start();
    await Promise.all(Array.from({ length: 4 }, () => parts.runner().run(tenantId, id)));
    expect(simulator.calls.count("/cgi-bin/user/get")).toBe(2);
    expect(await parts.jobs.byId(tenantId, id)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("gets over refusals that pass: a busy minute, a broken connection", async () => {
    simulator.faults.order({ path: "/cgi-bin/user/get", kind: "errcode", errcode: 45011 });
    simulator.faults.order({ path: "/cgi-bin/user/info/batchget", kind: "reset-before", times: 4 });
    expect(await syncAll()).toMatchObject({ status: "SUCCEEDED", done: 2 * FOLLOWERS });
  });

  test("waits for the next day in China when a daily quota is used up, says so, and goes on by itself", async () => {
    quotaUsedUp();
    const id = await start();
    await parts.runner(undefined, () => new Date("2026-03-01T15:00:00Z")).run(tenantId, id);
    const waiting = await parts.jobs.byId(tenantId, id);
    expect(waiting).toMatchObject({ status: "QUEUED", finishedAt: null });
    expect(waiting?.error).toMatch(/^waits until 2026-03-01T16:00:05.000Z: \/cgi-bin\/user\/get: 45009 reach max api daily quota limit/);
    expect(waiting?.error).not.toContain(SECRET);
    // That day is over by now, so the sweeper finds it.
    expect(await parts.jobs.orphans(30_000, 9)).toContainEqual({ tenantId, jobId: id });
    await parts.runner().run(tenantId, id);
    expect(await parts.jobs.byId(tenantId, id)).toMatchObject({ status: "SUCCEEDED", error: null, done: 2 * FOLLOWERS });
  });

  test("that waits for its quota is driven by nobody, until somebody asks for it again", async () => {
    quotaUsedUp();
    const id = await start();
    await parts.runner().run(tenantId, id);
    expect((await parts.jobs.orphans(30_000, 9)).map(({ jobId }) => jobId)).not.toContain(id);
    await parts.runner().run(tenantId, id);
    expect(await parts.jobs.byId(tenantId, id)).toMatchObject({ status: "QUEUED" });
    expect(await start()).toBe(id);
    await parts.runner().run(tenantId, id);
    expect(await parts.jobs.byId(tenantId, id)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("fails with WeChat's words where the refusal lasts, and the next run starts anew", async () => {
    simulator.faults.order({ path: "/cgi-bin/user/get", kind: "errcode", errcode: 48001, errmsg: "api unauthorized" });
    const failed = await syncAll();
    expect(failed?.status).toBe("FAILED");
    expect(failed?.error).toMatch(/^\/cgi-bin\/user\/get: 48001 api unauthorized/);
    expect(failed?.error).not.toContain(SECRET);
    expect(await syncAll()).toMatchObject({ status: "SUCCEEDED" });
  });

  test("of an account that may not read its blacklist succeeds without it", async () => {
    simulator.faults.order({ path: "/cgi-bin/tags/members/getblacklist", kind: "errcode", errcode: 48001, times: 9 });
    expect(await syncAll()).toMatchObject({ status: "SUCCEEDED" });
    expect([...(await state()).values()].some(({ blacklisted }) => blacklisted)).toBe(false);
  });

  test("finds a user WeChat does not know, and takes nobody else down", async () => {
    await own.database.pool.query("INSERT INTO users (tenant_id, ordinal, openid, subscribed) VALUES ($1, 0, 'not-from-here', true)", [
      tenantId,
    ]);
    await own.database.pool.query("UPDATE tenant_counter SET next_ordinal = 1 WHERE tenant_id = $1", [tenantId]);
    expect(await syncAll()).toMatchObject({ status: "SUCCEEDED" });
    expect(await rows("SELECT openid FROM users WHERE tenant_id = $1 AND NOT subscribed")).toEqual([{ openid: "not-from-here" }]);
  });
});

describe("a newcomer's profile", () => {
  test("is fetched in the background, with the tags WeChat knows", async () => {
    await syncAll();
    const account = simulator.account(appId);
    account.apply({ type: "followed", person: 7_000 }, Date.now());
    account.tags.setMembers(100, [7_000], true);
    const openid = account.followers.openidOf(7_000);
    await parts.followers.applyFollowChange(tenantId, { openid, subscribed: true, at: new Date(), source: null });
    parts.newcomers.wanted(tenantId, openid);
    await parts.newcomers.flush();
    expect((await state()).get(7_000)).toMatchObject({ subscribed: true, tags: ["新客"] });
    expect(await rows("SELECT unionid IS NOT NULL AS known FROM users WHERE tenant_id = $1 AND ordinal = 5300")).toEqual([{ known: true }]);
  });
});
