import { randomUUID } from "node:crypto";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { DeliveryQueue, DueMessage, Outcome } from "../delivery/delivery.port.js";
import { isToBeStopped } from "../delivery/retries.js";
import { WEBHOOK_SECRET } from "./secret-purpose.js";

/** Deleted at a time, so that no statement holds its locks for long. */
const FORGET_AT_ONCE = 5_000;

interface ClaimedRow extends Omit<DueMessage, "secrets"> {
  secret: Buffer;
  previous: Buffer | null;
}

/** Leases and moments are by the database's clock, the one all processes share. */
export class PostgresDeliveries implements DeliveryQueue {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly sealer: Sealer,
  ) {}

  /** Ranks come first, those under way before those that wait; then rows are locked, and one that somebody else locks is left to him. */
  async claim(limit: number, perWebhook: number, leaseMs: number): Promise<DueMessage[]> {
    const claim = randomUUID();
    const { rows } = await this.database.pool.query<ClaimedRow>(
      `WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
       ranked AS (
         SELECT d.id, d.next_attempt_at, d.lease_until > clock.now AS leased,
           row_number() OVER (PARTITION BY d.webhook_id ORDER BY coalesce(d.lease_until > clock.now, false) DESC, d.next_attempt_at) AS place
         FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id, clock
         WHERE d.status = 'PENDING' AND d.next_attempt_at <= clock.now AND w.status = 'ENABLED'),
       due AS (
         SELECT d.id FROM webhook_delivery d, clock
         WHERE d.id IN (SELECT id FROM ranked WHERE place <= $2 AND leased IS NOT TRUE ORDER BY next_attempt_at LIMIT $1)
           AND d.status = 'PENDING' AND d.next_attempt_at <= clock.now AND (d.lease_until IS NULL OR d.lease_until <= clock.now)
         FOR UPDATE OF d SKIP LOCKED)
       UPDATE webhook_delivery d SET claim = $3, lease_until = clock_timestamp() + $4 * interval '1 millisecond', attempts = d.attempts + 1
       FROM due, webhook w WHERE d.id = due.id AND w.id = d.webhook_id
       RETURNING d.id::text, d.webhook_id AS "webhookId", w.url, d.body, d.attempts, d.claim::text, w.secret_sealed AS secret,
         CASE WHEN w.previous_secret_until > clock_timestamp() THEN w.previous_secret_sealed END AS previous`,
      [limit, perWebhook, claim, leaseMs],
    );
    return rows.map(({ secret, previous, ...message }) => ({
      ...message,
      secrets: [secret, ...(previous ? [previous] : [])].map((one) => this.opened(one)),
    }));
  }

  finish(message: DueMessage, outcome: Outcome): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `UPDATE webhook_delivery SET claim = NULL, lease_until = NULL, response_status = $3, error = $4,
           status = CASE WHEN $5 THEN 'DELIVERED' WHEN $6::int IS NULL THEN 'FAILED' ELSE 'PENDING' END,
           next_attempt_at = clock_timestamp() + coalesce($6, 0) * interval '1 millisecond',
           finished_at = CASE WHEN $5 OR $6::int IS NULL THEN clock_timestamp() END
         WHERE id = $1 AND claim = $2`,
        [message.id, message.claim, outcome.responseStatus, outcome.error, outcome.delivered, outcome.retryInMs],
      );
      if (rowCount !== 1) return false;
      if (outcome.delivered) {
        await tx.query("UPDATE webhook SET failing_since = NULL, failures = 0 WHERE id = $1 AND failures > 0", [message.webhookId]);
        return true;
      }
      const { rows } = await tx.query<{ failures: number; failingSince: Date; now: Date }>(
        `UPDATE webhook SET failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()) WHERE id = $1
         RETURNING failures, failing_since AS "failingSince", clock_timestamp() AS now`,
        [message.webhookId],
      );
      const [webhook] = rows;
      const reason = webhook && reasonToStop(outcome, webhook);
      if (reason)
        await tx.query("UPDATE webhook SET status = 'STOPPED', reason = $2 WHERE id = $1 AND status = 'ENABLED'", [
          message.webhookId,
          reason,
        ]);
      return true;
    });
  }

  async forget(days: number): Promise<number> {
    for (let forgotten = 0; ; ) {
      const { rowCount } = await this.database.pool.query(
        `DELETE FROM webhook_delivery WHERE id IN (
           SELECT id FROM webhook_delivery WHERE created_at < clock_timestamp() - $1 * interval '1 day' LIMIT ${FORGET_AT_ONCE})`,
        [days],
      );
      forgotten += rowCount ?? 0;
      if ((rowCount ?? 0) < FORGET_AT_ONCE) return forgotten;
    }
  }

  private opened(sealed: Buffer): string {
    return this.sealer.open(sealed, WEBHOOK_SECRET);
  }
}

function reasonToStop({ gone, error }: Outcome, webhook: { failures: number; failingSince: Date; now: Date }): string | null {
  if (gone) return "it answered 410: it wants no more messages";
  if (!isToBeStopped(webhook.failures, webhook.failingSince, webhook.now)) return null;
  return `every try failed since ${webhook.failingSince.toISOString()} (${webhook.failures} of them), the last with: ${error}`;
}
