import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import { BitmapAudienceIndex } from "../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import { PostgresChangeLog } from "../src/audiences/adapters/postgres-change-log.js";
import type { Audience } from "../src/audiences/index.js";
import { PostgresLedgerStore } from "../src/mass-sends/adapters/postgres-ledger-store.js";
import { PostgresUnreached } from "../src/mass-sends/adapters/postgres-unreached.js";
import { DeliveryLedger } from "../src/mass-sends/index.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { keepHeapSmall } from "../src/platform/memory/heap-limit.js";
import { PostgresLocationStore } from "../src/users/adapters/postgres-location-store.js";
import { UserLocations } from "../src/users/index.js";
import { type BenchDatabase, loadPeople, loadTags, openBenchDatabase } from "./_people.js";
import { usual, zipfTags } from "./_zipf-tags.js";

/*
 * The longest time the event loop stands still while the audience index works: rebuilding from the tables, storing, loading,
 * replaying big changes, counting the commonest tags, and the same with hardly any memory. Goal: 20 ms each. On a machine that others
 * use, the clock also shows when the system gave the processor to others.
 *
 * npm run bench event-loop [-- <thousands of users>]
 */

const USERS = Number(process.argv[2] ?? 1_000) * 1_000;
const TAGS = 200;
const TENANT = 1;
const GOAL_MS = 20;
const CHANGE = 10_000;
const EVERYONE: Audience = { kind: "everyone" };
const FEW_BYTES = 4 * 2 ** 20;

// As the program does.
keepHeapSmall();
const bench = await openBenchDatabase();
try {
  const { rows } = await bench.database.pool.query("SELECT FROM tenant");
  if (rows.length === 0) await load(bench);
  await watch("nothing at all", () => sleep(2_000));
  await run(bench);
} finally {
  await bench.close();
}

async function load({ database }: BenchDatabase): Promise<void> {
  await database.pool.query(
    "INSERT INTO tenant (id, name, app_id, app_secret_sealed, callback_token_sealed) VALUES ($1, 'bench', 'wxbench', '', '')",
    [TENANT],
  );
  await loadPeople(database, USERS, TENANT);
  await loadTags(database, await zipfTags(USERS, TAGS), TENANT);
  await database.pool.query("UPDATE tenant_counter SET change_position = 1");
  await database.pool.query("INSERT INTO audience_change (tenant_id, position, kind, ordinals) VALUES ($1, 1, 'USERS', '')", [TENANT]);
  await database.pool.query("VACUUM ANALYZE");
}

async function run(bench: BenchDatabase): Promise<void> {
  await bench.database.pool.query("DELETE FROM audience_snapshot");
  const first = open(bench);
  await watch("rebuild from the tables", () => first.count(TENANT, EVERYONE));
  await watch("storing all of it", () => first.flush());
  const index = open(bench);
  await watch("loading it", () => index.count(TENANT, EVERYONE));
  await change(bench, "TAGGED", USERS);
  await watch("replay of a tag job over everybody", () => index.count(TENANT, EVERYONE));
  await watch("storing that", () => index.flush());
  await change(bench, "USERS", Math.min(USERS / 20, 90_000));
  await watch("replay of users who changed, one in twenty", () => index.count(TENANT, EVERYONE));
  await watch("storing that", () => index.flush());
  const options = { sampleSize: 100, topTags: 10 };
  await watch("previews, the commonest tags with them", async () => {
    for (let i = 1; i < 100; i++) await index.preview(TENANT, usual(i, i + 3, 2 * i, 5), options);
  });
  await watch("freezing everybody", () => index.freeze(TENANT, EVERYONE));
  const tight = open(bench, FEW_BYTES);
  await watch("a preview with 4 MiB of memory", () => tight.preview(TENANT, usual(1, 3, 2, 5), options));
  await bench.database.pool.query("DELETE FROM audience_snapshot");
  await watch("rebuild with 4 MiB of memory", () => open(bench, FEW_BYTES).count(TENANT, EVERYONE));
}

function open({ database }: BenchDatabase, memoryBytes?: number): BitmapAudienceIndex {
  const clock = () => new Date();
  const positions = new UserLocations(new PostgresLocationStore(database), clock);
  const sendsLeft = new DeliveryLedger(new PostgresLedgerStore(database), clock);
  // Stored when this program says so.
  return new BitmapAudienceIndex({
    database,
    logger: silentLogger,
    positions,
    sends: new PostgresUnreached(database),
    sendsLeft,
    clock,
    saveDelayMs: 3_600_000,
    memoryBytes,
  });
}

/** The log says that the first `users` people changed, and nothing else does. */
async function change({ database }: BenchDatabase, kind: "TAGGED" | "USERS", users: number): Promise<void> {
  const log = new PostgresChangeLog();
  const step = kind === "USERS" ? USERS / users : 1;
  for (let from = 0; from < users; from += CHANGE) {
    const ordinals = Array.from({ length: Math.min(CHANGE, users - from) }, (_, i) => Math.floor((from + i) * step));
    await database.transaction((tx) => log.append(tx, TENANT, [kind === "USERS" ? { kind, ordinals } : { kind, tagId: TAGS, ordinals }]));
  }
}

/** The longest turn of the event loop during `work`: by the processor, which is this thread's own doing, and by the clock. */
async function watch(activity: string, work: () => Promise<unknown>): Promise<void> {
  // What the last activity left behind is not this one's.
  globalThis.gc?.();
  const longest = { cpu: 0, clock: 0 };
  let last = now();
  const timer = setInterval(() => {
    const { cpu, clock } = now();
    longest.cpu = Math.max(longest.cpu, cpu - last.cpu);
    longest.clock = Math.max(longest.clock, clock - last.clock);
    last = { cpu, clock };
  }, 1);
  await sleep(20);
  longest.cpu = longest.clock = 0;
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1_000;
  await sleep(20);
  clearInterval(timer);
  console.log(
    `event loop, ${activity}: at most ${longest.cpu.toFixed(1)} ms of work in one turn (${longest.clock.toFixed(0)} by the clock), ${seconds.toFixed(1)} s in all (goal ≤ ${GOAL_MS} ms)`,
  );
}

function now(): { cpu: number; clock: number } {
  const { user, system } = process.threadCpuUsage();
  return { cpu: (user + system) / 1_000, clock: performance.now() };
}
