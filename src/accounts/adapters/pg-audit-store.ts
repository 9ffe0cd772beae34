import type { Database } from "../../platform/database/database.js";
import type { AuditTransaction } from "../accounts.port.js";
import type { AuditFields, AuditHead, AuditStore, StoredAuditEntry } from "../stores.port.js";

/** First half of the advisory lock's key (the second is the tenant), so that it meets no other lock: "audt". */
const LOCK_SPACE = 0x61756474;

type AuditRow = Omit<StoredAuditEntry, "tenantId">;

const COLUMNS = "id, at, operator, action, target, detail, before, after, hash";

export class PgAuditStore implements AuditStore {
  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {}

  append(entry: AuditFields, at: Date, hash: (previous: string | null) => string): Promise<void> {
    return this.database.transaction((tx) => appendIn(tx, entry, at, hash));
  }

  async newest(tenantId: number, limit: number, beforeId: bigint | null): Promise<StoredAuditEntry[]> {
    const { rows } = await this.database.pool.query<AuditRow>(
      `SELECT ${COLUMNS} FROM audit_entry WHERE tenant_id = $1 AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT $2`,
      [tenantId, limit, beforeId],
    );
    return rows.map((row) => ({ tenantId, ...row }));
  }

  async oldest(tenantId: number, limit: number, afterId: bigint): Promise<StoredAuditEntry[]> {
    const { rows } = await this.database.pool.query<AuditRow>(
      `SELECT ${COLUMNS} FROM audit_entry WHERE tenant_id = $1 AND id > $3 ORDER BY id LIMIT $2`,
      [tenantId, limit, afterId],
    );
    return rows.map((row) => ({ tenantId, ...row }));
  }

  async head(tenantId: number): Promise<AuditHead | null> {
    const { rows } = await this.database.pool.query<{ entries: bigint; hash: string }>(
      "SELECT entries, hash FROM audit_head WHERE tenant_id = $1",
      [tenantId],
    );
    return rows[0] ? { entries: Number(rows[0].entries), hash: rows[0].hash } : null;
  }

  async count(tenantId: number): Promise<number> {
    const { rows } = await this.database.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM audit_entry WHERE tenant_id = $1",
      [tenantId],
    );
    return rows[0]?.count ?? 0;
  }
}

export async function appendIn(
  tx: AuditTransaction,
  entry: AuditFields,
  at: Date,
  hash: (previous: string | null) => string,
): Promise<void> {
  const { tenantId, operator, action, target, detail, before, after } = entry;
  // Held to the commit: the next writer sees this entry as the newest, and ids ascend along the chain.
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [LOCK_SPACE, tenantId]);
  const { rows } = await tx.query<{ hash: string }>("SELECT hash FROM audit_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1", [
    tenantId,
  ]);
  await tx.query(
    `INSERT INTO audit_entry (tenant_id, at, operator, action, target, detail, before, after, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tenantId, at, operator, action, target, detail, before, after, hash(rows[0]?.hash ?? null)],
  );
}
