import { OrdinalSet, type SendLookup, type SendNames, type StoredChunk } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";

/** What audiences ask about mass sends. */
export class PostgresUnreached implements SendLookup, SendNames {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async ordinalsUnreached(tenantId: number, massSendId: string): Promise<Uint32Array> {
    const { pool } = this.database;
    const { rows: ranges } = await pool.query<{ fromRank: number; toRank: number }>(
      `SELECT from_rank AS "fromRank", to_rank AS "toRank" FROM mass_send_batch
       WHERE mass_send_id = $1 AND tenant_id = $2 AND status IN ('REJECTED', 'CANCELLED') ORDER BY index`,
      [massSendId, tenantId],
    );
    if (ranges.length === 0) return new Uint32Array();
    const { rows: chunks } = await pool.query<StoredChunk>(
      "SELECT chunk, cardinality, data FROM mass_send_audience WHERE mass_send_id = $1 ORDER BY chunk",
      [massSendId],
    );
    const recipients = OrdinalSet.fromStored(chunks);
    const found = new Uint32Array(ranges.reduce((sum, { fromRank, toRank }) => sum + toRank - fromRank, 0));
    let at = 0;
    for (const { fromRank, toRank } of ranges) {
      found.set(recipients.slice(fromRank, toRank), at);
      at += toRank - fromRank;
    }
    return found;
  }

  async massSendNames(tenantId: number, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.database.pool.query<{ id: string; name: string }>(
      "SELECT id, name FROM mass_send WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
      [tenantId, ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
