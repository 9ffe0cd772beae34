import { type CallbackFields, massSendFinishedOf } from "../../callbacks/index.js";
import type { Database } from "../../platform/database/database.js";
import type { FinishedJob, StoredResults } from "../send-lease.port.js";

/** Reads what the callback server stored, before or after it was handed on. */
export class PostgresStoredResults implements StoredResults {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async finished(tenantId: number, msgIds: readonly bigint[]): Promise<FinishedJob[]> {
    if (msgIds.length === 0) return [];
    const { rows } = await this.database.pool.query<{ payload: CallbackFields }>(
      `SELECT payload FROM callback WHERE tenant_id = $1 AND wechat_msg_id = ANY($2::bigint[]) AND event = 'MASSSENDJOBFINISH' ORDER BY id`,
      [tenantId, msgIds.map(String)],
    );
    return rows.flatMap(({ payload }) => massSendFinishedOf({ tenantId, payload }) ?? []);
  }
}
