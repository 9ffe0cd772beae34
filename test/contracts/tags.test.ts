import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BitmapAudienceIndex } from "../../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresSegmentStore } from "../../src/audiences/adapters/postgres-segment-store.js";
import { PostgresTagHistory } from "../../src/audiences/adapters/postgres-tag-history.js";
import { AudienceChecker, type AudienceInput } from "../../src/audiences/index.js";
import type { Principal } from "../../src/graphql/context.js";
import { Role } from "../../src/graphql/roles.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { createInProcessPubSub } from "../../src/platform/pubsub/in-process-pubsub.js";
import { PostgresMirrorStates } from "../../src/tags/adapters/postgres-mirror-states.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { PostgresTagJobStore } from "../../src/tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../../src/tags/adapters/postgres-tag-job-work-store.js";
import { PostgresTagStore } from "../../src/tags/adapters/postgres-tag-store.js";
import { PostgresWeChatRoom } from "../../src/tags/adapters/postgres-wechat-room.js";
import { PublishedTagJobs } from "../../src/tags/adapters/published-tag-jobs.js";
import { type TagJob, TagJobKind, TagJobProgress, TagJobRunner, TagJobService, TagService, WeChatLimits } from "../../src/tags/index.js";
import { auditIn } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { ruleParts } from "../support/rule-parts.js";

const USERS = 25_000;
const pubsub = createInProcessPubSub();
const feed = new PublishedTagJobs(pubsub, silentLogger);
const woken: string[] = [];
const mirrorsWoken: number[] = [];

let own: TestDatabase;
let index: BitmapAudienceIndex;
let tags: TagService;
let limits: WeChatLimits;
let jobs: TagJobService;
let runner: TagJobRunner;
let principal: Principal;
let stranger: Principal;

beforeAll(async () => {
  own = await createTestDatabase();
  const changeLog = new PostgresChangeLog();
  const auditing = auditIn;
  index = bitmapIndex(own.database);
  limits = new WeChatLimits(new PostgresWeChatRoom(own.database));
  const mirror = {
    states: new PostgresMirrorStates(own.database),
    limits,
    queue: { wake: async (tenantId: number) => void mirrorsWoken.push(tenantId) },
    log: silentLogger,
  };
  const segments = new PostgresSegmentStore(own.database, auditing);
  tags = new TagService(
    new PostgresTagStore(own.database),
    new PostgresTagChanges(own.database, changeLog, auditing),
    index,
    mirror,
    ruleParts(own.database, index).rules,
    segments,
  );
  const history = new PostgresTagHistory(own.database);
  const queue = { wake: async (_tenantId: number, jobId: string) => void woken.push(jobId) };
  jobs = new TagJobService(
    new PostgresTagJobStore(own.database, auditing),
    tags,
    new AudienceChecker(tags, segments),
    { index, history, limits },
    queue,
    silentLogger,
  );
  runner = new TagJobRunner(new PostgresTagJobWorkStore(own.database, changeLog, history), feed, { mustFitUsers: async () => undefined });
  const someone = { operatorId: 1, name: "ann", role: Role.OPERATOR };
  principal = { ...someone, tenantId: await insertTenant(own.database, { appId: "wx-tags", users: USERS }) };
  stranger = { ...someone, tenantId: await insertTenant(own.database, { appId: "wx-stranger", users: 10 }) };
});
afterAll(async () => {
  await index.close();
  await own.drop();
});

const FEMALE = { sex: "FEMALE" } as AudienceInput;
const EVERYONE: AudienceInput = { everyone: true };
const named = async (name: string, who = principal) => (await tags.createTag(who, { name })).id;
const run = (job: TagJob) => runner.run(principal.tenantId, job.id);
const auditedActions = async (target: string) => {
  const sql = "SELECT action FROM audit_entry WHERE target = $1 ORDER BY id";
  return (await own.database.pool.query<{ action: string }>(sql, [target])).rows.map(({ action }) => action);
};
const usersOf = async (id: string) => (await tags.userCounts(principal.tenantId, [Number(id)])).get(Number(id)) ?? 0;

