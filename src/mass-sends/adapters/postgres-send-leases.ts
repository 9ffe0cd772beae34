import { OrdinalSet, type StoredChunk } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { BatchRecord, MassSendRecord, SendRef } from "../mass-send.js";
import { LostLease, type SendLease, type SendLeases } from "../send-lease.port.js";
import { BATCH_COLUMNS, type BatchRow, SEND_COLUMNS, type SendRow, type Sql, toSend } from "./rows.js";

/** wake_at while a driver has the send: due for whoever finds the driver dead, and unlike any moment an operator sets. */
const IN_HAND = "'epoch'::timestamptz";

/** A schedule's moment is one for all processes; other wake-ups are the application's business. */
const IS_DUE = "(CASE WHEN s.status = 'SCHEDULED' THEN s.wake_at <= clock_timestamp() ELSE s.wake_at <= $1 END)";

/** Leases, and the moments of schedules, run by the database's clock, the one all processes share. */
export class PostgresSendLeases implements SendLeases {
  private readonly sql: Sql;

  constructor(database: Pick<Database, "pool">) {
    this.sql = database.pool;
  }

  async acquire(ref: SendRef, owner: string, leaseMs: number, now: Date): Promise<{ lease: SendLease; send: MassSendRecord } | null> {
    const { rows } = await this.sql.query<SendRow>(
      `UPDATE mass_send s SET fence = s.fence + 1, lease_owner = $4, lease_until = clock_timestamp() + $5 * interval '1 ms',
         wake_at = ${IN_HAND}
       WHERE s.tenant_id = $2 AND s.id = $3 AND ${IS_DUE} AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
       RETURNING ${SEND_COLUMNS}`,
      [now, ref.tenantId, ref.id, owner, leaseMs],
    );
    const [row] = rows;
    return row ? { lease: { ...ref, fence: row.fence }, send: toSend(row) } : null;
  }

  async renew(lease: SendLease, leaseMs: number): Promise<boolean> {
    const { rowCount } = await this.sql.query(
      "UPDATE mass_send SET lease_until = clock_timestamp() + $4 * interval '1 ms' WHERE tenant_id = $1 AND id = $2 AND fence = $3",
      [lease.tenantId, lease.id, lease.fence, leaseMs],
    );
    return rowCount === 1;
  }

  async release(lease: SendLease, wakeAt: Date | null): Promise<Date | null> {
    const { rows } = await this.sql.query<{ wakeAt: Date | null }>(
      `UPDATE mass_send SET lease_owner = NULL, lease_until = NULL, wake_at = CASE WHEN wake_at = ${IN_HAND} THEN $4 ELSE wake_at END
       WHERE tenant_id = $1 AND id = $2 AND fence = $3 RETURNING wake_at AS "wakeAt"`,
      [lease.tenantId, lease.id, lease.fence, wakeAt],
    );
    if (!rows[0]) throw new LostLease(lease);
    return rows[0].wakeAt;
  }

  async due(now: Date, limit: number): Promise<SendRef[]> {
    const { rows } = await this.sql.query<SendRef>(
      `SELECT s.tenant_id AS "tenantId", s.id FROM mass_send s
       WHERE s.wake_at <= greatest($1, now()) AND ${IS_DUE} AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
       ORDER BY s.wake_at LIMIT $2`,
      [now, limit],
    );
    return rows;
  }

  async nextBatches({ id }: SendRef, limit: number): Promise<BatchRecord[]> {
    const { rows } = await this.sql.query<BatchRow>(
      `SELECT ${BATCH_COLUMNS} FROM mass_send_batch b
       WHERE b.mass_send_id = $1 AND b.status IN ('IN_FLIGHT', 'PENDING') ORDER BY b.status = 'PENDING', b.index LIMIT $2`,
      [id, limit],
    );
    return rows;
  }

  async audience({ id }: SendRef): Promise<OrdinalSet> {
    const { rows } = await this.sql.query<StoredChunk>(
      "SELECT chunk, cardinality, data FROM mass_send_audience WHERE mass_send_id = $1 ORDER BY chunk",
      [id],
    );
    return OrdinalSet.fromStored(rows);
  }

  /** FOR SHARE holds operators' changes and other drivers off for this one statement, and sees the newest row. */
  async beginAttempt(lease: SendLease, index: number, now: Date): Promise<boolean> {
    const { rows } = await this.sql.query<{ fence: number; begun: boolean }>(
      prepared(
        `WITH send AS (SELECT fence, status FROM mass_send WHERE tenant_id = $1 AND id = $2 FOR SHARE),
       begun AS (
         UPDATE mass_send_batch SET status = 'IN_FLIGHT', attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, $5),
           last_attempt_at = $5, updated_at = $5
         FROM send
         WHERE mass_send_id = $2 AND index = $4 AND mass_send_batch.status IN ('PENDING', 'IN_FLIGHT')
           AND send.fence = $3 AND send.status = 'SENDING'
         RETURNING index)
       SELECT send.fence, EXISTS (SELECT FROM begun) AS begun FROM send`,
        [lease.tenantId, lease.id, lease.fence, index, now],
      ),
    );
    if (rows[0]?.fence !== lease.fence) throw new LostLease(lease);
    return rows[0].begun;
  }

  async rejectedBefore({ id }: SendRef, index: number): Promise<number> {
    const { rows } = await this.sql.query<{ n: number }>(
      `SELECT ($2 - 1 - coalesce(max(index), -1))::int AS n FROM mass_send_batch
       WHERE mass_send_id = $1 AND index < $2 AND NOT (status = 'REJECTED' AND accepted_at IS NULL)`,
      [id, index],
    );
    return rows[0]?.n ?? 0;
  }
}
