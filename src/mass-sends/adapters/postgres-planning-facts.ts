import type { Database } from "../../platform/database/database.js";
import type { PlanningFacts } from "../planner/planning.port.js";

export class PostgresPlanningFacts implements PlanningFacts {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async followersSyncedAt(tenantId: number): Promise<Date | null> {
    const { rows } = await this.database.pool.query<{ at: Date | null }>(
      "SELECT max(created_at) AS at FROM sync_job WHERE tenant_id = $1 AND kind = 'FOLLOWERS' AND status = 'SUCCEEDED'",
      [tenantId],
    );
    return rows[0]?.at ?? null;
  }

  async sendallsSince(tenantId: number, since: Date): Promise<{ toAll: number; any: number }> {
    const { rows } = await this.database.pool.query<{ toAll: number; any: number }>(
      `SELECT count(*) FILTER (WHERE s.method = 'TO_ALL')::int AS "toAll", count(*)::int AS any
       FROM mass_send s JOIN mass_send_batch b ON b.mass_send_id = s.id
       WHERE s.tenant_id = $1 AND s.method IN ('TO_ALL', 'BY_TAG') AND s.started_at >= $2::timestamptz - interval '60 days'
         AND b.accepted_at IS NOT NULL AND coalesce(b.first_attempt_at, b.accepted_at) >= $2`,
      [tenantId, since],
    );
    return rows[0] ?? { toAll: 0, any: 0 };
  }

  async callsSince(tenantId: number, since: Date): Promise<number> {
    const { rows } = await this.database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM mass_send s JOIN mass_send_batch b ON b.mass_send_id = s.id
       WHERE s.tenant_id = $1 AND s.started_at >= $2::timestamptz - interval '60 days' AND b.last_attempt_at >= $2`,
      [tenantId, since],
    );
    return rows[0]?.n ?? 0;
  }
}
