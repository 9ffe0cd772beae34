import type { SqlExecutor } from "../../audiences/index.js";
import type { Removal } from "../receipt.js";
import { isIndexedName, NAMED_BY_OTHERS, NAMES_IN_PAYLOAD } from "./name-indexes.js";

/** Results of jobs: WeChat names some person as their sender, and the numbers in them are not the person's. */
const JOB_RESULTS = ["MASSSENDJOBFINISH", "PUBLISHJOBFINISH"];

/**
 * Deletes the callbacks that bear one of the person's names (openid, unionid): theirs, and what WeChat tells of them under another
 * sender, such as a changed profile. Results of jobs stay, under the pseudonym.
 */
export async function eraseCallbacks(tx: SqlExecutor, tenantId: number, names: readonly string[], pseudonym: string): Promise<Removal[]> {
  const ids = await callbacksNaming(tx, tenantId, names);
  if (ids.length === 0) return [];
  const deleted = await tx.query("DELETE FROM callback WHERE id = ANY($1::bigint[]) AND event <> ALL($2::text[])", [ids, JOB_RESULTS]);
  const scrubbed = new Set<bigint>();
  for (const name of names) for (const id of await scrubResults(tx, ids, name, pseudonym)) scrubbed.add(id);
  return [
    { table: "callback", rows: scrubbed.size, fields: ["openid", "payload", "details", "dedupe_key"] },
    { table: "callback", rows: deleted.rowCount ?? 0 },
  ].filter(({ rows }) => rows > 0);
}

/** By the indexes on sender and names; a name that WeChat would not give, as an old base may hold, is looked for in every callback. */
async function callbacksNaming(tx: SqlExecutor, tenantId: number, names: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: bigint }>(
    `SELECT id FROM callback WHERE tenant_id = $1 AND openid = ANY($2::text[])
     UNION SELECT id FROM callback WHERE tenant_id = $1 AND ${NAMED_BY_OTHERS} AND ${NAMES_IN_PAYLOAD} ?| $2::text[]`,
    [tenantId, names],
  );
  const odd = names.filter((name) => !isIndexedName(name)).map(containing);
  if (odd.length > 0) {
    const sql = "SELECT id FROM callback WHERE tenant_id = $1 AND payload::text LIKE ANY($2::text[])";
    rows.push(...(await tx.query<{ id: bigint }>(sql, [tenantId, odd])).rows);
  }
  return [...new Set(rows.map(({ id }) => String(id)))];
}

/** LIKE's pattern for texts that hold the name as a whole JSON value: part of somebody's text is that person's text. */
function containing(name: string): string {
  return `%${JSON.stringify(name).replace(/[\\%_]/g, "\\$&")}%`;
}

async function scrubResults(tx: SqlExecutor, ids: readonly string[], name: string, pseudonym: string): Promise<bigint[]> {
  const { rows } = await tx.query<{ id: bigint }>(
    `UPDATE callback SET openid = CASE WHEN openid = $2 THEN $3 ELSE openid END, dedupe_key = replace(dedupe_key, $2, $3),
       payload = replace(payload::text, $4, $5)::jsonb, details = replace(details::text, $4, $5)::jsonb
     WHERE id = ANY($1::bigint[]) AND event = ANY($6::text[]) AND (openid = $2 OR position($4 IN payload::text) > 0)
     RETURNING id`,
    [ids, name, pseudonym, JSON.stringify(name), JSON.stringify(pseudonym), JOB_RESULTS],
  );
  return rows.map(({ id }) => id);
}
