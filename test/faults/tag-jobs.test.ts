import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresTagHistory } from "../../src/audiences/adapters/postgres-tag-history.js";
import { OrdinalSet } from "../../src/audiences/index.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { PostgresTagJobStore } from "../../src/tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../../src/tags/adapters/postgres-tag-job-work-store.js";
import { type ChunkOutcome, TagJobKind, TagJobRunner, TagJobSweeper, type TagJobWork } from "../../src/tags/index.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant, replayTag } from "../support/base-data.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { MortalDatabase } from "../support/mortal-database.js";

const A_MINUTE = 60_000;
const USERS = 45_000;
const EVEN = OrdinalSet.of(Array.from({ length: USERS / 2 }, (_, i) => i * 2));
const NOBODY_LISTENS = { changed: () => undefined, listen: () => () => undefined };
/** No tag is mirrored. */
const NO_LIMITS = { mustFitUsers: async () => undefined };

let own: TestDatabase;
let tenantId: number;
let changeLog: PostgresChangeLog;
let tags: PostgresTagChanges;
let jobs: PostgresTagJobStore;
let counter = 0;

beforeAll(async () => {
  own = await createTestDatabase();
  changeLog = new PostgresChangeLog();
  tags = new PostgresTagChanges(own.database, changeLog, auditIn);
  jobs = new PostgresTagJobStore(own.database, auditIn);
  tenantId = await insertTenant(own.database, { appId: "wx-tag-jobs", users: USERS });
});
afterAll(() => own.drop());

let tagId: number;
beforeEach(async () => {
  const tag = await tags.create(
    tenantId,
    { name: `tag ${counter++}`, group: null, description: null, mirrorToWeChat: false },
    someEntry(tenantId),
  );
  tagId = tag?.tagId ?? 0;
});

/** A process of its own: it may die at a chunk, before the transaction begins or right after it committed. */
class DyingStore extends PostgresTagJobWorkStore {
  constructor(private readonly dies: (chunk: number) => "before" | "after" | null) {
    super(own.database, changeLog, new PostgresTagHistory(own.database));
  }
  private chunk = 0;
  override async applyChunk(work: TagJobWork, from: number, to: number, limitMs: number): Promise<ChunkOutcome> {
    const when = this.dies(this.chunk++);
    if (when === "before") throw new Error("killed");
    const outcome = await super.applyChunk(work, from, to, limitMs);
    if (when === "after") throw new Error("killed");
    return outcome;
  }
}

const runner = (dies: (chunk: number) => "before" | "after" | null = () => null) =>
  new TagJobRunner(new DyingStore(dies), NOBODY_LISTENS, NO_LIMITS);

async function createJob(kind: TagJobKind, audience: OrdinalSet, tagIds = [tagId]): Promise<string> {
  const requestHash = new Uint8Array(32);
  const job = await jobs.create(
    { tenantId, kind, tagIds, idempotencyKey: null, requestHash, audience, undoes: null, createdBy: "test" },
    someEntry(tenantId),
  );
  return job?.id ?? "";
}

async function forgetDriver(jobId: string): Promise<void> {
  await own.database.pool.query("UPDATE tag_job SET progress_at = now() - interval '1 hour' WHERE id = $1", [jobId]);
}

async function carriers(tag = tagId): Promise<number[]> {
  const { rows } = await own.database.pool.query<{ ordinal: number }>(
    "SELECT u.ordinal FROM user_tag ut JOIN users u USING (user_id) WHERE ut.tag_id = $1 ORDER BY 1",
    [tag],
  );
  return rows.map(({ ordinal }) => ordinal);
}

/** Rows, change log and counters say the same. */
async function expectExactly(jobId: string, ordinals: readonly number[], counters: { total: number; changed: number }) {
  expect(await jobs.byId(tenantId, jobId)).toMatchObject({ status: "SUCCEEDED", done: counters.total, error: null, ...counters });
  expect(await carriers()).toEqual(ordinals);
  expect(await replayTag(own.database, tenantId, tagId)).toEqual(ordinals);
}

