import type { SqlExecutor } from "../../audiences/index.js";
import type { Removal } from "../receipt.js";

/** Results of jobs: WeChat names some person as their sender, and the numbers in them are not the person's. */
const JOB_RESULTS = ["MASSSENDJOBFINISH", "PUBLISHJOBFINISH"];

/** Where audience expressions are kept, in AudienceInput's shape. */
const EXPRESSIONS = [
  { table: "mass_send", column: "audience" },
  { table: "tag", column: "rule" },
];

/**
 * Removes a name of the person (openid, unionid) from what is not keyed by the user: callbacks, stored audiences, and places
 * where a reading of WeChat's lists goes on. `pseudonym` takes its place where the row is kept.
 */
export async function eraseMentions(tx: SqlExecutor, tenantId: number, name: string, pseudonym: string): Promise<Removal[]> {
  return [
    ...(await scrubResults(tx, tenantId, name, pseudonym)),
    ...(await deleteCallbacks(tx, tenantId, name)),
    ...(await scrubExpressions(tx, tenantId, name, pseudonym)),
    ...(await restartReadings(tx, tenantId, name)),
  ];
}

/** Whole values only, as JSON writes them: part of somebody's text is that person's text. */
function quoted(name: string): string {
  return JSON.stringify(name);
}

async function scrubResults(tx: SqlExecutor, tenantId: number, name: string, pseudonym: string): Promise<Removal[]> {
  const { rowCount } = await tx.query(
    `UPDATE callback SET openid = CASE WHEN openid = $2 THEN $3 ELSE openid END, dedupe_key = replace(dedupe_key, $2, $3),
       payload = replace(payload::text, $4, $5)::jsonb, details = replace(details::text, $4, $5)::jsonb
     WHERE tenant_id = $1 AND event = ANY($6::text[]) AND (openid = $2 OR position($4 IN payload::text) > 0)`,
    [tenantId, name, pseudonym, quoted(name), quoted(pseudonym), JOB_RESULTS],
  );
  return rowCount ? [{ table: "callback", rows: rowCount, fields: ["openid", "payload", "details", "dedupe_key"] }] : [];
}

/** Theirs, and what WeChat tells of them under another sender, such as a changed profile. */
async function deleteCallbacks(tx: SqlExecutor, tenantId: number, name: string): Promise<Removal[]> {
  const { rowCount } = await tx.query(
    "DELETE FROM callback WHERE tenant_id = $1 AND event <> ALL($4::text[]) AND (openid = $2 OR position($3 IN payload::text) > 0)",
    [tenantId, name, quoted(name), JOB_RESULTS],
  );
  return rowCount ? [{ table: "callback", rows: rowCount }] : [];
}

async function scrubExpressions(tx: SqlExecutor, tenantId: number, name: string, pseudonym: string): Promise<Removal[]> {
  const removed: Removal[] = [];
  for (const { table, column } of EXPRESSIONS) {
    const { rowCount } = await tx.query(
      `UPDATE ${table} SET ${column} = replace(${column}::text, $2, $3)::jsonb
       WHERE tenant_id = $1 AND position($2 IN ${column}::text) > 0`,
      [tenantId, quoted(name), quoted(pseudonym)],
    );
    if (rowCount) removed.push({ table, rows: rowCount, fields: [column] });
  }
  return removed;
}

/** A list that would go on after the person's openid is read from its start instead: harmless, and WeChat may know the place no more. */
async function restartReadings(tx: SqlExecutor, tenantId: number, name: string): Promise<Removal[]> {
  const removed: Removal[] = [];
  const syncs = await tx.query("UPDATE sync_job SET cursor = NULL WHERE tenant_id = $1 AND cursor = to_jsonb($2::text)", [tenantId, name]);
  if (syncs.rowCount) removed.push({ table: "sync_job", rows: syncs.rowCount, fields: ["cursor"] });
  const tags = await tx.query(
    "UPDATE wechat_tag w SET members_after = '' FROM tag t WHERE t.id = w.tag_id AND t.tenant_id = $1 AND w.members_after = $2",
    [tenantId, name],
  );
  if (tags.rowCount) removed.push({ table: "wechat_tag", rows: tags.rowCount, fields: ["members_after"] });
  return removed;
}
