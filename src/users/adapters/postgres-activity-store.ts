import type { Database } from "../../platform/database/database.js";
import { type ActivityStore, type LastSeen, personKey } from "../activity-store.port.js";

/** Column `users.last_active_at`. */
export class PostgresActivityStore implements ActivityStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async touch(people: readonly LastSeen[]): Promise<Map<string, number>> {
    const { rows } = await this.database.pool.query<{ tenant_id: number; openid: string; user_id: number }>(TOUCH, [
      people.map(({ tenantId }) => tenantId),
      people.map(({ openid }) => openid),
      people.map(({ at }) => at),
    ]);
    return new Map(rows.map(({ tenant_id: tenantId, openid, user_id }) => [personKey({ tenantId, openid }), user_id]));
  }
}

/**
 * Locked in the order of ordinals, as all who change many users do. `updated_at` stays: it says since when what WeChat tells of
 * the person is known.
 */
const TOUCH = `
  WITH seen AS (
    SELECT u.user_id, u.tenant_id, u.openid, u.ordinal, p.at, u.last_active_at
    FROM unnest($1::int[], $2::text[], $3::timestamptz[]) AS p (tenant_id, openid, at)
    JOIN users u ON u.tenant_id = p.tenant_id AND u.openid = p.openid),
  locked AS (
    SELECT u.user_id, seen.at FROM users u JOIN seen ON seen.user_id = u.user_id
    WHERE seen.last_active_at IS NULL OR seen.last_active_at < seen.at
    ORDER BY u.tenant_id, u.ordinal FOR NO KEY UPDATE OF u),
  moved AS (
    UPDATE users u SET last_active_at = locked.at FROM locked
    WHERE u.user_id = locked.user_id AND coalesce(u.last_active_at, '-infinity') < locked.at)
  SELECT tenant_id, openid, user_id FROM seen`;
