import { createHash } from "node:crypto";
import type pg from "pg";
import { findByIndex } from "../../platform/database/bulk-load.js";
import type { ImportedDeletionRequest } from "../people.js";
import type { Keyed } from "../target.port.js";
import type { WrittenPeople } from "./import-people.js";

const TABLE = "user_delete_request";

/**
 * Takes requests over, processed ones with their state. The tenant is that of the user, or of the openid; where the old system
 * has removed the person already it is the only tenant there is, else nobody knows and the row is rejected.
 */
export async function importDeletionRequests(
  tx: pg.PoolClient,
  tenantIds: readonly number[],
  requests: readonly Keyed<ImportedDeletionRequest>[],
): Promise<WrittenPeople> {
  await findByIndex(tx);
  const tenants = await tenantsOf(tx, tenantIds, requests);
  const only = tenantIds.length === 1 ? tenantIds[0] : undefined;
  const placed = requests.flatMap(({ row }, i) => {
    const tenantId = tenants[i] ?? only;
    return tenantId === undefined ? [] : [{ row, tenantId, importKey: keyOf(row) }];
  });
  const rejects = requests.flatMap(({ key }, i) =>
    (tenants[i] ?? only) === undefined ? [{ table: TABLE, key, reason: "its user is not here, so its tenant is not known" }] : [],
  );
  const changed = await upsert(tx, unique(placed));
  return { counts: { [TABLE]: { read: 0, written: placed.length, changed, rejected: rejects.length } }, rejects };
}

interface Placed {
  row: ImportedDeletionRequest;
  tenantId: number;
  importKey: Buffer;
}

/** Lists, no joins: for a table that has just been filled the planner took one look over all of it for each request, 20 s for 500 among 200,000 users. */
async function tenantsOf(
  tx: pg.PoolClient,
  tenantIds: readonly number[],
  requests: readonly Keyed<ImportedDeletionRequest>[],
): Promise<(number | undefined)[]> {
  const { rows } = await tx.query<{ user_id: number; tenant_id: number }>(
    "SELECT user_id, tenant_id FROM users WHERE user_id = ANY($2::int[]) AND imported AND tenant_id = ANY($1::int[])",
    [tenantIds, requests.map(({ row }) => row.userId)],
  );
  const byId = new Map(rows.map(({ user_id, tenant_id }) => [user_id, tenant_id]));
  const byOpenid = new Map<string, number>();
  for (const tenantId of tenantIds.toSorted((a, b) => b - a)) {
    const { rows: found } = await tx.query<{ openid: string }>(
      "SELECT openid FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[])",
      [tenantId, requests.map(({ row }) => row.openid)],
    );
    // Of several tenants the lowest, which comes last.
    for (const { openid } of found) byOpenid.set(openid, tenantId);
  }
  return requests.map(({ row }) => byId.get(row.userId) ?? byOpenid.get(row.openid));
}

/** Equal rows of the old system are one request; processed if one of them is. */
function unique(placed: readonly Placed[]): Placed[] {
  const byKey = new Map<string, Placed>();
  for (const each of placed) {
    const key = each.importKey.toString("hex");
    const before = byKey.get(key);
    const processed = each.row.processed || (before?.row.processed ?? false);
    byKey.set(key, { ...each, row: { ...each.row, processed } });
  }
  return [...byKey.values()];
}

/** What is processed stays so, whoever did it. */
async function upsert(tx: pg.PoolClient, placed: readonly Placed[]): Promise<number> {
  const { rowCount } = await tx.query(
    `INSERT INTO deletion_request AS r (tenant_id, user_id, phone, openid, kind, processed, import_key)
     SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::bytea[])
     ON CONFLICT (import_key) DO UPDATE SET processed = true WHERE excluded.processed AND NOT r.processed`,
    [
      placed.map(({ tenantId }) => tenantId),
      placed.map(({ row }) => row.userId),
      placed.map(({ row }) => row.phone),
      placed.map(({ row }) => row.openid),
      placed.map(({ row }) => row.kind),
      placed.map(({ row }) => row.processed),
      placed.map(({ importKey }) => importKey),
    ],
  );
  return rowCount ?? 0;
}

function keyOf({ userId, phone, openid, kind }: ImportedDeletionRequest): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([userId, phone, openid, kind]))
    .digest();
}
