// Writes the next migration: what separates the committed ones from prisma/schema.prisma. Needs no running database.
//   npx tsx scripts/make-migration.ts <name>
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyMigrations, MIGRATIONS_FOLDER } from "../src/platform/database/migrate.js";
import { schemaDrift } from "../src/platform/database/schema-engine.js";
import { withScratchDatabase } from "./scratch-database.js";

const LOCK_FILE = `# Read by the prisma CLI.\nprovider = "postgresql"\n`;

async function makeMigration(name: string): Promise<string> {
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(name)) throw new Error("usage: make-migration.ts <name>, a name like add_segment_table");
  mkdirSync(MIGRATIONS_FOLDER, { recursive: true });
  const sql = await withScratchDatabase(async (connectionString) => {
    await applyMigrations(connectionString);
    return schemaDrift(connectionString);
  });
  if (sql === "") return "prisma/schema.prisma has no change that the migrations lack: nothing written.";
  const folder = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
  mkdirSync(join(MIGRATIONS_FOLDER, folder));
  writeFileSync(join(MIGRATIONS_FOLDER, folder, "migration.sql"), sql);
  const lockFile = join(MIGRATIONS_FOLDER, "migration_lock.toml");
  if (!existsSync(lockFile)) writeFileSync(lockFile, LOCK_FILE);
  return `prisma/migrations/${folder}/migration.sql written. Read it before you commit it: a renamed column shows as a dropped and an added one.`;
}

console.log(await makeMigration(process.argv[2] ?? ""));
