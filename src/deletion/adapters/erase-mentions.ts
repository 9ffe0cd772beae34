import type { SqlExecutor } from "../../audiences/index.js";
import type { Removal } from "../receipt.js";
import { listsOpenids, openidsIn } from "./name-indexes.js";

/** Where audience expressions are kept, in AudienceInput's shape. */
export const EXPRESSIONS = [
  { table: "mass_send", column: "audience" },
  { table: "tag", column: "rule" },
  { table: "segment", column: "audience" },
] as const;

/**
 * Removes an openid from what is not keyed by the user: stored audiences, lists of rows that an import left, and places where a
 * reading of WeChat's lists goes on. `pseudonym` takes its place where the row is kept.
 */
export async function eraseMentions(tx: SqlExecutor, tenantId: number, openid: string, pseudonym: string): Promise<Removal[]> {
  return [
    ...(await scrubExpressions(tx, tenantId, openid, pseudonym)),
    ...(await scrubImports(tx, openid, pseudonym)),
    ...(await restartReadings(tx, tenantId, openid)),
  ];
}

async function scrubExpressions(tx: SqlExecutor, tenantId: number, openid: string, pseudonym: string): Promise<Removal[]> {
  const removed: Removal[] = [];
  for (const { table, column } of EXPRESSIONS) {
    const { rowCount } = await tx.query(
      `UPDATE ${table} SET ${column} = replace(${column}::text, $3, $4)::jsonb
       WHERE tenant_id = $1 AND ${listsOpenids(column)} AND ${openidsIn(column)} ? $2`,
      [tenantId, openid, JSON.stringify(openid), JSON.stringify(pseudonym)],
    );
    if (rowCount) removed.push({ table, rows: rowCount, fields: [column] });
  }
  return removed;
}

/** Pairs of openid and tag are named by the openid, and an import that was cut off goes on after one. No import is a tenant's; the openid is one person's anyway. */
async function scrubImports(tx: SqlExecutor, openid: string, pseudonym: string): Promise<Removal[]> {
  const removed: Removal[] = [];
  const rejects = await tx.query("UPDATE import_reject SET key = $2 WHERE key = $1", [openid, pseudonym]);
  if (rejects.rowCount) removed.push({ table: "import_reject", rows: rejects.rowCount, fields: ["key"] });
  // From the table's start again, which writes nothing twice.
  const runs = await tx.query(
    `UPDATE import_run SET position = jsonb_set(position, '{after}', 'null')
     WHERE finished_at IS NULL AND position->>'phase' = 'tags' AND position->>'after' = $1`,
    [Buffer.from(openid).toString("hex")],
  );
  if (runs.rowCount) removed.push({ table: "import_run", rows: runs.rowCount, fields: ["position"] });
  return removed;
}

/** A list that would go on after the person's openid is read from its start instead: harmless, and WeChat may know the place no more. */
async function restartReadings(tx: SqlExecutor, tenantId: number, openid: string): Promise<Removal[]> {
  const removed: Removal[] = [];
  const syncs = await tx.query("UPDATE sync_job SET cursor = NULL WHERE tenant_id = $1 AND cursor = to_jsonb($2::text)", [
    tenantId,
    openid,
  ]);
  if (syncs.rowCount) removed.push({ table: "sync_job", rows: syncs.rowCount, fields: ["cursor"] });
  const tags = await tx.query(
    "UPDATE wechat_tag w SET members_after = '' FROM tag t WHERE t.id = w.tag_id AND t.tenant_id = $1 AND w.members_after = $2",
    [tenantId, openid],
  );
  if (tags.rowCount) removed.push({ table: "wechat_tag", rows: tags.rowCount, fields: ["members_after"] });
  return removed;
}
