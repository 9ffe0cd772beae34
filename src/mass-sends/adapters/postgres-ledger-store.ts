import { OrdinalSet, type StoredChunk } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { LedgerStore, MonthOfDeliveries } from "../ledger/ledger-store.port.js";
import { joined, type RankRange } from "../ledger/rank-ranges.js";

/** Of `mass_send_batch b`: `deliveredIn` in SQL; a test holds the two together. */
const DELIVERED = `b.accepted_at IS NOT NULL AND coalesce(b.sent, CASE WHEN b.status = 'REJECTED' THEN 0 ELSE 1 END) > 0
  AND coalesce(b.first_attempt_at, b.accepted_at) >= $2 AND coalesce(b.first_attempt_at, b.accepted_at) < $3`;

/** One statement: what it sees of the batches is what the version says. WeChat accepts nothing before it is tried: so the index serves. */
const MONTH = `
  SELECT coalesce((SELECT version FROM delivery_ledger WHERE tenant_id = $1), 0) AS version,
    (SELECT coalesce(json_agg(json_build_array(b.mass_send_id, b.from_rank, b.to_rank) ORDER BY b.mass_send_id, b.from_rank), '[]')
       FROM mass_send_batch b WHERE b.tenant_id = $1 AND b.accepted_at >= $2 AND ${DELIVERED}) AS delivered`;

export class PostgresLedgerStore implements LedgerStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async version(tenantId: number): Promise<number> {
    const { rows } = await this.database.pool.query<{ version: bigint }>(
      prepared("SELECT version FROM delivery_ledger WHERE tenant_id = $1", [tenantId]),
    );
    return Number(rows[0]?.version ?? 0);
  }

  async delivered(tenantId: number, month: Date, next: Date): Promise<MonthOfDeliveries> {
    const { rows } = await this.database.pool.query<{ version: bigint; delivered: [string, number, number][] }>(MONTH, [
      tenantId,
      month,
      next,
    ]);
    const ranges = new Map<string, RankRange[]>();
    for (const [id, from, to] of rows[0]?.delivered ?? []) {
      const list = ranges.get(id);
      if (list) list.push([from, to]);
      else ranges.set(id, [[from, to]]);
    }
    return { version: Number(rows[0]?.version ?? 0), ranges: new Map([...ranges].map(([id, list]) => [id, joined(list)])) };
  }

  async audience(massSendId: string): Promise<OrdinalSet> {
    const { rows } = await this.database.pool.query<StoredChunk>(
      "SELECT chunk, cardinality, data FROM mass_send_audience WHERE mass_send_id = $1 ORDER BY chunk",
      [massSendId],
    );
    return OrdinalSet.fromStored(rows);
  }

  async hasMonthlyLimit(tenantId: number): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ kind: string }>("SELECT kind FROM tenant WHERE id = $1", [tenantId]);
    return rows[0]?.kind === "SERVICE";
  }
}

/**
 * For the last statement of a transaction that changed what was delivered: the row puts those of one tenant into an order. `tenantId` and
 * `moves` are parameters; moves nothing where that is false.
 */
export function ledgerMove(tenantId: string, moves: string): string {
  return `INSERT INTO delivery_ledger (tenant_id, version) SELECT ${tenantId}::int, 1 WHERE ${moves}
     ON CONFLICT (tenant_id) DO UPDATE SET version = delivery_ledger.version + 1`;
}