describe("a tag job", () => {
  test("tags exactly the frozen audience, counts only what changed, and forgets the audience", async () => {
    const first = await createJob(TagJobKind.TAG, OrdinalSet.of([0, 2, 7]));
    await runner().run(tenantId, first);
    await expectExactly(first, [0, 2, 7], { total: 3, changed: 3 });
    const second = await createJob(TagJobKind.TAG, EVEN);
    await runner().run(tenantId, second);
    await expectExactly(
      second,
      [...new Set([...EVEN, 7])].sort((a, b) => a - b),
      { total: 22_500, changed: 22_498 },
    );
    const { rows } = await own.database.pool.query("SELECT audience FROM tag_job WHERE id = $1", [second]);
    expect(rows).toEqual([{ audience: null }]);
  });

  test("takes tags away, and counts only those who had one", async () => {
    await runner().run(tenantId, await createJob(TagJobKind.TAG, OrdinalSet.of([1, 2, 3])));
    const job = await createJob(TagJobKind.UNTAG, OrdinalSet.of([2, 3, 4]));
    await runner().run(tenantId, job);
    await expectExactly(job, [1], { total: 3, changed: 2 });
  });

  test("with several tags counts each user once in done and each change in changed", async () => {
    const other = await tags.create(
      tenantId,
      { name: `other ${counter++}`, group: null, description: null, mirrorToWeChat: false },
      someEntry(tenantId),
    );
    const job = await createJob(TagJobKind.TAG, OrdinalSet.of([5, 6]), [other?.tagId ?? 0, tagId]);
    await runner().run(tenantId, job);
    await expectExactly(job, [5, 6], { total: 2, changed: 4 });
  });

  test("for nobody succeeds at once", async () => {
    const job = await createJob(TagJobKind.TAG, OrdinalSet.of([]));
    await runner().run(tenantId, job);
    await expectExactly(job, [], { total: 0, changed: 0 });
  });

  test("killed before or after any chunk goes on where it was: nobody is missed or counted twice", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    for (const when of ["before", "after", "before", "after", "after"] as const) {
      await forgetDriver(job);
      await runner(() => when)
        .run(tenantId, job)
        .catch((error: Error) => expect(error.message).toBe("killed"));
    }
    await forgetDriver(job);
    await runner().run(tenantId, job);
    await expectExactly(job, [...EVEN], { total: 22_500, changed: 22_500 });
  });

  test("is driven by one of many runners woken for it", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    await Promise.all(Array.from({ length: 5 }, () => runner().run(tenantId, job)));
    await expectExactly(job, [...EVEN], { total: 22_500, changed: 22_500 });
  });

  test("stays exact when the lease fails and two drivers work at once", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    const store = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    const works = [await store.claim(tenantId, job, -60_000), await store.claim(tenantId, job, -60_000)];
    const drive = async (work: TagJobWork | null) => {
      if (work === null) throw new Error("not claimed");
      for (let from = 0; from < work.audience.size; from += 5_000) {
        if ((await store.applyChunk(work, from, Math.min(from + 5_000, work.audience.size), A_MINUTE)) === "lost") return;
      }
    };
    await Promise.all(works.map(drive));
    await forgetDriver(job);
    await runner().run(tenantId, job);
    await expectExactly(job, [...EVEN], { total: 22_500, changed: 22_500 });
  });

  test("on one tag beside another job that takes it away: rows and change log agree", async () => {
    const add = await createJob(TagJobKind.TAG, EVEN);
    const remove = await createJob(TagJobKind.UNTAG, EVEN);
    await Promise.all([runner().run(tenantId, add), runner().run(tenantId, remove)]);
    expect(await replayTag(own.database, tenantId, tagId)).toEqual(await carriers());
    const [added, removed] = await Promise.all([jobs.byId(tenantId, add), jobs.byId(tenantId, remove)]);
    expect((added?.changed ?? 0) - (removed?.changed ?? 0)).toBe((await carriers()).length);
  });

  test("whose tag is deleted while it runs fails and says which", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    const store = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    const work = await store.claim(tenantId, job, 0);
    if (work) expect(await store.applyChunk(work, 0, 10_000, A_MINUTE)).toBe("done");
    expect(await tags.delete(tenantId, tagId, someEntry(tenantId))).toBe(true);
    await forgetDriver(job);
    await runner().run(tenantId, job);
    const failed = await jobs.byId(tenantId, job);
    expect(failed).toMatchObject({ status: "FAILED", error: `tag ${tagId} was deleted while the job ran` });
    // What it did before stays done.
    expect(failed?.changed).toBe(failed?.done);
    expect(failed?.done).toBeGreaterThan(0);
    expect(failed?.finishedAt).toBeInstanceOf(Date);
    expect(await carriers()).toEqual([]);
    expect(await replayTag(own.database, tenantId, tagId)).toEqual([]);
  });

  test("of another tenant is not touched", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    await runner().run(tenantId + 1, job);
    expect(await jobs.byId(tenantId, job)).toMatchObject({ status: "QUEUED", done: 0 });
    expect(await jobs.byId(tenantId + 1, job)).toBeNull();
  });

  test("stopped between chunks is handed over without waiting for its lease", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    const stopped = runner();
    stopped.stop();
    await stopped.run(tenantId, job);
    await runner().run(tenantId, job);
    await expectExactly(job, [...EVEN], { total: 22_500, changed: 22_500 });
  });
});

