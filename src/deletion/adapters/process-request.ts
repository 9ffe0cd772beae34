import type { SqlExecutor } from "../../audiences/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { ProcessedRequest } from "../deletion-store.port.js";
import { RECEIPT_NOTES, type Receipt, withLater } from "../receipt.js";
import { type Elsewhere, type Erasure, erasePerson } from "./erase-person.js";
import { hashOfOpenid } from "./openid-hash.js";
import { REQUEST_COLUMNS, type RequestRow, requestOf } from "./request-rows.js";

export interface ProcessParts {
  elsewhere: Elsewhere;
  sealer: Pick<Sealer, "fingerprint">;
}

/** Wipes the person of a request, as part of a transaction. Null: no such request in the tenant. */
export async function processIn(
  tx: SqlExecutor,
  { elsewhere, sealer }: ProcessParts,
  { tenantId, requestId, by }: { tenantId: number; requestId: number; by: Receipt["by"] },
): Promise<ProcessedRequest | null> {
  const sql = `SELECT ${REQUEST_COLUMNS}, now() FROM deletion_request WHERE tenant_id = $1 AND id = $2 FOR UPDATE`;
  const { rows } = await tx.query<OpenRow>(sql, [tenantId, requestId]);
  const [row] = rows;
  if (!row) return null;
  const erasure = await erasePerson(tx, elsewhere, { tenantId, userId: row.user_id, openid: row.openid, phone: row.phone });
  const hash = erasure.openid === null ? null : hashOfOpenid(sealer, erasure.openid);
  const receipt = receiptOf(row, erasure, by);
  const closed = await tx.query<RequestRow>(CLOSE, [
    ...[tenantId, row.id, row.openid, erasure.pseudonym, hash, JSON.stringify(receipt), row.now],
  ]);
  return { before: requestOf(row), after: requestOf(closed.rows.find(({ id }) => id === row.id) ?? row) };
}

type OpenRow = RequestRow & { now: Date };

function receiptOf({ id, receipt, now }: OpenRow, { removed }: Erasure, by: Receipt["by"]): Receipt {
  if (receipt !== null) return withLater(receipt, now, by, removed);
  return { request: id, at: now.toISOString(), by, removed, notes: RECEIPT_NOTES };
}

/** Also every other request of the same openid: its row held the person's openid and phone as well. */
const CLOSE = `
  UPDATE deletion_request
  SET phone = NULL, openid = $4, processed = true, processed_at = coalesce(processed_at, $7),
      openid_hash = coalesce(openid_hash, $5), receipt = CASE WHEN id = $2 THEN $6::jsonb ELSE coalesce(receipt, $6::jsonb) END
  WHERE tenant_id = $1 AND (id = $2 OR (openid = $3 AND processed_at IS NULL))
  RETURNING ${REQUEST_COLUMNS}`;
