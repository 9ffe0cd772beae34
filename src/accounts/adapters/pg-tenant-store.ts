import type { Database } from "../../platform/database/database.js";
import type { AccountKind, Tenant } from "../account.types.js";
import type { SealedTenant, TenantStore } from "../stores.port.js";

interface TenantRow {
  id: number;
  name: string;
  app_id: string;
  kind: string;
  verified: boolean;
  sandbox: boolean;
}

const COLUMNS = "id, name, app_id, kind, verified, sandbox";

export class PgTenantStore implements TenantStore {
  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {}

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

  create(tenant: SealedTenant): Promise<Tenant | null> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<TenantRow>(
        `INSERT INTO tenant (name, kind, verified, sandbox, app_secret_sealed, callback_token_sealed, encoding_aes_key_sealed, app_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (app_id) DO NOTHING RETURNING ${COLUMNS}`,
        [...valuesOf(tenant), tenant.appId],
      );
      if (rows[0] === undefined) return null;
      await tx.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1)", [rows[0].id]);
      return tenantOf(rows[0]);
    });
  }

  async replace(id: number, tenant: SealedTenant): Promise<Tenant> {
    const { rows } = await this.database.pool.query<TenantRow>(
      `UPDATE tenant SET name = $1, kind = $2, verified = $3, sandbox = $4, app_secret_sealed = $5, callback_token_sealed = $6,
         encoding_aes_key_sealed = $7 WHERE id = $8 RETURNING ${COLUMNS}`,
      [...valuesOf(tenant), id],
    );
    if (rows[0] === undefined) throw new Error(`tenant ${id} is gone`);
    return tenantOf(rows[0]);
  }

  async sealedByTenant(id: number): Promise<{ appId: string; appSecret: Uint8Array } | null> {
    const { rows } = await this.database.pool.query<{ app_id: string; app_secret_sealed: Buffer }>(
      "SELECT app_id, app_secret_sealed FROM tenant WHERE id = $1",
      [id],
    );
    return rows[0] === undefined ? null : { appId: rows[0].app_id, appSecret: rows[0].app_secret_sealed };
  }

  async sealedByAppId(appId: string): Promise<{ tenantId: number; callbackToken: Uint8Array; encodingAesKey: Uint8Array | null } | null> {
    const { rows } = await this.database.pool.query<{ id: number; callback_token_sealed: Buffer; encoding_aes_key_sealed: Buffer | null }>(
      "SELECT id, callback_token_sealed, encoding_aes_key_sealed FROM tenant WHERE app_id = $1",
      [appId],
    );
    const row = rows[0];
    return row === undefined
      ? null
      : { tenantId: row.id, callbackToken: row.callback_token_sealed, encodingAesKey: row.encoding_aes_key_sealed };
  }
}

function valuesOf(tenant: SealedTenant): unknown[] {
  const { name, kind, verified, sandbox, appSecret, callbackToken, encodingAesKey } = tenant;
  return [name, kind, verified, sandbox, appSecret, callbackToken, encodingAesKey];
}

function tenantOf({ id, name, app_id, kind, verified, sandbox }: TenantRow): Tenant {
  return { id, name, appId: app_id, kind: kind as AccountKind, verified, sandbox };
}
