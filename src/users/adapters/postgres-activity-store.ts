import type { AudienceChangeLog } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { type ActivityStore, type LastSeen, personKey } from "../activity-store.port.js";

interface Row {
  tenant_id: number;
  openid: string;
  user_id: number;
  ordinal: number;
  /** This is their first act of the day. */
  new_day: boolean;
}

/** Column `users.last_active_at`. */
export class PostgresActivityStore implements ActivityStore {
  constructor(
    private readonly database: Pick<Database, "transaction">,
    private readonly changeLog: AudienceChangeLog,
  ) {}

  async touch(people: readonly LastSeen[]): Promise<Map<string, number>> {
    const rows = await this.database.transaction(async (tx) => {
      const { rows: seen } = await tx.query<Row>(TOUCH, [
        people.map(({ tenantId }) => tenantId),
        people.map(({ openid }) => openid),
        people.map(({ at }) => at),
      ]);
      // Audiences know days: one change a person and day, however much they chat.
      for (const [tenantId, ordinals] of newDays(seen)) await this.changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals }]);
      return seen;
    });
    return new Map(rows.map(({ tenant_id: tenantId, openid, user_id }) => [personKey({ tenantId, openid }), user_id]));
  }
}

/** In the order of tenants, whose counters are locked one after the other. */
function newDays(rows: readonly Row[]): [tenantId: number, ordinals: number[]][] {
  const byTenant = new Map<number, number[]>();
  for (const row of rows) if (row.new_day) byTenant.set(row.tenant_id, [...(byTenant.get(row.tenant_id) ?? []), row.ordinal]);
  return [...byTenant].sort(([a], [b]) => a - b).map(([tenantId, ordinals]) => [tenantId, ordinals.sort((a, b) => a - b)]);
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
    SELECT u.user_id, seen.at, u.last_active_at AS before FROM users u JOIN seen ON seen.user_id = u.user_id
    WHERE seen.last_active_at IS NULL OR seen.last_active_at < seen.at
    ORDER BY u.tenant_id, u.ordinal FOR NO KEY UPDATE OF u),
  moved AS (
    UPDATE users u SET last_active_at = locked.at FROM locked
    WHERE u.user_id = locked.user_id AND coalesce(u.last_active_at, '-infinity') < locked.at
    RETURNING u.user_id, (locked.before AT TIME ZONE 'Asia/Shanghai')::date
      IS DISTINCT FROM (locked.at AT TIME ZONE 'Asia/Shanghai')::date AS new_day)
  SELECT seen.tenant_id, seen.openid, seen.user_id, seen.ordinal, coalesce(moved.new_day, false) AS new_day
  FROM seen LEFT JOIN moved ON moved.user_id = seen.user_id`;
