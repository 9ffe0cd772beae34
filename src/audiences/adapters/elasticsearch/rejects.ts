import type { Pool, PoolClient } from "pg";

export interface Reject {
  ordinal: number;
  error: string;
}

/** Notes whom Elasticsearch refuses among the users just written, and that it took the others. */
export async function noteRejects(
  client: PoolClient,
  index: string,
  tenantId: number,
  written: readonly number[],
  rejects: readonly Reject[],
): Promise<void> {
  const key = [index, tenantId];
  const refused = rejects.map(({ ordinal }) => ordinal);
  await client.query(
    "DELETE FROM search_index_reject WHERE index_name = $1 AND tenant_id = $2 AND ordinal = ANY ($3::int[]) AND ordinal <> ALL ($4::int[])",
    [...key, written, refused],
  );
  if (rejects.length === 0) return;
  await client.query(
    `INSERT INTO search_index_reject (index_name, tenant_id, ordinal, error) SELECT $1, $2, * FROM unnest($3::int[], $4::text[])
     ON CONFLICT (index_name, tenant_id, ordinal) DO UPDATE SET error = excluded.error, at = now()`,
    [...key, refused, rejects.map(({ error }) => error)],
  );
}

/** Everybody whose document was set aside, and how many they are; the first hundred by name. */
export async function readRejects(pool: Pick<Pool, "query">, index: string, tenantId: number): Promise<{ count: number; first: Reject[] }> {
  const { rows } = await pool.query<Reject & { count: number }>(
    `SELECT ordinal, error, count(*) OVER ()::int AS count FROM search_index_reject
      WHERE index_name = $1 AND tenant_id = $2 ORDER BY ordinal LIMIT 100`,
    [index, tenantId],
  );
  return { count: rows[0]?.count ?? 0, first: rows.map(({ ordinal, error }) => ({ ordinal, error })) };
}
