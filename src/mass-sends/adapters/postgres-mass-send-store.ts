import { randomUUID } from "node:crypto";
import type { AuditIn } from "../../accounts/index.js";
import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { MassSendContent } from "../content.js";
import type { BatchStatus, MassSendStatus, MassSendWait } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord, SendRef } from "../mass-send.js";
import type { MassSendProgress } from "../mass-send.types.js";
import type { AuditedAct, MassSendStore, NewMassSend, SendPosition } from "../mass-send-store.port.js";
import { progressOf } from "../progress.js";
import { auditEntry } from "./audit-entry.js";
import { insertEvent } from "./event-sql.js";
import { BATCH_COLUMNS, type BatchRow, SEND_COLUMNS, type SendRow, type Sql, toSend } from "./rows.js";

const IN_STATUSES = "($2::text[] IS NULL OR s.status = ANY($2))";

export class PostgresMassSendStore implements MassSendStore {
  private readonly sql: Sql;

  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
  ) {
    this.sql = database.pool;
  }

  create(draft: NewMassSend, act: AuditedAct, now: Date): Promise<MassSendRecord> {
    return this.database.transaction((tx) => this.insert(tx, draft, null, act, now));
  }

  /** Under the first send's row lock, so that two who ask at once make one. */
  createRetry(draft: NewMassSend, retryOfId: string, act: AuditedAct, now: Date): Promise<MassSendRecord | { underWay: MassSendRecord }> {
    return this.database.transaction(async (tx) => {
      await tx.query("SELECT FROM mass_send WHERE tenant_id = $1 AND id = $2 FOR UPDATE", [draft.tenantId, retryOfId]);
      const { rows } = await tx.query<SendRow>(
        `SELECT ${SEND_COLUMNS} FROM mass_send s
         WHERE s.tenant_id = $1 AND s.retry_of_id = $2 AND NOT (s.status = 'CANCELLED' AND s.batch_count = 0)
         ORDER BY s.created_at DESC LIMIT 1`,
        [draft.tenantId, retryOfId],
      );
      return rows[0] ? { underWay: toSend(rows[0]) } : this.insert(tx, draft, retryOfId, act, now);
    });
  }

  private async insert(tx: Sql, draft: NewMassSend, retryOfId: string | null, act: AuditedAct, now: Date): Promise<MassSendRecord> {
    const send = await insertDraft(tx, draft, retryOfId, now);
    await this.auditIn(tx).record(auditEntry(act, null, send));
    return send;
  }

  async find({ tenantId, id }: SendRef): Promise<MassSendRecord | null> {
    const { rows } = await this.sql.query<SendRow>(`SELECT ${SEND_COLUMNS} FROM mass_send s WHERE s.tenant_id = $1 AND s.id = $2`, [
      tenantId,
      id,
    ]);
    return rows[0] ? toSend(rows[0]) : null;
  }

  async page(
    tenantId: number,
    statuses: readonly MassSendStatus[] | null,
    before: SendPosition | null,
    limit: number,
  ): Promise<MassSendRecord[]> {
    const { rows } = await this.sql.query<SendRow>(
      `SELECT ${SEND_COLUMNS} FROM mass_send s
       WHERE s.tenant_id = $1 AND ${IN_STATUSES} AND ($3::timestamptz IS NULL OR (s.created_at, s.id) < ($3, $4::uuid))
       ORDER BY s.created_at DESC, s.id DESC LIMIT $5`,
      [tenantId, statuses, before?.createdAt ?? null, before?.id ?? null, limit],
    );
    return rows.map(toSend);
  }

  async count(tenantId: number, statuses: readonly MassSendStatus[] | null): Promise<number> {
    const { rows } = await this.sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM mass_send s WHERE s.tenant_id = $1 AND ${IN_STATUSES}`,
      [tenantId, statuses],
    );
    return rows[0]?.n ?? 0;
  }

  async batches({ tenantId, id }: SendRef, after: number | null, limit: number): Promise<BatchRecord[]> {
    const { rows } = await this.sql.query<BatchRow>(
      `SELECT ${BATCH_COLUMNS} FROM mass_send_batch b WHERE b.mass_send_id = $1 AND b.tenant_id = $2 AND b.index > $3 ORDER BY b.index LIMIT $4`,
      [id, tenantId, after ?? -1, limit],
    );
    return rows;
  }

  async batchesIn({ tenantId, id }: SendRef, statuses: readonly BatchStatus[], limit: number): Promise<BatchRecord[]> {
    const { rows } = await this.sql.query<BatchRow>(
      `SELECT ${BATCH_COLUMNS} FROM mass_send_batch b
       WHERE b.mass_send_id = $1 AND b.tenant_id = $2 AND b.status = ANY($3) ORDER BY b.index LIMIT $4`,
      [id, tenantId, statuses, limit],
    );
    return rows;
  }

  async openRecalls({ tenantId, id }: SendRef, limit: number): Promise<BatchRecord[]> {
    const { rows } = await this.sql.query<BatchRow>(
      `SELECT ${BATCH_COLUMNS} FROM mass_send_batch b
       WHERE b.mass_send_id = $1 AND b.tenant_id = $2 AND b.recall IN ('PENDING', 'IN_FLIGHT') ORDER BY b.index LIMIT $3`,
      [id, tenantId, limit],
    );
    return rows;
  }

  async othersWithContent({ tenantId, id }: SendRef, content: MassSendContent, limit: number): Promise<string[]> {
    const { rows } = await this.sql.query<{ name: string }>(
      `SELECT s.name FROM mass_send s WHERE s.tenant_id = $1 AND s.id <> $2 AND s.content = $3::jsonb AND s.batches_accepted > 0
       ORDER BY s.created_at DESC LIMIT $4`,
      [tenantId, id, JSON.stringify(content), limit],
    );
    return rows.map(({ name }) => name);
  }

  async batchOfMsgId(tenantId: number, msgId: bigint): Promise<{ ref: SendRef; index: number } | null> {
    const { rows } = await this.sql.query<{ id: string; index: number }>(
      prepared("SELECT mass_send_id AS id, index FROM mass_send_batch WHERE tenant_id = $1 AND wechat_msg_id = $2", [tenantId, msgId]),
    );
    return rows[0] ? { ref: { tenantId, id: rows[0].id }, index: rows[0].index } : null;
  }

  async events({ tenantId, id }: SendRef, after: number, limit: number): Promise<MassSendProgress[]> {
    const { rows } = await this.sql.query<{ at: Date; progress: StoredProgress }>(
      `SELECT e.at, e.progress FROM mass_send_event e JOIN mass_send s ON s.id = e.mass_send_id
       WHERE e.mass_send_id = $1 AND s.tenant_id = $2 AND e.seq > $3 ORDER BY e.seq LIMIT $4`,
      [id, tenantId, after, limit],
    );
    return rows.map(({ at, progress }) => eventOf(progress, at));
  }
}

/** As JSON has it; events of former versions lack what was added since. */
type StoredProgress = Omit<MassSendProgress, "batchesRecalled" | "waitingFor" | "waitingUntil"> & {
  batchesRecalled?: number;
  waitingFor?: MassSendWait | null;
  waitingUntil?: string | null;
};

function eventOf({ batchesRecalled = 0, waitingFor = null, waitingUntil, ...progress }: StoredProgress, at: Date): MassSendProgress {
  return { ...progress, batchesRecalled, waitingFor, waitingUntil: waitingUntil ? new Date(waitingUntil) : null, at };
}

/** With its first event. */
async function insertDraft(tx: Sql, draft: NewMassSend, retryOfId: string | null, now: Date): Promise<MassSendRecord> {
  const { rows } = await tx.query<SendRow>(
    `INSERT INTO mass_send AS s (id, tenant_id, name, audience, audience_text, content_kind, content, send_ignore_reprint,
       created_by_id, created_by_name, created_at, retry_of_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING ${SEND_COLUMNS}`,
    [
      randomUUID(),
      draft.tenantId,
      draft.name,
      JSON.stringify(draft.audience),
      draft.audienceText,
      draft.content.kind,
      JSON.stringify(draft.content),
      draft.sendIgnoreReprint,
      draft.createdById,
      draft.createdByName,
      now,
      retryOfId,
    ],
  );
  const send = toSend(rows[0] as SendRow);
  await insertEvent(tx, progressOf(send));
  return send;
}