describe("a tag job's chunks", () => {
  /** Notes the chunks that were asked for; each is said to take as long as the test wants. */
  function paced(took: (users: number, chunk: number) => number | "too-slow") {
    const sizes: number[] = [];
    const limits: number[] = [];
    let now = 0;
    const store = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    const applyChunk = async (work: TagJobWork, from: number, to: number, limitMs: number): Promise<ChunkOutcome> => {
      const time = took(to - from, sizes.length);
      sizes.push(to - from);
      limits.push(limitMs);
      if (time === "too-slow") return "too-slow";
      now += time;
      return store.applyChunk(work, from, to, A_MINUTE);
    };
    const slow = new Proxy(store, { get: (target, key) => (key === "applyChunk" ? applyChunk : Reflect.get(target, key)) });
    return { sizes, limits, runner: new TagJobRunner(slow, NOBODY_LISTENS, NO_LIMITS, { clock: () => now, firstRows: 10_000 }) };
  }

  test("shrink where the database is slow, to the last one that is given up, and nobody is missed", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    // 0.1 ms a user, but the third chunk meets something that holds it up.
    const { sizes, runner } = paced((users, chunk) => (chunk === 2 ? "too-slow" : users / 10));
    await runner.run(tenantId, job);
    expect(sizes.slice(0, 4)).toEqual([10_000, 2_500, 2_500, 625]);
    await expectExactly(job, [...EVEN], { total: 22_500, changed: 22_500 });
  });

  test("grow where it is quick", async () => {
    const job = await createJob(TagJobKind.TAG, EVEN);
    const { sizes, runner } = paced(() => 10);
    await runner.run(tenantId, job);
    expect(sizes).toEqual([10_000, 12_500]);
  });

  test("may take any time once they are the smallest: a job ends however slow the database is", async () => {
    const job = await createJob(TagJobKind.TAG, OrdinalSet.of(Array.from({ length: 300 }, (_, i) => i)));
    const { limits, runner } = paced((users, chunk) => (chunk < 8 ? "too-slow" : users * 1_000));
    await runner.run(tenantId, job);
    expect(limits[0]).toBeLessThan(1_000);
    expect(Math.max(...limits.map(Number))).toBeGreaterThan(3_000);
    expect(await jobs.byId(tenantId, job)).toMatchObject({ status: "SUCCEEDED", done: 300, changed: 300 });
  });

  test("that wait for somebody's lock are given up by the database itself, and leave nothing behind", async () => {
    const job = await createJob(TagJobKind.TAG, OrdinalSet.of([0, 1, 2]));
    const store = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    const work = await store.claim(tenantId, job, 0);
    if (work === null) throw new Error("not claimed");
    await own.database.transaction(async (other) => {
      await other.query("INSERT INTO user_tag SELECT $1, user_id FROM users WHERE tenant_id = $2 AND ordinal = 1", [tagId, tenantId]);
      expect(await store.applyChunk(work, 0, 3, 200)).toBe("too-slow");
      await other.query("DELETE FROM user_tag WHERE tag_id = $1", [tagId]);
    });
    expect(await jobs.byId(tenantId, job)).toMatchObject({ status: "RUNNING", done: 0, changed: 0 });
    expect(await store.applyChunk(work, 0, 3, A_MINUTE)).toBe("done");
    await expectExactly(job, [0, 1, 2], { total: 3, changed: 3 });
  });

  test("beside another transaction that gives some of the users the tag count only the others", async () => {
    const job = await createJob(TagJobKind.TAG, OrdinalSet.of([0, 1, 2]));
    const store = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    const work = await store.claim(tenantId, job, 0);
    if (work === null) throw new Error("not claimed");
    const chunk = await own.database.transaction(async (other) => {
      await other.query("INSERT INTO user_tag SELECT $1, user_id FROM users WHERE tenant_id = $2 AND ordinal = 1", [tagId, tenantId]);
      await changeLog.append(other, tenantId, [{ kind: "TAGGED", tagId, ordinals: [1] }]);
      const applied = store.applyChunk(work, 0, 3, A_MINUTE);
      await blockedBy(other);
      return { applied };
    });
    expect(await chunk.applied).toBe("done");
    await expectExactly(job, [0, 1, 2], { total: 3, changed: 2 });
  });
});

