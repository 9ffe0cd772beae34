import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { skipForeignKeyChecks } from "../bulk-load.js";
import { applyMigrations, readMigrations } from "../migrate.js";
import { quoted, readTables, type TableShape } from "./catalog.js";
import { hashed } from "./hashed.js";
import { BackupError, type BackupManifest, readManifest, tablePath } from "./manifest.js";
import type { BackupProgress } from "./write-backup.js";

/**
 * Fills an empty database from a backup: the schema as it was then, its rows in one transaction (all or nothing), and then what this
 * release has added since. Throws BackupError where the database is not empty, or the backup is damaged or of a newer release.
 */
export async function readBackup(
  connectionString: string,
  folder: string,
  onProgress: (progress: BackupProgress) => void = () => undefined,
): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  const known = new Set(readMigrations().map(({ name }) => name));
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new BackupError(`the backup is of a newer release, which had ${unknown.join(", ")}: install that one`);
  await refuseUnlessEmpty(connectionString);
  await applyMigrations(connectionString, { upTo: manifest.migrations.at(-1) });
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("BEGIN");
    await load(client, folder, manifest, onProgress);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
  await applyMigrations(connectionString);
  return manifest;
}

async function refuseUnlessEmpty(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    for (const { name } of await readTables(client)) {
      const { rows } = await client.query(`SELECT FROM ${quoted(name)} LIMIT 1`);
      if (rows.length > 0) throw new BackupError(`the database is not empty (table ${name}): a backup is restored into an empty one`);
    }
  } finally {
    await client.end();
  }
}

async function load(
  client: pg.Client,
  folder: string,
  manifest: BackupManifest,
  onProgress: (progress: BackupProgress) => void,
): Promise<void> {
  const here = new Map((await readTables(client)).map((shape) => [shape.name, shape]));
  for (const table of manifest.tables) checkShape(table, here.get(table.name));
  await client.query("SET LOCAL statement_timeout = 0");
  await skipForeignKeyChecks(client);
  for (const [done, table] of manifest.tables.entries()) {
    onProgress({ table: table.name, done, of: manifest.tables.length });
    await loadTable(client, folder, table);
  }
  for (const { name, value, called } of manifest.sequences) {
    await client.query("SELECT setval($1::regclass, $2::bigint, $3)", [quoted(name), value, called]);
  }
}

function checkShape({ name, columns }: TableShape, here: TableShape | undefined): void {
  const missing = columns.filter((column) => !here?.columns.includes(column));
  if (here === undefined || missing.length > 0) {
    throw new BackupError(
      `the backup does not fit its own migrations: there is no ${here === undefined ? name : `${name}.${missing.join(", ")}`}`,
    );
  }
}

async function loadTable(
  client: pg.Client,
  folder: string,
  { name, columns, rows, sha256 }: BackupManifest["tables"][number],
): Promise<void> {
  // What the triggers would write (audit chains, webhooks, counters) is in the backup already.
  await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
  const { through, digest } = hashed();
  const copy = client.query(copyFrom(`COPY ${quoted(name)} (${columns.map(quoted).join(", ")}) FROM STDIN`));
  await pipeline(createReadStream(tablePath(folder, name)), through, createZstdDecompress(), copy).catch((error: unknown) => {
    throw new BackupError(`the file of table ${name} cannot be read to its end`, { cause: error });
  });
  if (digest() !== sha256) throw new BackupError(`the file of table ${name} is not as it was written`);
  if (copy.rowCount !== rows) throw new BackupError(`table ${name} has ${copy.rowCount} rows instead of ${rows}`);
  await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
}
