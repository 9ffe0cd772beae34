import type { AuditIn, EntryOf } from "../../accounts/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { DeletionRequest } from "../deletion.types.js";
import type { DeletionStore, ProcessedRequest } from "../deletion-store.port.js";
import type { Receipt } from "../receipt.js";
import type { Elsewhere } from "./erase-person.js";
import { processIn } from "./process-request.js";
import { REQUEST_COLUMNS, type RequestRow, requestOf } from "./request-rows.js";

export class PostgresDeletionStore implements DeletionStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly elsewhere: Elsewhere,
    private readonly sealer: Pick<Sealer, "fingerprint">,
    private readonly auditIn: AuditIn,
  ) {}

  request(
    tenantId: number,
    userId: number,
    entry: EntryOf<DeletionRequest>,
  ): Promise<{ request: DeletionRequest; created: boolean } | null> {
    return this.database.transaction(async (tx) => {
      // Two who ask at once get one request.
      const user = await tx.query("SELECT 1 FROM users WHERE tenant_id = $1 AND user_id = $2 FOR NO KEY UPDATE", [tenantId, userId]);
      if (user.rows.length === 0) return null;
      const { rows: present } = await tx.query<RequestRow>(STANDING, [tenantId, userId]);
      if (present[0]) return { request: requestOf(present[0]), created: false };
      const { rows } = await tx.query<RequestRow>(ENTER, [tenantId, userId]);
      if (!rows[0]) return null;
      const request = requestOf(rows[0]);
      await this.auditIn(tx).record(entry(request));
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

  process(tenantId: number, requestId: number, by: Receipt["by"], entry: EntryOf<ProcessedRequest>): Promise<DeletionRequest | null> {
    return this.database.transaction(async (tx) => {
      const processed = await processIn(tx, { elsewhere: this.elsewhere, sealer: this.sealer }, { tenantId, requestId, by });
      if (processed === null) return null;
      await this.auditIn(tx).record(entry(processed));
      return processed.after;
    });
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
