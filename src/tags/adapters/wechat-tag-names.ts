import type { SqlExecutor } from "../../audiences/index.js";

/**
 * Brings the tenant's tags in line with WeChat's list. Names merge in three ways: what was renamed there since it was last
 * seen is renamed here, unless it was renamed here too; then ours stays. Nothing is written where nothing differs.
 */
export async function mergeTagNames(tx: SqlExecutor, tenantId: number, tags: readonly { id: number; name: string }[]): Promise<void> {
  const values = [tenantId, tags.map(({ id }) => id), tags.map(({ name }) => name)];
  const gone = await tx.query<{ id: number }>(GONE, values.slice(0, 2));
  await forget(tx, "wechat_tag", gone.rows);
  const attached = await tx.query<{ id: number }>(ATTACH, values);
  for (const table of ["wechat_user_tag", "wechat_tag_call"] as const) await forget(tx, table, attached.rows);
  await tx.query(NOTE_ATTACHED, [attached.rows.map(({ id }) => id)]);
  for (const statement of [RENAME, SEEN, INSERT, SEEN]) await tx.query(statement, values);
}

async function forget(tx: SqlExecutor, table: "wechat_tag" | "wechat_user_tag" | "wechat_tag_call", tags: { id: number }[]): Promise<void> {
  if (tags.length > 0) await tx.query(`DELETE FROM ${table} WHERE tag_id = ANY($1::int[])`, [tags.map(({ id }) => id)]);
}

/** $1 tenant, $2 WeChat ids, $3 names; without those that are to be deleted there. */
const GIVEN = `(SELECT id, name FROM unnest($2::int[], $3::text[]) AS given(id, name)
  WHERE NOT EXISTS (SELECT 1 FROM wechat_tag_removal r WHERE r.tenant_id = $1 AND r.wechat_tag_id = given.id)) AS w`;
const TOUCH = "updated_at = now()";

/** Somebody deleted it at WeChat: it stays here, with its users. First: what is free again may be taken by the next statements. */
const GONE = `UPDATE tag SET wechat_tag_id = NULL, mirror_to_wechat = false, ${TOUCH}
  WHERE tenant_id = $1 AND wechat_tag_id IS NOT NULL AND wechat_tag_id <> ALL($2::int[]) RETURNING id`;

const ATTACH = `UPDATE tag t SET wechat_tag_id = w.id, ${TOUCH} FROM ${GIVEN}
  WHERE t.tenant_id = $1 AND t.name = w.name AND t.wechat_tag_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.wechat_tag_id = w.id)
  RETURNING t.id`;

/** A mirrored one that stood there before it could be made: WeChat's own list of its followers is read first. */
const NOTE_ATTACHED = `UPDATE wechat_tag SET members_after = '', compared_to = 0 WHERE tag_id = ANY($1::int[])`;

/** A name that another tag here bears stays with that one. */
const RENAME = `UPDATE tag t SET name = w.name, ${TOUCH} FROM ${GIVEN}
  WHERE t.tenant_id = $1 AND t.wechat_tag_id = w.id AND t.name <> w.name
    AND NOT EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.name = w.name)
    AND NOT EXISTS (SELECT 1 FROM wechat_tag seen WHERE seen.tag_id = t.id AND (seen.name = w.name
      OR t.name NOT IN (seen.name, seen.name || ' (WeChat ' || w.id || ')')))`;

const SEEN = `INSERT INTO wechat_tag AS seen (tag_id, name) SELECT t.id, w.name FROM tag t JOIN ${GIVEN} ON t.wechat_tag_id = w.id
  WHERE t.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM wechat_tag s WHERE s.tag_id = t.id AND s.name = w.name)
  ON CONFLICT (tag_id) DO UPDATE SET name = excluded.name`;

const INSERT = `INSERT INTO tag (tenant_id, name, wechat_tag_id)
  SELECT $1, CASE WHEN EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.name = w.name) THEN w.name || ' (WeChat ' || w.id || ')' ELSE w.name END, w.id
  FROM ${GIVEN}
  WHERE NOT EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.wechat_tag_id = w.id)
  ORDER BY w.id
  ON CONFLICT DO NOTHING`;
