import type { Database } from "../../src/platform/database/database.js";

/** What somebody with all rights on the database can do: changes the audit log past the triggers that refuse it. */
export function tamper(database: Pick<Database, "transaction">, sql: string, values: unknown[] = []): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.query("SET LOCAL session_replication_role = replica");
    await tx.query(sql, values);
  });
}
