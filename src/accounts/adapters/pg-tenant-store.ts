import type { PoolClient } from "pg";
import type { Database } from "../../platform/database/database.js";
import type { AccountKind, ApprovalRule, Tenant } from "../account.types.js";
import type { AuditIn, AuditRecord, EntryOf } from "../accounts.port.js";
import type { SealedTenant, StoredTenant, TenantChange, TenantChanged, TenantStore } from "../stores.port.js";

interface TenantRow {
  id: number;
  name: string;
  app_id: string;
  kind: string;
  verified: boolean;
  sandbox: boolean;
  approval: string;
  self_approval: boolean;
  approval_tolerance_percent: number;
  approval_tolerance_people: number;
  quiet_hours: string | null;
}

interface SealedRow extends TenantRow {
  original_id: string | null;
  app_secret_sealed: Uint8Array;
  callback_token_sealed: Uint8Array;
  encoding_aes_key_sealed: Uint8Array | null;
  previous_callback_token_sealed: Uint8Array | null;
  previous_encoding_aes_key_sealed: Uint8Array | null;
  previous_secrets_until: Date | null;
}

const COLUMNS = `id, name, app_id, kind, verified, sandbox, approval, self_approval, approval_tolerance_percent, approval_tolerance_people,
  quiet_hours`;
const SEALED_COLUMNS = `${COLUMNS}, original_id, app_secret_sealed, callback_token_sealed, encoding_aes_key_sealed,
  previous_callback_token_sealed, previous_encoding_aes_key_sealed, previous_secrets_until`;

export class PgTenantStore implements TenantStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
  ) {}

  async byId(id: number): Promise<Tenant | null> {
    const { rows } = await this.database.pool.query<TenantRow>(`SELECT ${COLUMNS} FROM tenant WHERE id = $1`, [id]);
    return rows[0] === undefined ? null : tenantOf(rows[0]);
  }

  async byAppId(appId: string): Promise<Tenant | null> {
    const { rows } = await this.database.pool.query<TenantRow>(`SELECT ${COLUMNS} FROM tenant WHERE app_id = $1`, [appId]);
    return rows[0] === undefined ? null : tenantOf(rows[0]);
  }

  async all(): Promise<Tenant[]> {
    const { rows } = await this.database.pool.query<TenantRow>(`SELECT ${COLUMNS} FROM tenant ORDER BY id`);
    return rows.map(tenantOf);
  }

  create(tenant: SealedTenant, entry: EntryOf<Tenant>): Promise<Tenant | null> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<TenantRow>(
        `INSERT INTO tenant (name, kind, verified, sandbox, app_secret_sealed, callback_token_sealed, encoding_aes_key_sealed, app_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (app_id) DO NOTHING RETURNING ${COLUMNS}`,
        [...valuesOf(tenant), tenant.appId],
      );
      if (rows[0] === undefined) return null;
      await tx.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1)", [rows[0].id]);
      const made = tenantOf(rows[0]);
      await this.auditIn(tx).record(entry(made));
      return made;
    });
  }

  change(
    appId: string,
    decide: (stored: StoredTenant) => TenantChange,
    entry: (changed: TenantChanged) => AuditRecord | null,
  ): Promise<Tenant | null> {
    return this.database.transaction(async (tx) => {
      const stored = await tx.query<SealedRow>(`SELECT ${SEALED_COLUMNS} FROM tenant WHERE app_id = $1 FOR NO KEY UPDATE`, [appId]);
      if (stored.rows[0] === undefined) return null;
      const after = await update(tx, appId, decide(storedOf(stored.rows[0])));
      const said = entry({ before: tenantOf(stored.rows[0]), after });
      if (said !== null) await this.auditIn(tx).record(said);
      return after;
    });
  }

  async sealedByTenant(id: number): Promise<{ appId: string; appSecret: Uint8Array } | null> {
    const { rows } = await this.database.pool.query<{ app_id: string; app_secret_sealed: Buffer }>(
      "SELECT app_id, app_secret_sealed FROM tenant WHERE id = $1",
      [id],
    );
    return rows[0] === undefined ? null : { appId: rows[0].app_id, appSecret: rows[0].app_secret_sealed };
  }

  async sealedByAppId(appId: string): Promise<StoredTenant | null> {
    const { rows } = await this.database.pool.query<SealedRow>(`SELECT ${SEALED_COLUMNS} FROM tenant WHERE app_id = $1`, [appId]);
    return rows[0] === undefined ? null : storedOf(rows[0]);
  }

  async setOriginalId(tenantId: number, originalId: string): Promise<void> {
    await this.database.pool.query("UPDATE tenant SET original_id = $2 WHERE id = $1", [tenantId, originalId]);
  }
}

async function update(tx: PoolClient, appId: string, change: TenantChange): Promise<Tenant> {
  const { previous, rules, originalId } = change;
  const { rows } = await tx.query<TenantRow>(
    `UPDATE tenant SET name = $1, kind = $2, verified = $3, sandbox = $4, app_secret_sealed = $5, callback_token_sealed = $6,
       encoding_aes_key_sealed = $7, previous_callback_token_sealed = $8, previous_encoding_aes_key_sealed = $9,
       previous_secrets_until = $10, approval = coalesce($12, approval), self_approval = coalesce($13, self_approval),
       approval_tolerance_percent = coalesce($14, approval_tolerance_percent),
       approval_tolerance_people = coalesce($15, approval_tolerance_people),
       quiet_hours = CASE WHEN $16 THEN $17 ELSE quiet_hours END, original_id = coalesce($18, original_id)
     WHERE app_id = $11 RETURNING ${COLUMNS}`,
    [
      ...[...valuesOf(change), previous?.callbackToken, previous?.encodingAesKey, previous?.until, appId],
      ...[rules?.approval, rules?.selfApproval, rules?.approvalTolerancePercent, rules?.approvalTolerancePeople],
      ...[rules?.quietHours !== undefined, rules?.quietHours, originalId],
    ],
  );
  if (rows[0] === undefined) throw new Error("a tenant that was locked is gone");
  return tenantOf(rows[0]);
}

function valuesOf(tenant: SealedTenant): unknown[] {
  const { name, kind, verified, sandbox, appSecret, callbackToken, encodingAesKey } = tenant;
  return [name, kind, verified, sandbox, appSecret, callbackToken, encodingAesKey];
}

function tenantOf(row: TenantRow): Tenant {
  const { id, name, app_id: appId, kind, verified, sandbox, approval, self_approval: selfApproval } = row;
  return {
    ...{ id, name, appId, kind: kind as AccountKind, verified, sandbox, approval: approval as ApprovalRule, selfApproval },
    approvalTolerancePercent: row.approval_tolerance_percent,
    approvalTolerancePeople: row.approval_tolerance_people,
    quietHours: row.quiet_hours,
  };
}

function storedOf(row: SealedRow): StoredTenant {
  const { id: tenantId, ...tenant } = tenantOf(row);
  const { previous_callback_token_sealed: callbackToken, previous_secrets_until: until } = row;
  return {
    ...tenant,
    tenantId,
    originalId: row.original_id,
    appSecret: row.app_secret_sealed,
    callbackToken: row.callback_token_sealed,
    encodingAesKey: row.encoding_aes_key_sealed,
    previous: callbackToken && until && { callbackToken, encodingAesKey: row.previous_encoding_aes_key_sealed, until },
  };
}
