import "reflect-metadata";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { PostgresChangeLog } from "../src/audiences/adapters/postgres-change-log.js";
import { PostgresSegmentStore } from "../src/audiences/adapters/postgres-segment-store.js";
import { PostgresTagHistory } from "../src/audiences/adapters/postgres-tag-history.js";
import { AudienceChecker, type AudienceInput } from "../src/audiences/index.js";
import type { Principal } from "../src/graphql/context.js";
import { Role } from "../src/graphql/roles.js";
import { copyInto, skipForeignKeyChecks } from "../src/platform/database/bulk-load.js";
import { pairBuffers } from "../src/platform/database/copy-format.js";
import { type Database, openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { PostgresTagJobStore } from "../src/tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../src/tags/adapters/postgres-tag-job-work-store.js";
import { PostgresTagStore } from "../src/tags/adapters/postgres-tag-store.js";
import { PostgresWeChatRoom } from "../src/tags/adapters/postgres-wechat-room.js";
import { TagJobKind, TagJobRunner, TagJobService, WeChatLimits } from "../src/tags/index.js";
import { auditIn } from "../test/support/audit.js";
import { insertTenant } from "../test/support/base-data.js";
import { bitmapIndex } from "../test/support/bitmap-index.js";

/*
 * A tag job over all users of a tenant, from the call to the audience index's answer that holds them all, against one raw COPY of
 * the same pairs into an equal table (primary key, second index, foreign key). Each round both get tags of their own, into
 * tables that hold those of the rounds before. BULK_TAGGING_USERS sets the size.
 */

const USERS = Number(process.env.BULK_TAGGING_USERS ?? 1_000_000);
const ROUNDS = 3;
const GOAL = "goal 0.55 or more";
const EVERYONE = { everyone: true } as AudienceInput;

interface Tenant {
  id: number;
  users: number;
  userIds: Int32Array;
  tagIds: number[];
}

/** How long transactions lasted, and how long they held the row that all writers of the tenant take. */
class Stopwatch {
  transaction = 0;
  counterRow = 0;

  watch(database: Database): Database {
    return {
      ...database,
      transaction: async (work) => {
        let began = 0;
        let counter = Number.POSITIVE_INFINITY;
        const result = await database.transaction((tx) => {
          began = performance.now();
          const query = (...args: unknown[]) => {
            const answer = Reflect.apply(tx.query, tx, args);
            if (String(args[0]).includes("UPDATE tenant_counter")) answer.then(() => (counter = Math.min(counter, performance.now())));
            return answer;
          };
          return work(new Proxy(tx, { get: (target, key) => (key === "query" ? query : Reflect.get(target, key)) }) as pg.PoolClient);
        });
        this.transaction = Math.max(this.transaction, performance.now() - began);
        this.counterRow = Math.max(this.counterRow, performance.now() - counter);
        return result;
      },
    };
  }
}

/** Tag jobs as the server makes and works them, on one connection pool. `watched` is the same, for the chunks. */
function partsOver(database: Database, watched = database) {
  const index = bitmapIndex(database);
  const [changeLog, history] = [new PostgresChangeLog(), new PostgresTagHistory(database)];
  const known = { existing: async (_tenantId: number, ids: readonly number[]) => new Set(ids) };
  const limits = new WeChatLimits(new PostgresWeChatRoom(database));
  const none = { wake: async () => undefined };
  const store = new PostgresTagJobStore(database, auditIn);
  const checker = new AudienceChecker(known, new PostgresSegmentStore(database, auditIn));
  const tags = new PostgresTagStore(database);
  const service = new TagJobService(
    store,
    { tagsByIds: (tenantId, ids) => tags.byIds(tenantId, ids) },
    checker,
    { index, history, limits },
    none,
    silentLogger,
  );
  const feed = { changed: () => undefined, listen: () => () => undefined };
  return {
    index,
    service,
    runner: new TagJobRunner(new PostgresTagJobWorkStore(watched, changeLog, history), feed, { mustFitUsers: async () => undefined }),
  };
}

type Parts = ReturnType<typeof partsOver>;

async function createTenant(database: Database, users: number, tags: number): Promise<Tenant> {
  // Making a million users takes its time; the time-out of the program's pool is for requests.
  const patient = { ...database, pool: new pg.Pool({ connectionString: postgres.connectionString, max: 1 }) };
  const id = await insertTenant(patient, { appId: `wx${users}`, users });
  await patient.pool.query("VACUUM ANALYZE users");
  await patient.pool.end();
  const { rows } = await database.pool.query<{ user_id: number }>("SELECT user_id FROM users WHERE tenant_id = $1 ORDER BY 1", [id]);
  const made = await database.pool.query<{ id: number }>(
    "INSERT INTO tag (tenant_id, name) SELECT $1, 'tag ' || n FROM generate_series(1, $2::int) AS n RETURNING id",
    [id, tags],
  );
  return { id, users, userIds: Int32Array.from(rows, ({ user_id }) => user_id), tagIds: made.rows.map((row) => row.id) };
}

/** @param checked whether each row's tag is looked up, as its foreign key asks, or not (which only a superuser may leave out) */
async function rawCopy(database: Database, { userIds }: Tenant, tagIds: readonly number[], checked: boolean): Promise<number> {
  const pairs = new Int32Array(2 * tagIds.length * userIds.length);
  let at = 0;
  for (const tagId of tagIds) {
    for (const userId of userIds) {
      pairs[at++] = tagId;
      pairs[at++] = userId;
    }
  }
  const began = performance.now();
  await database.transaction(async (tx) => {
    if (!checked) await skipForeignKeyChecks(tx);
    await copyInto(tx, "COPY raw_user_tag FROM STDIN WITH (FORMAT binary)", pairBuffers(pairs));
  });
  return performance.now() - began;
}

/** From the call to the index's answer; gives how many pairs it changed, too. */
async function tagAll({ index, service, runner }: Parts, tenant: Tenant, tagIds: readonly number[]) {
  const principal: Principal = { tenantId: tenant.id, operatorId: 1, name: "bench", role: Role.OPERATOR };
  const began = performance.now();
  const job = await service.start(principal, TagJobKind.TAG, { tagIds: tagIds.map(String), audience: EVERYONE });
  await runner.run(tenant.id, job.id);
  const counts = await index.tagCounts(tenant.id, tagIds);
  const milliseconds = performance.now() - began;
  for (const tagId of tagIds) if (counts.get(tagId) !== tenant.users) throw new Error(`the index knows ${counts.get(tagId)} users`);
  return { milliseconds, changed: (await service.tagJob(tenant.id, job.id)).changed };
}

interface Medians {
  ours: number;
  /** As every COPY by a plain client is. */
  raw: number;
  /** Leaves out what ours leaves out. */
  unchecked: number;
}

/** All sides, one after the other, on the next tags of the tenant. */
async function compare(database: Database, parts: Parts, tenant: Tenant, tags: number): Promise<Medians> {
  const [raw, unchecked, ours]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const tagIds = tenant.tagIds.splice(0, tags);
    raw.push(await rawCopy(database, tenant, tagIds, true));
    ours.push((await tagAll(parts, tenant, tagIds)).milliseconds);
    await database.pool.query("DELETE FROM raw_user_tag WHERE tag_id = ANY($1::int[])", [tagIds]);
    unchecked.push(await rawCopy(database, tenant, tagIds, false));
  }
  return { raw: median(raw), unchecked: median(unchecked), ours: median(ours) };
}

