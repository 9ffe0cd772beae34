import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** Migrations cannot go on; the message says why and what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export interface Migration {
  /** The folder's name, e.g. "20260101000000_init"; names sort in the order of application. */
  name: string;
  sql: string;
}

/** The migrations of this build; the same place seen from src/ and from dist/. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));

/** Any number of our own: two processes that migrate one database meet here. */
const LOCK_KEY = 7_209_174_151;

/**
 * Whoever waits for a table keeps everybody waiting behind him, also those who only read: so a migration waits so long, gives way, and
 * comes again.
 */
const LOCK_WAIT_MS = 1_000;
const AGAIN_AFTER_MS = 500;
const PATIENCE_MS = 300_000;
const LOCK_NOT_AVAILABLE = "55P03";

/** Prisma's own record, column for column, so that the prisma CLI reads the same history. */
const RECORD_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

export interface MigrateOptions {
  folder?: string;
  /** Only up to this one; default: all. */
  upTo?: string | undefined;
  /** How long one goes on trying to get at the tables that it changes. Default: 5 minutes. */
  patienceMs?: number;
}

/**
 * Brings the database to this build's schema and returns the names of what it applied, oldest first (none: it was up to date).
 * Each migration and its record commit in one transaction, so a kill at any moment leaves a migration whole or absent; Prisma's engine
 * writes the record separately, and a kill in between would need a person. Processes that start at once wait for each other.
 * Throws MigrationError when the database is newer than this build or was left half-way by another tool.
 */
export async function applyMigrations(
  connectionString: string,
  { folder, upTo, patienceMs = PATIENCE_MS }: MigrateOptions = {},
): Promise<string[]> {
  const migrations = readMigrations(folder);
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    await client.query(RECORD_TABLE);
    const pending = (await findPending(client, migrations)).filter(({ name }) => upTo === undefined || name <= upTo);
    for (const migration of pending) await applyPatiently(client, migration, patienceMs);
    return pending.map(({ name }) => name);
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

/** All migrations below `folder`, oldest first. */
export function readMigrations(folder: string = MIGRATIONS_FOLDER): Migration[] {
  if (!existsSync(folder)) throw new MigrationError(`The migrations are missing (${folder}): install Tagcast again.`);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface RecordRow {
  name: string;
  checksum: string;
  finished: boolean;
}

async function findPending(client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<RecordRow>(
    "SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) checkRecord(row, known.get(row.name));
  const applied = new Set(rows.map(({ name }) => name));
  return migrations.filter(({ name }) => !applied.has(name));
}

function checkRecord(row: RecordRow, migration: Migration | undefined): void {
  if (migration === undefined) {
    throw new MigrationError(
      `The database is newer than this release of Tagcast: it has the migration ${row.name}, which this release does not know. ` +
        "Start the newer release again, or restore a backup made before the update.",
    );
  }
  if (!row.finished) {
    throw new MigrationError(
      `The migration ${row.name} was begun by another tool and not finished. Restore the backup made before it; or, when you know that the ` +
        `database holds none of it, run: UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${row.name}'`,
    );
  }
  if (row.checksum !== checksum(migration.sql)) {
    throw new MigrationError(
      `The migration ${row.name} was changed after this database applied it. Take the file back from the release, and put the change into a new migration.`,
    );
  }
}

async function applyPatiently(client: pg.Client, migration: Migration, patienceMs: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; ; await sleep(AGAIN_AFTER_MS)) {
    try {
      return await applyOne(client, migration);
    } catch (error) {
      const { cause } = error as MigrationError;
      if (!(cause instanceof pg.DatabaseError) || cause.code !== LOCK_NOT_AVAILABLE) throw error;
      if (performance.now() > deadline) {
        throw new MigrationError(
          `The migration ${migration.name} left nothing behind: for ${Math.round(patienceMs / 1_000)} s somebody held a table that it changes. ` +
            "End what holds it (a backup, an open session: see pg_stat_activity) and migrate again.",
          { cause },
        );
      }
    }
  }
}

async function applyOne(client: pg.Client, { name, sql }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, transaction_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), checksum(sql), name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`The migration ${name} failed and left nothing behind: ${reason}`, { cause });
  }
}

function checksum(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
