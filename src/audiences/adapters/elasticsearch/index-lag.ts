import type { Pool } from "pg";

/** How far one tenant's documents trail its change log. */
export interface IndexLag {
  tenantId: number;
  changes: number;
  /** Since the first change that they lack; 0 where that is no longer known. */
  seconds: number;
}

/** Tenants whom the index lacks something of, the longest behind first. */
export async function searchIndexLag(pool: Pick<Pool, "query">, index: string): Promise<IndexLag[]> {
  return (await pool.query<IndexLag>(LAG, [index])).rows;
}

/** Users in no audience, since Elasticsearch refuses their documents. */
export async function refusedDocuments(pool: Pick<Pool, "query">, index: string): Promise<number> {
  const sql = "SELECT count(*)::int AS count FROM search_index_reject WHERE index_name = $1";
  return (await pool.query<{ count: number }>(sql, [index])).rows[0]?.count ?? 0;
}

const LAG = `
  SELECT c.tenant_id AS "tenantId", (c.change_position - coalesce(p.position, 0))::float8 AS changes,
    coalesce(extract(epoch FROM clock_timestamp() - (
      SELECT a.at FROM audience_change a WHERE a.tenant_id = c.tenant_id AND a.position > coalesce(p.position, 0)
      ORDER BY a.position LIMIT 1)), 0)::float8 AS seconds
  FROM tenant_counter c LEFT JOIN search_index_position p ON p.tenant_id = c.tenant_id AND p.index_name = $1
  WHERE c.next_ordinal > 0 AND (p.position IS DISTINCT FROM c.change_position OR p.built_to IS NOT NULL)
  ORDER BY seconds DESC, changes DESC`;
