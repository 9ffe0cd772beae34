import type { Pool } from "pg";

/** How far one tenant's rules trail its change log. */
export interface RuleLag {
  tenantId: number;
  changes: number;
  /** Since the first change that they have not followed; 0 where that is no longer known. */
  seconds: number;
}

/** Tenants whose rules have something to follow, the longest behind first. */
export async function ruleLag(pool: Pick<Pool, "query">): Promise<RuleLag[]> {
  return (await pool.query<RuleLag>(LAG)).rows;
}

const LAG = `
  SELECT f.tenant_id AS "tenantId", (c.change_position - f.position)::float8 AS changes,
    coalesce(extract(epoch FROM clock_timestamp() - (
      SELECT a.at FROM audience_change a WHERE a.tenant_id = f.tenant_id AND a.position > f.position ORDER BY a.position LIMIT 1)), 0)::float8 AS seconds
  FROM rule_following f JOIN tenant_counter c ON c.tenant_id = f.tenant_id
  WHERE f.position < c.change_position AND EXISTS (SELECT 1 FROM tag_rule r WHERE r.tenant_id = f.tenant_id)
  ORDER BY seconds DESC, changes DESC`;
