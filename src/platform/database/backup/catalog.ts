import type pg from "pg";

export interface TableShape {
  name: string;
  /** Those that hold what was written; computed ones come back by themselves. */
  columns: string[];
}

export interface SequenceState {
  name: string;
  value: string;
  /** Whether `value` was given out already. */
  called: boolean;
}

type Client = Pick<pg.ClientBase, "query">;

/** What Prisma's record of migrations is called; it tells which ones the rest is of. */
export const MIGRATIONS_TABLE = "_prisma_migrations";

/** The tables of the schema, each after those whose rows its own refer to. */
export async function readTables(client: Client): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape & { refers: string[] }>(`
    SELECT c.relname AS name,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
      (SELECT coalesce(array_agg(DISTINCT f.relname::text), '{}') FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS refers
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname`);
  const ordered: TableShape[] = [];
  const left = new Map(rows.filter(({ name }) => name !== MIGRATIONS_TABLE).map((row) => [row.name, row]));
  while (left.size > 0) {
    const free = [...left.values()].filter(({ refers }) => refers.every((name) => !left.has(name)));
    if (free.length === 0) throw new Error(`the tables ${[...left.keys()].join(", ")} refer to each other in a circle`);
    for (const { name, columns } of free) {
      ordered.push({ name, columns });
      left.delete(name);
    }
  }
  return ordered;
}

export async function readSequences(client: Client): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace ORDER BY relname",
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${quoted(name)}`,
    );
    states.push({ name, value: found.rows[0]?.value ?? "1", called: found.rows[0]?.called ?? false });
  }
  return states;
}

/** Of the migrations that the database has, oldest first. */
export async function readMigrationNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${MIGRATIONS_TABLE} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
