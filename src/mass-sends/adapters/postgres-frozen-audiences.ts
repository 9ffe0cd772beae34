import { OrdinalSet, type StoredChunk } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { BatchRecord, SendRef } from "../mass-send.js";
import type { FrozenAudiences } from "../recipients/recipients.port.js";
import { BATCH_COLUMNS, type BatchRow } from "./rows.js";

/** Where each chunk's ranks begin is summed up from the cardinalities; only chunks that the ranks $3 to $4 are in are read. */
const CHUNKS = `
  SELECT chunk, cardinality, data, start FROM (
    SELECT a.chunk, a.cardinality, a.data, (sum(a.cardinality) OVER (ORDER BY a.chunk) - a.cardinality)::int AS start
    FROM mass_send_audience a JOIN mass_send s ON s.id = a.mass_send_id
    WHERE a.mass_send_id = $1 AND s.tenant_id = $2) AS chunks
  WHERE start < $4 AND start + cardinality > $3 ORDER BY chunk`;

const BATCHES = `
  SELECT ${BATCH_COLUMNS} FROM mass_send_batch b
  WHERE b.mass_send_id = $1 AND b.tenant_id = $2 AND b.to_rank > $3 AND b.from_rank < $4 ORDER BY b.index`;

export class PostgresFrozenAudiences implements FrozenAudiences {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async ordinals({ id, tenantId }: SendRef, from: number, to: number): Promise<Uint32Array> {
    const { rows } = await this.database.pool.query<StoredChunk & { start: number }>(CHUNKS, [id, tenantId, from, to]);
    const start = rows[0]?.start ?? 0;
    return OrdinalSet.fromStored(rows).slice(from - start, to - start);
  }

  async batches({ id, tenantId }: SendRef, from: number, to: number): Promise<BatchRecord[]> {
    return (await this.database.pool.query<BatchRow>(BATCHES, [id, tenantId, from, to])).rows;
  }
}