/** Until somebody waits for a lock of this transaction. */
async function blockedBy(tx: { query: (text: string) => Promise<{ rows: { pid: number }[] }> }): Promise<void> {
  const { rows } = await tx.query("SELECT pg_backend_pid() AS pid");
  const waits = "SELECT 1 FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))";
  while ((await own.database.pool.query(waits, [rows[0]?.pid])).rows.length === 0) await sleep(20);
}

describe("processes that die at any statement of tag jobs and undos", () => {
  test("leave rows, change log, counters and bitmaps that agree, a hundred deaths long", async () => {
    const index = bitmapIndex(own.database);
    const history = new PostgresTagHistory(own.database);
    let [deaths, now] = [0, 0];
    // Each chunk has 500 rows, since each takes what it shall take.
    const pacing = { clock: () => (now += 250), firstRows: 500 };
    const toItsEnd = async (jobId: string) => {
      for (;;) {
        const mortal = new MortalDatabase(own.database);
        mortal.lifeLeft = 1 + Math.floor(Math.random() * 25);
        const runner = new TagJobRunner(new PostgresTagJobWorkStore(mortal.view(), changeLog, history), NOBODY_LISTENS, NO_LIMITS, pacing);
        await forgetDriver(jobId);
        await runner.run(tenantId, jobId).catch((error: unknown) => {
          if (!mortal.isDead) throw error;
          deaths += 1;
        });
        const job = await jobs.byId(tenantId, jobId);
        if (job?.finishedAt) return job;
      }
    };
    while (deaths < 100) {
      const fresh = await tags.create(
        tenantId,
        { name: `dying ${counter++}`, group: null, description: null, mirrorToWeChat: false },
        someEntry(tenantId),
      );
      tagId = fresh?.tagId ?? 0;
      const even = OrdinalSet.of(Array.from({ length: 1_500 }, (_, i) => i * 2));
      const all = OrdinalSet.of(Array.from({ length: 4_000 }, (_, i) => i));
      const added = await toItsEnd(await createJob(TagJobKind.TAG, even));
      const more = await toItsEnd(await createJob(TagJobKind.TAG, all));
      expect([added.changed, more.changed]).toEqual([1_500, 2_500]);
      const undoes = { jobId: more.id, rootId: more.id };
      const undo = { tenantId, kind: TagJobKind.UNDO, tagIds: [tagId], idempotencyKey: null, requestHash: new Uint8Array(32), undoes };
      const taken = await jobs.create(
        { ...undo, audience: (await history.changesOf(more.id, [tagId])).users, createdBy: "test" },
        someEntry(tenantId),
      );
      expect((await toItsEnd(taken?.id ?? "")).changed).toBe(2_500);
      await expectExactly(added.id, [...even], { total: 1_500, changed: 1_500 });
      expect((await index.tagCounts(tenantId, [tagId])).get(tagId)).toBe(1_500);
    }
    await index.close();
  }, 120_000);
});

describe("the sweeper", () => {
  test("wakes the workers for jobs whose driver fell silent, and for none that is driven, fresh or over", async () => {
    await own.database.pool.query("UPDATE tag_job SET finished_at = now() WHERE finished_at IS NULL");
    const silent = await createJob(TagJobKind.TAG, EVEN);
    const driven = await createJob(TagJobKind.TAG, EVEN);
    await createJob(TagJobKind.TAG, EVEN);
    const store = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    await store.claim(tenantId, silent, 0);
    await store.claim(tenantId, driven, 0);
    await forgetDriver(silent);
    const woken: string[] = [];
    const queue = { wake: async (_tenantId: number, jobId: string) => void woken.push(jobId) };
    const sweeper = new TagJobSweeper(store, queue);
    expect(await sweeper.sweep()).toBe(1);
    expect(woken).toEqual([silent]);
  });
});
