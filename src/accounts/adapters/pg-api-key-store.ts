import type { Role } from "../../graphql/roles.js";
import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { AuditIn, EntryOf } from "../accounts.port.js";
import type { ApiKeyStore, KnownPrincipal, NewApiKey, StoredApiKey } from "../stores.port.js";

interface ApiKeyRow {
  id: number;
  name: string;
  role: string;
  created_at: Date;
}

export class PgApiKeyStore implements ApiKeyStore {
  /** @param revoked called after a key was revoked */
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
    private readonly revoked: () => void,
  ) {}

  async list(tenantId: number): Promise<StoredApiKey[]> {
    const { rows } = await this.database.pool.query<ApiKeyRow>(
      "SELECT id, name, role, created_at FROM api_key WHERE tenant_id = $1 AND revoked_at IS NULL ORDER BY id",
      [tenantId],
    );
    return rows.map(apiKeyOf);
  }

  create(tenantId: number, key: NewApiKey, entry: EntryOf<StoredApiKey>): Promise<StoredApiKey> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<ApiKeyRow>(
        "INSERT INTO api_key (tenant_id, name, role, key_hash) VALUES ($1, $2, $3, $4) RETURNING id, name, role, created_at",
        [tenantId, key.name, key.role, key.keyHash],
      );
      if (rows[0] === undefined) throw new Error("inserting an API key returned no row");
      const stored = apiKeyOf(rows[0]);
      await this.auditIn(tx).record(entry(stored));
      return stored;
    });
  }

  async revoke(tenantId: number, id: number, at: Date, entry: EntryOf<StoredApiKey>): Promise<boolean> {
    const revoked = await this.database.transaction(async (tx) => {
      const { rows } = await tx.query<ApiKeyRow>(
        `UPDATE api_key SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL
         RETURNING id, name, role, created_at`,
        [tenantId, id, at],
      );
      if (rows[0] === undefined) return false;
      await this.auditIn(tx).record(entry(apiKeyOf(rows[0])));
      return true;
    });
    this.revoked();
    return revoked;
  }

  async principal(keyHash: Uint8Array): Promise<KnownPrincipal | null> {
    const { rows } = await this.database.pool.query<{ tenant_id: number; name: string; role: string }>(
      prepared("SELECT tenant_id, name, role FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL", [keyHash]),
    );
    const row = rows[0];
    if (row === undefined) return null;
    const principal = { tenantId: row.tenant_id, operatorId: null, name: `key:${row.name}`, role: row.role as Role };
    return { principal, until: null };
  }
}

function apiKeyOf({ id, name, role, created_at }: ApiKeyRow): StoredApiKey {
  return { id, name, role: role as Role, createdAt: created_at };
}
