import type { Database } from "../../platform/database/database.js";
import { PSEUDONYM_PREFIX } from "../../users/index.js";
import type { DeletionRequest } from "../deletion.types.js";
import type { SearchedIndex } from "../people-search.port.js";
import { withSearched } from "../receipt.js";
import type { ErasedUsers, SearchReceipts } from "../search-erasure.js";
import { REQUEST_COLUMNS, type RequestRow, requestOf } from "./request-rows.js";

export class PostgresSearchReceipts implements SearchReceipts {
  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {}

  async erasedBy(tenantId: number, requestId: number): Promise<ErasedUsers | null> {
    const sql = erased("r.tenant_id = $2 AND r.id = $3", "");
    const { rows } = await this.database.pool.query<ErasedUsers>(sql, [PSEUDONYM_PREFIX, tenantId, requestId]);
    return rows[0] ?? null;
  }

  async erasedAfter(requestId: number, limit: number): Promise<ErasedUsers[]> {
    const sql = erased("r.id > $2", "LIMIT $3");
    return (await this.database.pool.query<ErasedUsers>(sql, [PSEUDONYM_PREFIX, requestId, limit])).rows;
  }

  tell(tenantId: number, requestId: number, found: readonly SearchedIndex[]): Promise<DeletionRequest | null> {
    return this.database.transaction(async (tx) => {
      const sql = `SELECT ${REQUEST_COLUMNS}, now() FROM deletion_request WHERE tenant_id = $1 AND id = $2 FOR UPDATE`;
      const { rows } = await tx.query<RequestRow & { now: Date }>(sql, [tenantId, requestId]);
      const [row] = rows;
      if (!row) return null;
      if (row.receipt === null || row.processed_at === null) return requestOf(row);
      const receipt = withSearched(row.receipt, row.now, row.processed_at, found);
      if (receipt === row.receipt) return requestOf(row);
      const written = await tx.query<RequestRow>(
        `UPDATE deletion_request SET receipt = $2::jsonb WHERE id = $1 RETURNING ${REQUEST_COLUMNS}`,
        [requestId, JSON.stringify(receipt)],
      );
      return requestOf(written.rows[0] ?? row);
    });
  }
}

/** $1 is how pseudonyms begin. */
const erased = (which: string, limit: string): string => `
  SELECT r.tenant_id AS "tenantId", r.id AS "requestId", r.processed_at AS "processedAt",
    ARRAY(SELECT u.ordinal FROM users u WHERE u.tenant_id = r.tenant_id
            AND (u.openid = r.openid OR (u.user_id = r.user_id AND starts_with(u.openid, $1))) ORDER BY u.ordinal) AS ordinals,
    ARRAY(SELECT said->>'index' FROM jsonb_array_elements(coalesce(r.receipt->'search', '[]')) AS said) AS told
  FROM deletion_request r WHERE r.processed_at IS NOT NULL AND ${which} ORDER BY r.id ${limit}`;
