// Do the committed migrations make exactly the tables of prisma/schema.prisma? Needs no running database.
import { applyMigrations } from "../src/platform/database/migrate.js";
import { schemaDrift } from "../src/platform/database/schema-engine.js";
import { withScratchDatabase } from "./scratch-database.js";

/** Problems found, in words; empty when the migrations and the schema agree. */
export function checkPrismaDrift(): Promise<string[]> {
  return withScratchDatabase(async (connectionString) => {
    await applyMigrations(connectionString);
    const sql = await schemaDrift(connectionString);
    if (sql === "") return [];
    return [
      `prisma/migrations do not make what prisma/schema.prisma says; run \`npx tsx scripts/make-migration.ts <name>\`. Missing:\n${sql}`,
    ];
  });
}
