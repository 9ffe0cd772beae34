import "reflect-metadata";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Database, openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { compareWithSource } from "../test/import/compare-with-source.js";
import { type Counts, expectAddsUp, readRejects, SECRET_KEY } from "../test/import/import-world.js";
import { createLegacyDatabase, fillLegacyDatabase, type LegacyDatabase } from "../test/import/legacy-database.js";
import { asOurs, asTheyStand, bareCopy } from "./_bare-copy.js";
import { type Ended, type ImportCommand, importCommand } from "./_import-command.js";
import { startMariaDb } from "./_mariadb.js";

/*
 * The command `tagcast import` against the plainest way to move the same rows: a SELECT of each table streamed into a COPY, nothing
 * looked at. The goal is judged by the first of two references, since it leaves behind what the import leaves behind: our four tables
 * with our column types and all our indexes, that of the names among them, filled from the old ones by expressions of the SELECT. The
 * other copies the old tables as they stand, every column as text, no index but the key. Ours is the whole process from start to exit:
 * it validates, joins, seals identity numbers, numbers people, writes the audience change log, rejects and position, a transaction a
 * page. Then it is killed five times on the way, and what is there compared with the source.
 *
 * Needs mariadbd (Debian's mariadb-server) and dist/ (`npm run build`). IMPORT_BENCH_USERS and IMPORT_BENCH_ROUNDS set the size.
 */

const USERS = Number(process.env.IMPORT_BENCH_USERS ?? 200_000);
const ROUNDS = Number(process.env.IMPORT_BENCH_ROUNDS ?? 3);
const KILLS = 5;
const SAMPLE = 1_000;
const GOAL = 0.6;
const GOAL_MB = 300;
const PEOPLE = ["user", "user_info", "user_fav"] as const;
/** Rows of the generator that have a defect: see `defectOf`. A bare COPY would break on them. */
const CLEAN = "user_id % 50 <> 49";
/** Four characters each, the first of 3,000 the commonest: the index of names costs by how many pairs of characters there are. */
const NAMES = `UPDATE user_info SET nick_name = CONCAT(${Array(4).fill("CONVERT(CHAR(0x4E00 + FLOOR(POW(RAND(7), 3) * 3000) USING ucs2) USING utf8mb4)").join(", ")})`;

