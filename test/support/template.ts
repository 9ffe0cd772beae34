import pg from "pg";
import { applyMigrations } from "../../src/platform/database/migrate.js";
import { TEMPLATE, withDatabase } from "./database-url.js";

/** Makes the migrated template, on a server that has none yet. */
export async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [TEMPLATE]);
    if (rowCount) return;
    await admin.query(`CREATE DATABASE ${TEMPLATE}`);
    await applyMigrations(withDatabase(adminUrl, TEMPLATE));
    // Nobody may connect to it: a connection would make every clone fail.
    await admin.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
}
