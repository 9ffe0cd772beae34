import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import pg from "pg";
import { readMigrations } from "../../platform/database/migrate.js";
import type { ReachedDatabase } from "../reach-database.js";
import { type Finding, fault, look, note, ok } from "./finding.js";

const OLDEST_VERSION = 14;
const LOW_DISK_BYTES = 1024 ** 3;
/** Leases, token life and the 23-hour rule compare our clock with the database's. */
const SKEW_NOTE_MS = 1_000;
const SKEW_FAULT_MS = 10_000;

/** Whether the data folder (or the one it will be made in) can be written, and its disk has room. */
export function checkDataFolder(dataDir: string): Promise<Finding> {
  return look("data folder", async () => {
    let folder = dataDir;
    while (!existsSync(folder)) folder = dirname(folder);
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch {
      return fault(`${dataDir} cannot be written by this user; give it the folder (chown), or set TAGCAST_DATA_DIR to another one`);
    }
    const { bavail, bsize } = statfsSync(folder);
    const free = `${Math.floor((bavail * bsize) / 1024 ** 2)} MB free`;
    return bavail * bsize < LOW_DISK_BYTES ? note(`${dataDir}: only ${free}`) : ok(`${dataDir}, ${free}`);
  });
}

/** Throws when the database does not answer. */
export async function checkDatabaseVersion({ connectionString, besideServer }: ReachedDatabase): Promise<Omit<Finding, "check">> {
  const { rows } = await queryOnce<{ version: string }>(connectionString, "SELECT current_setting('server_version_num') AS version");
  const version = Math.floor(Number(rows[0]?.version) / 10_000);
  if (version < OLDEST_VERSION) return fault(`PostgreSQL ${version} is too old: ${OLDEST_VERSION} or later is needed`);
  return ok(`PostgreSQL ${version}${besideServer ? " of the server that runs now" : ""}`);
}

export function checkMigrations(connectionString: string): Promise<Finding> {
  return look("migrations", async () => {
    const known = readMigrations().map(({ name }) => name);
    const applied = await appliedMigrations(connectionString);
    const missing = known.filter((name) => !applied.includes(name));
    const newer = applied.filter((name) => !known.includes(name));
    if (missing.length > 0)
      return fault(`${missing.length} of ${known.length} are not applied: run \`tagcast migrate\` (start does it by itself)`);
    if (newer.length > 0) return fault(`the database is newer than this release (${newer.join(", ")}): install the newer release`);
    return ok(`all ${known.length} applied`);
  });
}

async function appliedMigrations(connectionString: string): Promise<string[]> {
  const { rows: tables } = await queryOnce<{ there: boolean }>(
    connectionString,
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there",
  );
  if (tables[0]?.there !== true) return [];
  const { rows } = await queryOnce<{ name: string }>(
    connectionString,
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  return rows.map(({ name }) => name);
}

export function checkClock(connectionString: string): Promise<Finding> {
  return look("clock", async () => {
    const before = Date.now();
    const { rows } = await queryOnce<{ ms: number }>(connectionString, "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms");
    const after = Date.now();
    const theirs = rows[0]?.ms ?? Number.NaN;
    // Anything between the two moments is no difference.
    const skew = Math.round(theirs < before ? before - theirs : Math.max(0, theirs - after));
    if (skew >= SKEW_FAULT_MS) return fault(`differs from the database's by ${skew} ms: set both by NTP (timedatectl set-ntp true)`);
    return skew >= SKEW_NOTE_MS ? note(`differs from the database's by ${skew} ms`) : ok("agrees with the database's");
  });
}

async function queryOnce<Row extends pg.QueryResultRow>(connectionString: string, sql: string): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  try {
    await client.connect();
    return await client.query<Row>(sql);
  } finally {
    await client.end();
  }
}