const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
chmodSync(folder, 0o711);
const mariadb = await startMariaDb();
const postgres = await startEmbeddedPostgres({ folder, logger: silentLogger });
try {
  await applyMigrations(postgres.connectionString);
  const legacy = await createLegacyDatabase(mariadb.adminUrl);
  await fillLegacyDatabase(legacy, USERS);
  await legacy.query(NAMES);
  const database = openDatabase(postgres.connectionString);
  const url = new URL(legacy.url);
  url.password = legacy.password;
  const env = { DATABASE_URL: postgres.connectionString, TAGCAST_DATA_DIR: join(folder, "data"), TAGCAST_SECRET_KEY: SECRET_KEY };
  const command = { mysqlUrl: url.href, env, rejectsFile: join(folder, "rejects.csv") };
  await rounds(legacy, database, command);
  await killedOnTheWay(legacy, database, command);
  await database.close();
  await legacy.drop();
} finally {
  await postgres.stop();
  await mariadb.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function rounds(legacy: LegacyDatabase, database: Database, command: ImportCommand): Promise<void> {
  const rates = { indexed: [] as number[], plain: [] as number[], ours: [] as number[] };
  const [all, clean] = [await rowsIn(legacy, "true"), await rowsIn(legacy, CLEAN)];
  const columns: Record<string, string[]> = {};
  for (const table of PEOPLE) columns[table] = (await legacy.query(`SHOW COLUMNS FROM ${table}`)).map(({ Field }) => String(Field));
  const bare = (tables: Parameters<typeof bareCopy>[2]) =>
    seconds(() => bareCopy(command.mysqlUrl, command.env.DATABASE_URL ?? "", tables));
  let peakMb = 0;
  for (let round = 0; round < ROUNDS; round++) {
    rates.indexed.push(clean / (await bare(asOurs(CLEAN))));
    rates.plain.push(all / (await bare(asTheyStand(columns))));
    await emptied(database);
    const ended = await importCommand(command);
    rates.ours.push(all / ended.seconds);
    peakMb = Math.max(peakMb, ended.peakMb);
  }
  const [indexed, plain, ours] = [median(rates.indexed), median(rates.plain), median(rates.ours)];
  const rate = (rowsPerSecond: number) => `${Math.round(rowsPerSecond)} rows/s`;
  console.log(
    `import of ${USERS} users, rows/s against SELECT piped to COPY into equal tables with equal indexes: ${(ours / indexed).toFixed(2)} (goal ${GOAL} or more)`,
  );
  console.log(`  against the old tables copied as they stand, with no index but the key: ${(ours / plain).toFixed(2)} (no goal)`);
  console.log(`  ours ${rate(ours)}, equal tables ${rate(indexed)}, as they stand ${rate(plain)}`);
  console.log(`peak memory of the importing process: ${peakMb} MB (goal ${GOAL_MB} or less)`);
  if (ours / indexed < GOAL || peakMb > GOAL_MB) process.exitCode = 1;
}

async function killedOnTheWay(legacy: LegacyDatabase, database: Database, command: ImportCommand): Promise<void> {
  await emptied(database);
  const runs: Ended[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const at = (USERS / (KILLS + 1)) * (kill - 0.5 * Math.random());
    runs.push(await importCommand(command, async () => (await usersRead(database)) >= at));
  }
  const last = await importCommand(command);
  const rejects = readRejects(command.rejectsFile);
  const tables = last.tables ?? {};
  expectAddsUp(tables, rejects);
  const kills = runs.filter(({ tables }) => tables === null).length;
  const faults = [...(kills < KILLS ? [`killed only ${kills} times`] : []), ...(await miscounted(legacy, database, tables))];
  const ids = Array.from({ length: SAMPLE }, () => 1 + Math.floor(Math.random() * USERS));
  const { expected, found } = await compareWithSource(legacy, { pool: database.pool, secretKey: SECRET_KEY, rejects }, ids);
  for (const [i, row] of expected.entries()) if (!isDeepStrictEqual(row, found[i])) faults.push(`user ${String(row.id)} differs`);
  if (expected.length !== found.length) faults.push(`${found.length} of the ${expected.length} sampled users are here`);
  const peakMb = Math.max(...[...runs, last].map((run) => run.peakMb));
  console.log(
    `killed ${kills} times on the way and run to its end: ${faults.length} faults (goal 0), ${expected.length} random users field by field as in the source; peak memory ${peakMb} MB`,
  );
  console.log(
    `  ${Object.entries(tables)
      .map(([table, { read, written, rejected }]) => `${table}: ${read} read = ${written} written + ${rejected} rejected`)
      .join("; ")}`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

/** What the command says, against what either side has. */
async function miscounted(legacy: LegacyDatabase, database: Database, tables: Counts): Promise<string[]> {
  const faults: string[] = [];
  for (const [table, ours] of [
    ["user", "users"],
    ["user_info", "user_info"],
    ["user_fav", "user_fav"],
  ] as const) {
    const [source] = await legacy.query(`SELECT COUNT(*) AS n FROM ${table}`);
    const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${ours}`);
    if (Number(source?.n) !== tables[table]?.read) faults.push(`${table}: ${String(source?.n)} there, ${tables[table]?.read} read`);
    if (rows[0]?.n !== tables[table]?.written) faults.push(`${table}: ${tables[table]?.written} written, ${rows[0]?.n} here`);
  }
  return faults;
}

async function usersRead(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ read: number | null }>(
    "SELECT (counts->'user'->>'read')::int AS read FROM import_run WHERE finished_at IS NULL",
  );
  return rows[0]?.read ?? 0;
}

async function rowsIn(legacy: LegacyDatabase, condition: string): Promise<number> {
  let sum = 0;
  for (const table of PEOPLE) sum += Number((await legacy.query(`SELECT COUNT(*) AS n FROM ${table} WHERE ${condition}`))[0]?.n);
  return sum;
}

async function emptied(database: Database): Promise<void> {
  await database.pool.query("TRUNCATE users, tenant, import_run, deletion_request CASCADE");
  await database.pool.query(
    "INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ('bench', 'wxbench', '', '')",
  );
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
