import type { AuditIn, EntryOf } from "../../accounts/index.js";
import type { SqlExecutor } from "../../audiences/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { WebhookDeliveryStatus, WebhookEvent, WebhookStatus } from "../webhook.enums.js";
import type { WebhookDelivery } from "../webhook.types.js";
import type {
  NewSecret,
  NewWebhook,
  StoredWebhook,
  WebhookChanged,
  WebhookMessage,
  WebhookPatch,
  WebhookStore,
} from "../webhook-store.port.js";
import { WEBHOOK_SECRET } from "./secret-purpose.js";

const COLUMNS = `id, url, events, status, reason, failing_since AS "failingSince", created_at AS "createdAt", updated_at AS "updatedAt"`;
const DELIVERY_COLUMNS = `id::text, position::text, webhook_id AS "webhookId", event, body, status, attempts, response_status AS "responseStatus",
  error, created_at AS "createdAt", CASE WHEN status = 'PENDING' THEN next_attempt_at END AS "nextAttemptAt", finished_at AS "finishedAt"`;

const FIND = `SELECT ${COLUMNS} FROM webhook WHERE tenant_id = $1 AND id = $2`;

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
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly sealer: Sealer,
    private readonly auditIn: AuditIn,
  ) {}

  list(tenantId: number): Promise<StoredWebhook[]> {
    return webhooks(this.database.pool, `SELECT ${COLUMNS} FROM webhook WHERE tenant_id = $1 ORDER BY id`, [tenantId]);
  }

  async find(tenantId: number, id: number): Promise<StoredWebhook | null> {
    const [webhook] = await webhooks(this.database.pool, FIND, [tenantId, id]);
    return webhook ?? null;
  }

  create({ tenantId, url, events, secret }: NewWebhook, now: Date, entry: EntryOf<StoredWebhook>): Promise<StoredWebhook> {
    return this.database.transaction(async (tx) => {
      const [webhook] = await webhooks(
        tx,
        `INSERT INTO webhook (tenant_id, url, events, secret_sealed, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5) RETURNING ${COLUMNS}`,
        [tenantId, url, events, this.sealed(secret), now],
      );
      if (!webhook) throw new Error("the webhook was not stored");
      await this.auditIn(tx).record(entry(webhook));
      return webhook;
    });
  }

  update(tenantId: number, id: number, patch: WebhookPatch, now: Date, entry: EntryOf<WebhookChanged>): Promise<StoredWebhook | null> {
    const { url = null, events = null, status = null } = patch;
    return this.change(
      { tenantId, id },
      `UPDATE webhook SET url = coalesce($3, url), events = coalesce($4, events), status = coalesce($5, status), updated_at = $6,
         reason = CASE WHEN $5 IS NULL THEN reason END,
         failing_since = CASE WHEN $5 IS DISTINCT FROM 'ENABLED' THEN failing_since END,
         failures = CASE WHEN $5 IS DISTINCT FROM 'ENABLED' THEN failures ELSE 0 END
       WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [url, events, status, now],
      entry,
    );
  }

  rotate(
    tenantId: number,
    id: number,
    { secret, overlapMs }: NewSecret,
    now: Date,
    entry: EntryOf<WebhookChanged>,
  ): Promise<StoredWebhook | null> {
    return this.change(
      { tenantId, id },
      `UPDATE webhook SET previous_secret_sealed = secret_sealed, previous_secret_until = clock_timestamp() + $4 * interval '1 millisecond',
         secret_sealed = $3, updated_at = $5
       WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [this.sealed(secret), overlapMs, now],
      entry,
    );
  }

  delete(tenantId: number, id: number, entry: EntryOf<StoredWebhook>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [gone] = await webhooks(tx, `DELETE FROM webhook WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`, [tenantId, id]);
      if (!gone) return false;
      await this.auditIn(tx).record(entry(gone));
      return true;
    });
  }

  enqueue(tenantId: number, id: number, { event, data }: WebhookMessage, entry: EntryOf<WebhookDelivery>): Promise<WebhookDelivery | null> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<DeliveryRow>(
        `INSERT INTO webhook_delivery (id, tenant_id, webhook_id, event, body, next_attempt_at)
         SELECT gen_random_uuid(), tenant_id, id, $3, webhook_body($3, $4::jsonb), date_trunc('milliseconds', clock_timestamp()) FROM webhook WHERE tenant_id = $1 AND id = $2
         RETURNING ${DELIVERY_COLUMNS}`,
        [tenantId, id, event, JSON.stringify(data)],
      );
      if (!rows[0]) return null;
      const delivery = toDelivery(rows[0]);
      await this.auditIn(tx).record(entry(delivery));
      return delivery;
    });
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

  private change(
    { tenantId, id }: { tenantId: number; id: number },
    sql: string,
    values: unknown[],
    entry: EntryOf<WebhookChanged>,
  ): Promise<StoredWebhook | null> {
    return this.database.transaction(async (tx) => {
      const [before] = await webhooks(tx, `${FIND} FOR NO KEY UPDATE`, [tenantId, id]);
      const [after] = before ? await webhooks(tx, sql, [tenantId, id, ...values]) : [];
      if (!before || !after) return null;
      await this.auditIn(tx).record(entry({ before, after }));
      return after;
    });
  }
}

async function webhooks(on: SqlExecutor, sql: string, values: unknown[]): Promise<StoredWebhook[]> {
  const { rows } = await on.query<WebhookRow>(sql, values);
  return rows.map((row) => ({ ...row, events: row.events as WebhookEvent[], status: row.status as WebhookStatus }));
}

function toDelivery(row: DeliveryRow): WebhookDelivery & { position: string } {
  return { ...row, status: row.status as WebhookDeliveryStatus };
}
