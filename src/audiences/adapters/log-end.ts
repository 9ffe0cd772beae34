import type { PoolClient } from "pg";
import { prepared } from "../../platform/database/prepared.js";

export interface LogEnd {
  position: number;
  at: Date;
  /** Version of the ledger of mass sends (SendsLeft). */
  deliveries: number;
}

const LOG_END = `
  SELECT (SELECT change_position FROM tenant_counter WHERE tenant_id = $1) AS position,
    (SELECT version FROM delivery_ledger WHERE tenant_id = $1) AS deliveries, now() AS at`;

/** Where the log ends; a tenant that does not exist has none. `at` is taken before the row is read. */
export async function readLogEnd(client: Pick<PoolClient, "query">, tenantId: number): Promise<LogEnd> {
  const { rows } = await client.query<{ position: bigint | null; deliveries: bigint | null; at: Date }>(prepared(LOG_END, [tenantId]));
  const [row] = rows;
  if (!row) throw new Error("PostgreSQL gave no row");
  return { position: Number(row.position ?? 0), deliveries: Number(row.deliveries ?? 0), at: row.at };
}
