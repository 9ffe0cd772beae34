import { ordinalSetFromBytes, type SqlExecutor } from "../../audiences/index.js";
import type { Traces } from "../trace-check.js";

export type ExportTrace = Traces["exports"][number] & {
  /** Of the erased person. */
  ordinal: number;
};

/** Files that hold somebody who was erased after their writing began, or that were withdrawn and are not deleted yet. */
export async function findExportTraces(sql: SqlExecutor): Promise<ExportTrace[]> {
  const { rows } = await sql.query<ExportTrace>(CANDIDATES);
  const found: ExportTrace[] = [];
  for (const candidate of rows) {
    if (await holds(sql, candidate)) found.push(candidate);
  }
  return found;
}

async function holds(sql: SqlExecutor, { exportId, ordinal }: ExportTrace): Promise<boolean> {
  const { rows } = await sql.query<{ audience: Uint8Array | null }>("SELECT audience FROM user_export WHERE id = $1", [exportId]);
  const audience = rows[0]?.audience;
  return audience != null && ordinalSetFromBytes(audience).has(ordinal);
}

const CANDIDATES = `
  SELECT e.tenant_id AS "tenantId", r.id AS "requestId", e.id AS "exportId", u.ordinal
  FROM user_export e
  JOIN deletion_request r ON r.tenant_id = e.tenant_id AND r.processed_at > e.started_at
  JOIN users u ON u.tenant_id = r.tenant_id AND u.openid = r.openid
  WHERE e.object_key IS NOT NULL AND e.status IN ('READY', 'WITHDRAWN')
  ORDER BY e.id, r.id`;
