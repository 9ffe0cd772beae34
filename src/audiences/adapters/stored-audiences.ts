import type { StoredAudience, StoredAudienceKind } from "../audience-uses.js";
import type { SqlExecutor } from "../change-log.port.js";
import { parseAudience } from "../parse-audience.js";

interface Row {
  kind: StoredAudienceKind;
  id: string;
  name: string;
  audience: unknown;
}

/** Every audience that is kept for later, wherever it stands. `condition` speaks of `audience`; $1 is the tenant. */
const stored = (condition: string): string => `
  SELECT kind, id, name, audience FROM (
    SELECT 'SEGMENT' AS kind, id::text, name, audience FROM segment WHERE tenant_id = $1
    UNION ALL SELECT 'TAG_RULE', id::text, name, rule FROM tag WHERE tenant_id = $1 AND rule IS NOT NULL
    UNION ALL SELECT 'MASS_SEND', id::text, name, audience FROM mass_send WHERE tenant_id = $1 AND status IN ('DRAFT', 'SCHEDULED')
  ) AS stored
  WHERE ${condition} ORDER BY kind, name, id`;

const NAMING_SEGMENTS = stored(`jsonb_path_exists(audience, '$.**.segment ? (@ == $ids[*])', jsonb_build_object('ids', $2::text[]))`);
const NAMING_TAG = stored(`jsonb_path_exists(audience, '$.**.tag ? (@ == $id)', jsonb_build_object('id', $2::text))`);

export async function storedNamingSegments(sql: SqlExecutor, tenantId: number, ids: readonly number[]): Promise<StoredAudience[]> {
  return read(sql, NAMING_SEGMENTS, [tenantId, ids.map(String)]);
}

export async function storedNamingTag(sql: SqlExecutor, tenantId: number, tagId: number): Promise<StoredAudience[]> {
  return read(sql, NAMING_TAG, [tenantId, String(tagId)]);
}

const BY_ID = stored("(kind = 'SEGMENT' AND id = ANY ($2::text[])) OR (kind = 'TAG_RULE' AND id = ANY ($3::text[]))");

export async function storedById(
  sql: SqlExecutor,
  tenantId: number,
  named: { segments: readonly number[]; tags: readonly number[] },
): Promise<StoredAudience[]> {
  return read(sql, BY_ID, [tenantId, named.segments.map(String), named.tags.map(String)]);
}

async function read(sql: SqlExecutor, query: string, values: unknown[]): Promise<StoredAudience[]> {
  const { rows } = await sql.query<Row>(query, values);
  return rows.map(({ audience, ...row }) => ({ ...row, audience: parseAudience(audience, `${row.kind} ${row.id}`) }));
}
