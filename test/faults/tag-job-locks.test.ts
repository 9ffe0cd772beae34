import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresTagHistory } from "../../src/audiences/adapters/postgres-tag-history.js";
import { OrdinalSet } from "../../src/audiences/index.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { PostgresTagJobStore } from "../../src/tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../../src/tags/adapters/postgres-tag-job-work-store.js";
import { type ChunkOutcome, TagJobKind, TagJobRunner, type TagJobWork } from "../../src/tags/index.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

/*
 * A database on which each row of user_tag takes 3 ms. A job of five tags over all users takes 1.5 s to write or to take them away.
 */
const USERS = 100;
const TAGS = 5;

let own: TestDatabase;
let tenantId: number;
let jobs: PostgresTagJobStore;
let tagIds: number[];
const changeLog = new PostgresChangeLog();

beforeAll(async () => {
  own = await createTestDatabase();
  jobs = new PostgresTagJobStore(own.database, auditIn);
  tenantId = await insertTenant(own.database, { appId: "wx-tag-job-locks", users: USERS });
  const tags = new PostgresTagChanges(own.database, changeLog, auditIn);
  tagIds = [];
  for (let n = 0; n < TAGS; n++) {
    const tag = await tags.create(
      tenantId,
      { name: `tag ${n}`, group: null, description: null, mirrorToWeChat: false },
      someEntry(tenantId),
    );
    tagIds.push(tag?.tagId ?? 0);
  }
  await own.database.pool.query(
    "INSERT INTO user_tag (tag_id, user_id) SELECT t.id, u.user_id FROM tag t, users u WHERE t.tenant_id = $1 AND u.tenant_id = $1",
    [tenantId],
  );
  await own.database.pool.query(`
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.003); RETURN coalesce(NEW, OLD); END $$;
    CREATE TRIGGER slow BEFORE INSERT OR DELETE ON user_tag FOR EACH ROW EXECUTE FUNCTION slow();
    ALTER TABLE user_tag ENABLE ALWAYS TRIGGER slow`);
});
afterAll(() => own.drop());

/** Notes the chunks that were tried and what came of them. */
class WatchedStore extends PostgresTagJobWorkStore {
  readonly chunks: { users: number; outcome: ChunkOutcome }[] = [];

  constructor() {
    super(own.database, changeLog, new PostgresTagHistory(own.database));
  }

  override async applyChunk(work: TagJobWork, from: number, to: number, limitMs: number): Promise<ChunkOutcome> {
    const outcome = await super.applyChunk(work, from, to, limitMs);
    this.chunks.push({ users: to - from, outcome });
    return outcome;
  }
}

/** Somebody who wants each of the job's tags for a moment, again and again, until told to stop: how often that went through. */
function rival(): { stop(): Promise<number> } {
  let stopped = false;
  const work = async (): Promise<number> => {
    let times = 0;
    for (; !stopped; times++) {
      await own.database.transaction(async (tx) => {
        await tx.query("SELECT 1 FROM tag WHERE tenant_id = $1 ORDER BY id FOR UPDATE", [tenantId]);
        await tx.query("UPDATE tenant_counter SET change_position = change_position WHERE tenant_id = $1", [tenantId]);
      });
      await sleep(100);
    }
    return times;
  };
  const done = work();
  return {
    stop: () => {
      stopped = true;
      return done;
    },
  };
}

async function run(kind: TagJobKind): Promise<{ store: WatchedStore; jobId: string; rivals: number }> {
  const audience = OrdinalSet.of(Array.from({ length: USERS }, (_, i) => i));
  const requestHash = new Uint8Array(32);
  const job = await jobs.create(
    { tenantId, kind, tagIds, idempotencyKey: null, requestHash, audience, undoes: null, createdBy: "test" },
    someEntry(tenantId),
  );
  const jobId = job?.id ?? "";
  const store = new WatchedStore();
  const other = rival();
  const feed = { changed: () => undefined, listen: () => () => undefined };
  await new TagJobRunner(store, feed, { mustFitUsers: async () => undefined }).run(tenantId, jobId);
  return { store, jobId, rivals: await other.stop() };
}

describe("on a slow database", { timeout: 120_000 }, () => {
  test.each([
    [TagJobKind.UNTAG, 0],
    [TagJobKind.TAG, TAGS * USERS],
  ])(
    "a job that writes many tags (%s) shrinks its chunks until each is quick as a whole; who waits for its locks gets them",
    async (kind, pairs) => {
      const { store, jobId, rivals } = await run(kind);
      expect(store.chunks[0]?.outcome).toBe("too-slow");
      const done = store.chunks.filter(({ outcome }) => outcome === "done");
      expect(Math.max(...done.map(({ users }) => users))).toBeLessThan(store.chunks[0]?.users ?? 0);
      expect(done.reduce((sum, { users }) => sum + users, 0)).toBe(USERS);
      expect(await jobs.byId(tenantId, jobId)).toMatchObject({ status: "SUCCEEDED", done: USERS, changed: TAGS * USERS });
      const { rows } = await own.database.pool.query<{ pairs: number }>("SELECT count(*)::int AS pairs FROM user_tag");
      expect(rows[0]?.pairs).toBe(pairs);
      expect(rivals).toBeGreaterThan(0);
    },
  );
});
