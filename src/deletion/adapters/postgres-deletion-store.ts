import type { AuditTrail } from "../../accounts/index.js";
import type { SqlExecutor } from "../../audiences/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { DeletionRequest } from "../deletion.types.js";
import type { DeletionStore } from "../deletion-store.port.js";
import { RECEIPT_NOTES, type Receipt, withLater } from "../receipt.js";
import { type Elsewhere, type Erasure, erasePerson } from "./erase-person.js";
import { hashOfOpenid } from "./openid-hash.js";
import { REQUEST_COLUMNS, type RequestRow, requestOf } from "./request-rows.js";

export class PostgresDeletionStore implements DeletionStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly elsewhere: Elsewhere,
    private readonly sealer: Pick<Sealer, "fingerprint">,
    /** The audit log as part of a transaction; without it nobody's act can be recorded. */
    private readonly auditIn?: (tx: SqlExecutor) => AuditTrail,
  ) {}

  request(tenantId: number, userId: number, operator?: string): Promise<{ request: DeletionRequest; created: boolean } | null> {
    return this.database.transaction(async (tx) => {
      // Two who ask at once get one request.
      const user = await tx.query("SELECT 1 FROM users WHERE tenant_id = $1 AND user_id = $2 FOR NO KEY UPDATE", [tenantId, userId]);
      if (user.rows.length === 0) return null;
      const { rows: present } = await tx.query<RequestRow>(STANDING, [tenantId, userId]);
      if (present[0]) return { request: requestOf(present[0]), created: false };
      const { rows } = await tx.query<RequestRow>(ENTER, [tenantId, userId]);
      if (!rows[0]) return null;
      const request = requestOf(rows[0]);
      await this.record(tx, { tenantId, operator, action: "requestUserDeletion" }, null, request);
      return { request, created: true };
    });
  }

  async page(tenantId: number, { processed, before, limit }: Parameters<DeletionStore["page"]>[1]): Promise<DeletionRequest[]> {
    const { rows } = await this.database.pool.query<RequestRow>(
      `SELECT ${REQUEST_COLUMNS} FROM deletion_request
       WHERE tenant_id = $1 AND ($2::bool IS NULL OR processed = $2) AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [tenantId, processed, before, limit],
    );
    return rows.map(requestOf);
  }

  async count(tenantId: number, processed: boolean | null): Promise<number> {
    const sql = "SELECT count(*)::int AS count FROM deletion_request WHERE tenant_id = $1 AND ($2::bool IS NULL OR processed = $2)";
    const { rows } = await this.database.pool.query<{ count: number }>(sql, [tenantId, processed]);
    return rows[0]?.count ?? 0;
  }

  process(tenantId: number, requestId: number, by: Receipt["by"], operator?: string): Promise<DeletionRequest | null> {
    return this.database.transaction(async (tx) => {
      const sql = `SELECT ${REQUEST_COLUMNS}, now() FROM deletion_request WHERE tenant_id = $1 AND id = $2 FOR UPDATE`;
      const { rows } = await tx.query<RequestRow & { now: Date }>(sql, [tenantId, requestId]);
      const [row] = rows;
      if (!row) return null;
      const erasure = await erasePerson(tx, this.elsewhere, {
        ...{ tenantId, userId: row.user_id, openid: row.openid, phone: row.phone },
      });
      const request = requestOf(await this.close(tx, tenantId, row, erasure, by));
      await this.record(tx, { tenantId, operator, action: "processDeletionRequest" }, requestOf(row), request);
      return request;
    });
  }

  private async record(
    tx: SqlExecutor,
    { tenantId, operator, action }: { tenantId: number; operator: string | undefined; action: string },
    before: DeletionRequest | null,
    after: DeletionRequest,
  ): Promise<void> {
    if (operator === undefined) return;
    if (this.auditIn === undefined) throw new TypeError("there is no audit log to record it in");
    const target = `deletionRequest:${after.id}`;
    await this.auditIn(tx).record({ tenantId, operator, action, target, detail: null, before, after });
  }

  /** Also every other request of the same openid: its row held the person's openid and phone as well. */
  private async close(
    tx: SqlExecutor,
    tenantId: number,
    before: RequestRow & { now: Date },
    { pseudonym, openid, removed }: Erasure,
    by: Receipt["by"],
  ): Promise<RequestRow> {
    const receipt: Receipt =
      before.receipt === null
        ? { request: before.id, at: before.now.toISOString(), by, removed, notes: RECEIPT_NOTES }
        : withLater(before.receipt, before.now, by, removed);
    const hash = openid === null ? null : hashOfOpenid(this.sealer, openid);
    const { rows } = await tx.query<RequestRow>(CLOSE, [
      ...[tenantId, before.id, before.openid, pseudonym, hash, JSON.stringify(receipt), before.now],
    ]);
    return rows.find(({ id }) => id === before.id) ?? before;
  }
}

/** The open one first; without one, that of a user who is erased: there is nobody left to enter a wish for. */
const STANDING = `
  SELECT ${REQUEST_COLUMNS} FROM deletion_request r
  WHERE tenant_id = $1 AND user_id = $2 AND (NOT processed OR (processed_at IS NOT NULL AND openid LIKE 'deleted-%'
    AND EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = r.tenant_id AND u.user_id = r.user_id AND u.openid = r.openid)))
  ORDER BY processed, id LIMIT 1`;

const ENTER = `
  INSERT INTO deletion_request (tenant_id, user_id, phone, openid, kind)
  SELECT tenant_id, user_id, phone, openid, 'USER' FROM users WHERE tenant_id = $1 AND user_id = $2
  RETURNING ${REQUEST_COLUMNS}`;

const CLOSE = `
  UPDATE deletion_request
  SET phone = NULL, openid = $4, processed = true, processed_at = coalesce(processed_at, $7),
      openid_hash = coalesce(openid_hash, $5), receipt = CASE WHEN id = $2 THEN $6::jsonb ELSE coalesce(receipt, $6::jsonb) END
  WHERE tenant_id = $1 AND (id = $2 OR (openid = $3 AND processed_at IS NULL))
  RETURNING ${REQUEST_COLUMNS}`;
