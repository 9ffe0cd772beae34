import type { Database } from "../../src/platform/database/database.js";

/** Every table of the database as text, bytes also as the text they may be. */
export async function dump({ pool }: Pick<Database, "pool">): Promise<{ name: string; text: string }[]> {
  const { rows: tables } = await pool.query<{ schema: string; name: string }>(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
  );
  const dumped: { name: string; text: string }[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM "${schema}"."${name}" t ORDER BY 1`);
    const text = rows.map(({ row }) => `${row}\n${bytesIn(row)}`).join("\n");
    dumped.push({ name: schema === "public" ? name : `${schema}.${name}`, text });
  }
  return dumped;
}

function bytesIn(row: string): string {
  return [...row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1")).join("\n");
}