describe("tags", () => {
  test("are made, changed, listed and deleted, each audited", async () => {
    const made = await tags.createTag(principal, { name: "  新客 ", group: "来源", description: "" });
    expect(made).toMatchObject({ name: "新客", group: "来源", description: null, wechatTagId: null });
    const kept = await tags.updateTag(principal, made.id, { name: "新顾客", description: "本月" });
    expect(kept).toMatchObject({ name: "新顾客", group: "来源", description: "本月" });
    expect(await tags.updateTag(principal, made.id, { name: "新顾客", group: null })).toMatchObject({ group: null, description: "本月" });
    expect((await tags.tags(principal.tenantId, "顾")).map(({ id }) => id)).toEqual([made.id]);
    expect(await tags.tags(principal.tenantId, "%")).toEqual([]);
    expect(await tags.deleteTag(principal, made.id)).toBe(true);
    await expect(tags.tag(principal.tenantId, made.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const target = `tag:${made.id}`;
    expect(await auditedActions(target)).toEqual(["createTag", "updateTag", "updateTag", "deleteTag"]);
  });

  test("have names of their own in a tenant: a second one is a CONFLICT, also for many who ask at once", async () => {
    const id = await named("唯一");
    await expect(named("唯一")).rejects.toMatchObject({ code: "CONFLICT", details: { field: "input.name" } });
    await expect(tags.updateTag(principal, await named("另一"), { name: "唯一" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await tags.updateTag(principal, id, { name: "唯一" })).toMatchObject({ name: "唯一" });
    await expect(named("唯一", stranger)).resolves.toEqual(expect.any(String));
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => named("同时")));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test.each([
    [{ name: " " }, "input.name"],
    [{ name: "字".repeat(65) }, "input.name"],
    [{ name: "a\0b" }, "input.name"],
    [{ name: "ok", group: "g".repeat(65) }, "input.group"],
    [{ name: "ok", description: "d".repeat(501) }, "input.description"],
  ])("refuse %j", async (input, field) => {
    await expect(tags.createTag(principal, input)).rejects.toMatchObject({ code: "BAD_USER_INPUT", details: { field } });
  });

  test("of another tenant do not exist", async () => {
    const foreign = await named("外人", stranger);
    for (const id of [foreign, "999999999", "9999999999", "x"]) {
      await expect(tags.tag(principal.tenantId, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(tags.updateTag(principal, id, { name: "n" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(tags.deleteTag(principal, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await tags.existing(principal.tenantId, [Number(foreign)])).toEqual(new Set());
  });

  test("deleted with users in several chunks leave the users and the index without them", async () => {
    const id = await named("人人");
    await run(await jobs.start(principal, TagJobKind.TAG, { tagIds: [id], audience: EVERYONE }));
    expect(await usersOf(id)).toBe(USERS);
    await tags.deleteTag(principal, id);
    expect(await index.count(principal.tenantId, { kind: "tag", tagId: Number(id) })).toBe(0);
    const { rows } = await own.database.pool.query("SELECT count(*)::int AS n FROM user_tag WHERE tag_id = $1", [id]);
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe("tagUsers", () => {
  test("tags the audience as it was at the call, and the index knows at once", async () => {
    const [women, all] = [await named("女"), await named("女以外")];
    const job = await jobs.start(principal, TagJobKind.TAG, { tagIds: [women], audience: FEMALE });
    expect(job).toMatchObject({ status: "QUEUED", total: 8_333, done: 0, changed: 0 });
    expect(woken).toContain(job.id);
    await run(job);
    expect(await usersOf(women)).toBe(8_333);
    const others: AudienceInput = { not: { tag: women } as AudienceInput };
    const second = await jobs.start(principal, TagJobKind.TAG, { tagIds: [all], audience: others });
    await run(await jobs.start(principal, TagJobKind.UNTAG, { tagIds: [women], audience: EVERYONE }));
    await run(second);
    expect(await usersOf(all)).toBe(USERS - 8_333);
    expect(await usersOf(women)).toBe(0);
    expect(await jobs.tagJob(principal.tenantId, second.id)).toMatchObject({ status: "SUCCEEDED", changed: USERS - 8_333 });
  });

  test("with the same key and request gives the same job, also to many who ask at once", async () => {
    const id = await named("钥匙");
    const input = { tagIds: [id], audience: { any: [FEMALE, { vip: true } as AudienceInput] } as AudienceInput, idempotencyKey: "k-1" };
    const started = await Promise.all(Array.from({ length: 6 }, () => jobs.start(principal, TagJobKind.TAG, input)));
    expect(new Set(started.map((job) => job.id)).size).toBe(1);
    const reordered = { ...input, audience: { any: [{ vip: true } as AudienceInput, FEMALE] } as AudienceInput };
    expect((await jobs.start(principal, TagJobKind.TAG, reordered)).id).toBe(started[0]?.id);
    const target = `tagJob:${started[0]?.id}`;
    expect(await auditedActions(target)).toEqual(["tagUsers"]);
    expect((await jobs.start(stranger, TagJobKind.TAG, { ...input, tagIds: [await named("钥匙", stranger)] })).id).not.toBe(started[0]?.id);
  });

  test("with the same key and another request is a CONFLICT that names the key", async () => {
    const [one, two] = [await named("甲"), await named("乙")];
    const input = { tagIds: [one], audience: FEMALE, idempotencyKey: "k-2" };
    await jobs.start(principal, TagJobKind.TAG, input);
    const conflict = { code: "CONFLICT", details: { field: "input.idempotencyKey" } };
    await expect(jobs.start(principal, TagJobKind.UNTAG, input)).rejects.toMatchObject(conflict);
    await expect(jobs.start(principal, TagJobKind.TAG, { ...input, tagIds: [two] })).rejects.toMatchObject(conflict);
    await expect(jobs.start(principal, TagJobKind.TAG, { ...input, audience: EVERYONE })).rejects.toMatchObject(conflict);
  });

  test("refuses bad input by its path and starts nothing", async () => {
    const id = await named("拒绝");
    const foreign = await named("他人", stranger);
    const before = (await jobs.tagJobs(principal.tenantId, { first: 1, after: null })).totalCount;
    const cases: [Partial<{ tagIds: string[]; audience: AudienceInput; idempotencyKey: string }>, string][] = [
      [{ tagIds: [] }, "input.tagIds"],
      [{ tagIds: Array.from({ length: 51 }, () => id) }, "input.tagIds"],
      [{ tagIds: [id, "x"] }, "input.tagIds[1]"],
      [{ tagIds: [id, foreign] }, "input.tagIds[1]"],
      [{ audience: {} }, "input.audience"],
      [{ audience: { all: [EVERYONE, { tag: foreign }] } }, "input.audience.all[1].tag"],
      [{ idempotencyKey: " " }, "input.idempotencyKey"],
      [{ idempotencyKey: "k".repeat(129) }, "input.idempotencyKey"],
    ];
    for (const [change, field] of cases) {
      const started = jobs.start(principal, TagJobKind.TAG, { tagIds: [id], audience: EVERYONE, ...change });
      await expect(started).rejects.toMatchObject({ code: "BAD_USER_INPUT", details: { field } });
    }
    expect((await jobs.tagJobs(principal.tenantId, { first: 1, after: null })).totalCount).toBe(before);
  });

  test("is there although the queue does not answer", async () => {
    const dead = { wake: () => Promise.reject(new Error("no queue")) };
    const store = new PostgresTagJobStore(own.database, auditIn);
    const service = new TagJobService(
      store,
      tags,
      new AudienceChecker(tags, new PostgresSegmentStore(own.database, auditIn)),
      { index, history: new PostgresTagHistory(own.database), limits },
      dead,
      silentLogger,
    );
    const job = await service.start(principal, TagJobKind.TAG, { tagIds: [await named("无队列")], audience: FEMALE });
    expect((await jobs.tagJob(principal.tenantId, job.id)).status).toBe("QUEUED");
  });
});

describe("tagJobs", () => {
  test("lists newest first by stable cursors, only the tenant's own", async () => {
    const id = await named("列表");
    const started: string[] = [];
    for (let i = 0; i < 5; i++) started.unshift((await jobs.start(principal, TagJobKind.TAG, { tagIds: [id], audience: FEMALE })).id);
    const first = await jobs.tagJobs(principal.tenantId, { first: 2, after: null });
    await jobs.start(principal, TagJobKind.TAG, { tagIds: [id], audience: FEMALE });
    const second = await jobs.tagJobs(principal.tenantId, { first: 3, after: first.pageInfo.endCursor });
    expect([...first.edges, ...second.edges].map(({ node }) => node.id)).toEqual(started);
    await expect(jobs.tagJob(stranger.tenantId, started[0] ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(jobs.tagJob(principal.tenantId, "not-a-uuid")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(jobs.tagJobs(principal.tenantId, { first: 2, after: "eA" })).rejects.toMatchObject({ details: { field: "after" } });
  });
});

describe("tagJobProgress", () => {
  const progress = () => new TagJobProgress(jobs, feed);

  test("gives the present state first, then what changes, and ends after the last state", async () => {
    const job = await jobs.start(principal, TagJobKind.TAG, { tagIds: [await named("进度")], audience: EVERYONE });
    const states: TagJob[] = [];
    for await (const state of await progress().follow(principal.tenantId, job.id)) {
      states.push(state);
      if (states.length === 1) await run(job);
    }
    expect(states[0]).toMatchObject({ status: "QUEUED", done: 0 });
    expect(states.at(-1)).toMatchObject({ status: "SUCCEEDED", done: USERS, changed: USERS });
    expect(pubsub.listenerCount()).toBe(0);
  });

  test("of a job that is over gives its last state once", async () => {
    const job = await jobs.start(principal, TagJobKind.TAG, { tagIds: [await named("完")], audience: FEMALE });
    await run(job);
    const states: TagJob[] = [];
    for await (const state of await progress().follow(principal.tenantId, job.id)) states.push(state);
    expect(states.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  });

  test("given up while it waits ends at once and leaves no listener", async () => {
    const job = await jobs.start(principal, TagJobKind.TAG, { tagIds: [await named("放弃")], audience: FEMALE });
    const states = await progress().follow(principal.tenantId, job.id);
    await states.next();
    const waiting = states.next();
    expect(await states.return()).toEqual({ value: undefined, done: true });
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(pubsub.listenerCount()).toBe(0);
  });

  test("given up before the first state leaves no listener", async () => {
    const job = await jobs.start(principal, TagJobKind.TAG, { tagIds: [await named("早弃")], audience: FEMALE });
    await (await progress().follow(principal.tenantId, job.id)).return();
    expect(pubsub.listenerCount()).toBe(0);
  });

  test("of another tenant's job is NOT_FOUND", async () => {
    const job = await jobs.start(principal, TagJobKind.TAG, { tagIds: [await named("保密")], audience: FEMALE });
    await expect(progress().follow(stranger.tenantId, job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
