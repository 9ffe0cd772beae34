import type { Database } from "../../platform/database/database.js";
import type { TenantChanges, TenantLook, TenantWatch } from "../live/tenant-changes.port.js";

/** `xmin` is another one after each update of a row, whatever it changed and whichever clock it took. */
const LOOK = `
  SELECT coalesce((SELECT change_position FROM tenant_counter WHERE tenant_id = $1), 0) AS position,
    coalesce((SELECT version FROM delivery_ledger WHERE tenant_id = $1), 0) || to_char(now() AT TIME ZONE 'Asia/Shanghai', '/YYYY-MM') AS deliveries,
    (SELECT coalesce(md5(string_agg(id || ':' || xmin::text, ',' ORDER BY id)), '') FROM segment WHERE tenant_id = $1) AS segments,
    (SELECT coalesce(json_agg(json_build_array(id, round(extract(epoch FROM updated_at) * 1000))), '[]')
       FROM tag WHERE tenant_id = $1 AND id = ANY ($2::int[])) AS tags`;

const CHANGES = `
  SELECT tag_id AS "tagId", count(*)::int AS rows FROM audience_change
  WHERE tenant_id = $1 AND position > $2 AND position <= $3 GROUP BY tag_id`;

export class PostgresTenantWatch implements TenantWatch {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async look(tenantId: number, tagIds: readonly number[]): Promise<TenantLook> {
    const { rows } = await this.database.pool.query<{ position: bigint; deliveries: string; segments: string; tags: [number, number][] }>(
      LOOK,
      [tenantId, tagIds],
    );
    const [row] = rows;
    if (!row) throw new Error("PostgreSQL gave no row");
    return { ...row, position: BigInt(row.position), tags: new Map(row.tags) };
  }

  async changes(tenantId: number, after: bigint, to: bigint): Promise<TenantChanges | null> {
    if (to < after) return null;
    const { rows } = await this.database.pool.query<{ tagId: number | null; rows: number }>(CHANGES, [tenantId, String(after), String(to)]);
    // Positions have no gaps, so rows that are missing were trimmed.
    if (BigInt(rows.reduce((sum, row) => sum + row.rows, 0)) !== to - after) return null;
    return { users: rows.some(({ tagId }) => tagId === null), tagIds: new Set(rows.flatMap(({ tagId }) => tagId ?? [])) };
  }
}
