import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { quoted, readMigrationNames, readSequences, readTables, type TableShape } from "./catalog.js";
import { hashed } from "./hashed.js";
import { BackupError, type BackupManifest, manifestPath, newManifest, tablePath } from "./manifest.js";

/** Twice as fast as gzip's fastest, and smaller. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

export interface BackupProgress {
  table: string;
  done: number;
  of: number;
}

/**
 * Writes everything in the schema, as it was at one moment, into a new folder: one file a table, in COPY's text form, which every
 * PostgreSQL reads. Nobody is kept waiting meanwhile. The folder has its name only once it is whole. Throws BackupError.
 */
export async function writeBackup(
  connectionString: string,
  folder: string,
  onProgress: (progress: BackupProgress) => void = () => undefined,
): Promise<BackupManifest> {
  const partial = `${folder}.partial`;
  await makeNew(folder);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ at: Date }>("SELECT now() AS at");
    const shapes = await readTables(client);
    const tables: BackupManifest["tables"] = [];
    for (const [done, shape] of shapes.entries()) {
      onProgress({ table: shape.name, done, of: shapes.length });
      tables.push(await writeTable(client, partial, shape));
    }
    const at = (rows[0]?.at ?? new Date()).toISOString();
    const manifest = newManifest({ at, migrations: await readMigrationNames(client), tables, sequences: await readSequences(client) });
    await writeFile(manifestPath(partial), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(partial, folder);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** Takes the name, so that nothing is written for hours that then finds it taken: only an empty folder is replaced by `rename`. */
async function makeNew(folder: string): Promise<void> {
  await mkdir(folder, { recursive: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new BackupError(`${folder} is there already: a backup goes into a new folder`);
    if (error.code === "ENOENT") throw new BackupError(`the folder in which ${folder} shall be is not there`);
    throw error;
  });
  await rm(folder, { recursive: true });
}

async function writeTable(client: pg.Client, folder: string, { name, columns }: TableShape): Promise<BackupManifest["tables"][number]> {
  const copy = client.query(copyTo(`COPY ${quoted(name)} (${columns.map(quoted).join(", ")}) TO STDOUT`));
  const { through, digest } = hashed();
  const file = createWriteStream(tablePath(folder, name), { mode: 0o600 });
  await pipeline(copy, createZstdCompress(ZSTD), through, file);
  const written = await open(tablePath(folder, name));
  await written.sync().finally(() => written.close());
  return { name, columns, rows: copy.rowCount, sha256: digest() };
}
