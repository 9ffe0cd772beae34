import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { WebhookDeliveryStatus, WebhookEvent, WebhookStatus } from "../webhook.enums.js";
import type { WebhookDelivery } from "../webhook.types.js";
import type { NewWebhook, StoredWebhook, WebhookPatch, WebhookStore } from "../webhook-store.port.js";
import { WEBHOOK_SECRET } from "./secret-purpose.js";

const COLUMNS = `id, url, events, status, reason, failing_since AS "failingSince", created_at AS "createdAt", updated_at AS "updatedAt"`;
const DELIVERY_COLUMNS = `id::text, position::text, webhook_id AS "webhookId", event, body, status, attempts, response_status AS "responseStatus",
  error, created_at AS "createdAt", CASE WHEN status = 'PENDING' THEN next_attempt_at END AS "nextAttemptAt", finished_at AS "finishedAt"`;

interface WebhookRow extends Omit<StoredWebhook, "events" | "status"> {
  events: string[];
  status: string;
}

interface DeliveryRow extends Omit<WebhookDelivery, "status"> {
  status: string;
  position: string;
}

export class PostgresWebhookStore implements WebhookStore {
  constructor(
    private readonly database: Pick<Database, "pool">,
    private readonly sealer: Sealer,
  ) {}

  list(tenantId: number): Promise<StoredWebhook[]> {
    return this.webhooks(`SELECT ${COLUMNS} FROM webhook WHERE tenant_id = $1 ORDER BY id`, [tenantId]);
  }

  async find(tenantId: number, id: number): Promise<StoredWebhook | null> {
    const [webhook] = await this.webhooks(`SELECT ${COLUMNS} FROM webhook WHERE tenant_id = $1 AND id = $2`, [tenantId, id]);
    return webhook ?? null;
  }

  async create({ tenantId, url, events, secret }: NewWebhook, now: Date): Promise<StoredWebhook> {
    const [webhook] = await this.webhooks(
      `INSERT INTO webhook (tenant_id, url, events, secret_sealed, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5) RETURNING ${COLUMNS}`,
      [tenantId, url, events, this.sealed(secret), now],
    );
    if (!webhook) throw new Error("the webhook was not stored");
    return webhook;
  }

  async update(tenantId: number, id: number, patch: WebhookPatch, now: Date): Promise<StoredWebhook | null> {
    const { url = null, events = null, status = null } = patch;
    const [webhook] = await this.webhooks(
      `UPDATE webhook SET url = coalesce($3, url), events = coalesce($4, events), status = coalesce($5, status), updated_at = $6,
         reason = CASE WHEN $5 IS NULL THEN reason END,
         failing_since = CASE WHEN $5 IS DISTINCT FROM 'ENABLED' THEN failing_since END,
         failures = CASE WHEN $5 IS DISTINCT FROM 'ENABLED' THEN failures ELSE 0 END
       WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [tenantId, id, url, events, status, now],
    );
    return webhook ?? null;
  }

  async rotate(tenantId: number, id: number, secret: string, overlapMs: number, now: Date): Promise<StoredWebhook | null> {
    const [webhook] = await this.webhooks(
      `UPDATE webhook SET previous_secret_sealed = secret_sealed, previous_secret_until = clock_timestamp() + $4 * interval '1 millisecond',
         secret_sealed = $3, updated_at = $5
       WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [tenantId, id, this.sealed(secret), overlapMs, now],
    );
    return webhook ?? null;
  }

  async delete(tenantId: number, id: number): Promise<boolean> {
    const { rowCount } = await this.database.pool.query("DELETE FROM webhook WHERE tenant_id = $1 AND id = $2", [tenantId, id]);
    return rowCount === 1;
  }

  async enqueue(tenantId: number, id: number, event: string, data: object): Promise<WebhookDelivery | null> {
    const { rows } = await this.database.pool.query<DeliveryRow>(
      `INSERT INTO webhook_delivery (id, tenant_id, webhook_id, event, body, next_attempt_at)
       SELECT gen_random_uuid(), tenant_id, id, $3, webhook_body($3, $4::jsonb), date_trunc('milliseconds', clock_timestamp()) FROM webhook WHERE tenant_id = $1 AND id = $2
       RETURNING ${DELIVERY_COLUMNS}`,
      [tenantId, id, event, JSON.stringify(data)],
    );
    return rows[0] ? toDelivery(rows[0]) : null;
  }

  async deliveries(
    tenantId: number,
    webhookId: number | null,
    before: string | null,
    limit: number,
  ): Promise<(WebhookDelivery & { position: string })[]> {
    const { rows } = await this.database.pool.query<DeliveryRow>(
      `SELECT ${DELIVERY_COLUMNS} FROM webhook_delivery
       WHERE tenant_id = $1 AND ($2::int IS NULL OR webhook_id = $2) AND ($3::bigint IS NULL OR position < $3)
       ORDER BY webhook_delivery.position DESC LIMIT $4`,
      [tenantId, webhookId, before, limit],
    );
    return rows.map(toDelivery);
  }

  async countDeliveries(tenantId: number, webhookId: number | null): Promise<number> {
    const { rows } = await this.database.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM webhook_delivery WHERE tenant_id = $1 AND ($2::int IS NULL OR webhook_id = $2)",
      [tenantId, webhookId],
    );
    return rows[0]?.n ?? 0;
  }

  private sealed(secret: string): Buffer {
    return Buffer.from(this.sealer.seal(secret, WEBHOOK_SECRET));
  }

  private async webhooks(sql: string, values: unknown[]): Promise<StoredWebhook[]> {
    const { rows } = await this.database.pool.query<WebhookRow>(sql, values);
    return rows.map((row) => ({ ...row, events: row.events as WebhookEvent[], status: row.status as WebhookStatus }));
  }
}

function toDelivery(row: DeliveryRow): WebhookDelivery & { position: string } {
  return { ...row, status: row.status as WebhookDeliveryStatus };
}
