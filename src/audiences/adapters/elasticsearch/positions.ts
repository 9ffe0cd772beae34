import type { Pool, PoolClient } from "pg";

/** How far an index has followed one tenant's log (table search_index_position). */
export interface Progress {
  position: number;
  /** While it is built from the tables: users up to this ordinal are in it; null when it is complete. */
  builtTo: number | null;
  /** The mirrored tags as wx_tag_id was written from (`mirroredText`). */
  mirrored: string;
}

const NOBODY = -1;

/** Null: nothing was begun. */
export async function readProgress(client: Pick<PoolClient, "query">, index: string, tenantId: number): Promise<Progress | null> {
  const { rows } = await client.query<{ position: bigint; builtTo: number | null; mirrored: string }>(
    `SELECT position, built_to AS "builtTo", mirrored FROM search_index_position WHERE index_name = $1 AND tenant_id = $2`,
    [index, tenantId],
  );
  const [row] = rows;
  return row ? { ...row, position: Number(row.position) } : null;
}

/** Begins at the log's end with nobody: whatever changes from here on is read in the log after the tables were. */
export async function beginBuild(
  client: PoolClient,
  index: string,
  tenantId: number,
  position: number,
  mirrored: string,
): Promise<Progress> {
  await client.query(
    `INSERT INTO search_index_position (index_name, tenant_id, position, built_to, mirrored) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (index_name, tenant_id) DO UPDATE SET position = $3, built_to = $4, mirrored = $5`,
    [index, tenantId, position, NOBODY, mirrored],
  );
  return { position, builtTo: NOBODY, mirrored };
}

/** After Elasticsearch has acknowledged all that stands before. */
export async function saveProgress(client: PoolClient, index: string, tenantId: number, progress: Progress): Promise<void> {
  await client.query(
    "UPDATE search_index_position SET position = $3, built_to = $4, mirrored = $5 WHERE index_name = $1 AND tenant_id = $2",
    [index, tenantId, progress.position, progress.builtTo, progress.mirrored],
  );
}

/** Tenants of which the index lacks something, the one furthest behind first. */
export async function tenantsBehind(pool: Pool, index: string): Promise<number[]> {
  const { rows } = await pool.query<{ tenantId: number }>(
    `SELECT c.tenant_id AS "tenantId" FROM tenant_counter c
       LEFT JOIN search_index_position p ON p.tenant_id = c.tenant_id AND p.index_name = $1
      WHERE p.position IS DISTINCT FROM c.change_position OR p.built_to IS NOT NULL
         OR p.mirrored <> coalesce((SELECT string_agg(t.id || ':' || t.wechat_tag_id, ' ' ORDER BY t.id) FROM tag t
                                     WHERE t.tenant_id = c.tenant_id AND t.wechat_tag_id IS NOT NULL), '')
      ORDER BY c.change_position - coalesce(p.position, 0) DESC`,
    [index],
  );
  return rows.map(({ tenantId }) => tenantId);
}