function report(what: string, { raw, unchecked, ours }: Medians): void {
  print(`${what}, against raw COPY`, (raw / ours).toFixed(2), GOAL);
  print(`${what}, against raw COPY without foreign key checks`, (unchecked / ours).toFixed(2), GOAL);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(claim: string, value: string, goal: string): void {
  console.log(`${claim}: ${value} (${goal})`);
}

/** The most memory taken while `work` runs, beyond what there was before. */
async function memoryOf(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  await work();
  clearInterval(timer);
  return (most - before) / 2 ** 20;
}

/** With a role as hosted databases have it: foreign keys of new rows are looked up one by one. */
async function asOrdinaryRole(database: Database, connectionString: string): Promise<Database> {
  await database.pool.query("CREATE ROLE ordinary LOGIN PASSWORD 'ordinary'");
  await database.pool.query("GRANT ALL ON ALL TABLES IN SCHEMA public TO ordinary");
  await database.pool.query("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ordinary");
  const url = new URL(connectionString);
  url.username = "ordinary";
  url.password = "ordinary";
  return openDatabase(url.href);
}

async function bench(database: Database, connectionString: string): Promise<void> {
  await database.pool.query("CREATE TABLE raw_user_tag (LIKE user_tag INCLUDING ALL, FOREIGN KEY (tag_id) REFERENCES tag (id))");
  const stopwatch = new Stopwatch();
  const parts = partsOver(database, stopwatch.watch(database));
  const [small, large] = [await createTenant(database, USERS / 10, 30), await createTenant(database, USERS, 10)];
  for (const tenant of [small, large]) await parts.index.tagCounts(tenant.id, []);
  await compare(database, parts, small, 1);

  const few = await compare(database, parts, small, 1);
  report(`tagging ${small.users} users`, few);
  report(`tagging ${small.users} users with 3 tags`, await compare(database, parts, small, 3));
  const many = await compare(database, parts, large, 1);
  report(`tagging ${large.users} users`, many);
  print("growth of ours for 10 times the users", `${(many.ours / few.ours).toFixed(1)} x`, "goal 10 or less");
  print("the same for raw COPY", `${(many.raw / few.raw).toFixed(1)} x`, "–");

  const last = [large.tagIds.shift() ?? 0];
  const grown = await memoryOf(() => tagAll(parts, large, last));
  print(`memory grown while tagging ${large.users} users, MiB`, grown.toFixed(0), "flat");
  print("pairs written by the same job again", String((await tagAll(parts, large, last)).changed), "goal 0");
  print("longest transaction of a chunk, ms", stopwatch.transaction.toFixed(0), "goal below 1000");
  print("longest hold of the row all writers of the tenant take, ms", stopwatch.counterRow.toFixed(0), "goal below 1000");

  const plain = await asOrdinaryRole(database, connectionString);
  const ordinary = partsOver(plain);
  for (const tenant of [small, large]) await ordinary.index.tagCounts(tenant.id, []);
  // The first job fills what a new process fills, too.
  await compare(plain, ordinary, small, 1);
  for (const [tenant, tags] of [
    [small, 3],
    [large, 1],
  ] as const) {
    const { raw, ours } = await compare(plain, ordinary, tenant, tags);
    print(`tagging ${tenant.users} users with ${tags} tags as an ordinary role, against raw COPY`, (raw / ours).toFixed(2), GOAL);
  }
  for (const { index } of [parts, ordinary]) await index.close();
  await plain.close();
}

const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
chmodSync(folder, 0o711);
const postgres = await startEmbeddedPostgres({ folder, logger: silentLogger });
const database = openDatabase(postgres.connectionString);
try {
  await applyMigrations(postgres.connectionString);
  await bench(database, postgres.connectionString);
} finally {
  await database.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
