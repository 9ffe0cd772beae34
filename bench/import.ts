import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createConnection as createMysql } from "mysql2";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { PostgresChangeLog } from "../src/audiences/adapters/postgres-change-log.js";
import { PostgresErasedPeople } from "../src/deletion/adapters/postgres-erased-people.js";
import { MysqlSource } from "../src/import/adapters/mysql-source.js";
import { PostgresImportTarget } from "../src/import/adapters/postgres-import-target.js";
import { LegacyImport } from "../src/import/index.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import { openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { createLegacyDatabase, fillLegacyDatabase, type LegacyDatabase } from "../test/import/legacy-database.js";
import { startMariaDb } from "./_mariadb.js";

/*
 * The import against the plainest way to move the same rows: SELECT of each table streamed into COPY of an equal table with its
 * primary key, nothing looked at. Ours validates, joins, seals identity numbers, numbers people, writes the audience change log,
 * rejects and position, a transaction a page. Needs mariadbd (Debian's mariadb-server). IMPORT_BENCH_USERS sets the size.
 */

const USERS = Number(process.env.IMPORT_BENCH_USERS ?? 200_000);
const ROUNDS = 3;
/** Rows one by one would measure system calls. */
const CHUNK = 1 << 16;
const TABLES = ["user", "user_info", "user_fav"];

async function bareCopy(legacy: LegacyDatabase, connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  let rows = 0;
  const started = performance.now();
  for (const table of TABLES) {
    const columns = (await legacy.query(`SHOW COLUMNS FROM ${table}`)).map(({ Field }) => `${String(Field)} text`);
    await client.query(`DROP TABLE IF EXISTS bare_${table}`);
    await client.query(`CREATE TABLE bare_${table} (${columns.join(", ")}, PRIMARY KEY (user_id))`);
    const url = new URL(legacy.url);
    url.password = legacy.password;
    const source = createMysql({ uri: url.href, rowsAsArray: true, typeCast: false });
    let waiting = "";
    const lines = new Transform({
      writableObjectMode: true,
      transform: (row: (Buffer | null)[], _encoding, done) => {
        rows += 1;
        waiting += `${row.map((cell) => (cell === null ? "\\N" : cell.toString("latin1").replace(/[\\\t\n\r]/g, " "))).join("\t")}\n`;
        if (waiting.length < CHUNK) return done();
        done(null, Buffer.from(waiting, "latin1"));
        waiting = "";
      },
      flush: (done) => done(null, Buffer.from(waiting, "latin1")),
    });
    await client.query("SET client_encoding = 'LATIN1'");
    await pipeline(
      source.query(`SELECT * FROM ${table}`).stream({ highWaterMark: 1_000 }),
      lines,
      client.query(copyFrom(`COPY bare_${table} FROM STDIN`)),
    );
    source.end();
  }
  const rate = (rows / (performance.now() - started)) * 1_000;
  await client.end();
  return rate;
}

async function ours(legacy: LegacyDatabase, connectionString: string): Promise<number> {
  const database = openDatabase(connectionString);
  await database.pool.query("TRUNCATE users, tenant, import_run CASCADE");
  const { rows } = await database.pool.query<{ id: number }>(
    "INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ('bench', 'wxbench', '', '') RETURNING id",
  );
  const tenantId = rows[0]?.id ?? 0;
  const url = new URL(legacy.url);
  url.password = legacy.password;
  const source = new MysqlSource({ url: url.href, tagsTable: null });
  const sealer = new Sealer(randomBytes(32));
  const target = new PostgresImportTarget({
    database,
    sealer,
    changeLog: new PostgresChangeLog(),
    erased: new PostgresErasedPeople(sealer),
    tenantIds: [tenantId],
  });
  const survey = await source.survey();
  delete survey.user_delete_request;
  const started = performance.now();
  const run = await new LegacyImport(source, survey, target, { tenantOf: () => tenantId }).run(await target.begin("bench"));
  const seconds = (performance.now() - started) / 1_000;
  await target.close();
  await source.close();
  await database.close();
  return Object.values(run.counts).reduce((sum, { read }) => sum + read, 0) / seconds;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
chmodSync(folder, 0o711);
const mariadb = await startMariaDb();
const postgres = await startEmbeddedPostgres({ folder, logger: silentLogger });
try {
  await applyMigrations(postgres.connectionString);
  const legacy = await createLegacyDatabase(mariadb.adminUrl);
  await fillLegacyDatabase(legacy, USERS);
  const rates = { bare: [] as number[], ours: [] as number[] };
  let peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(await bareCopy(legacy, postgres.connectionString));
    rates.ours.push(await ours(legacy, postgres.connectionString));
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const [bare, own] = [median(rates.bare), median(rates.ours)];
  console.log(`import of ${USERS} users, rows/s against SELECT piped to COPY: ${(own / bare).toFixed(2)} (goal 0.6 or more)`);
  console.log(
    `  ours ${Math.round(own)} rows/s, bare ${Math.round(bare)} rows/s; peak memory of both in one process ${Math.round(peak / 2 ** 20)} MB`,
  );
  await legacy.drop();
} finally {
  await postgres.stop();
  await mariadb.stop();
  rmSync(folder, { recursive: true, force: true });
}
