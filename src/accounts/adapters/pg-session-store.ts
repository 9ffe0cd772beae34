import type { Role } from "../../graphql/roles.js";
import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { AuditIn, AuditRecord } from "../accounts.port.js";
import type { KnownPrincipal, SessionStore } from "../stores.port.js";

export class PgSessionStore implements SessionStore {
  /** @param ended called after sessions ended */
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
    private readonly ended: () => void,
  ) {}

  start(operatorId: number, tokenHash: Uint8Array, expiresAt: Date, entry: AuditRecord): Promise<void> {
    return this.database.transaction(async (tx) => {
      const sql = "INSERT INTO session (token_hash, operator_id, expires_at) VALUES ($1, $2, $3)";
      await tx.query(sql, [tokenHash, operatorId, expiresAt]);
      await this.auditIn(tx).record(entry);
    });
  }

  async end(tokenHash: Uint8Array, entry: AuditRecord): Promise<boolean> {
    const ended = await this.database.transaction(async (tx) => {
      const { rowCount } = await tx.query("DELETE FROM session WHERE token_hash = $1", [tokenHash]);
      if (rowCount !== 1) return false;
      await this.auditIn(tx).record(entry);
      return true;
    });
    this.ended();
    return ended;
  }

  async principal(tokenHash: Uint8Array, now: Date): Promise<KnownPrincipal | null> {
    const { rows } = await this.database.pool.query<{ tenant_id: number; id: number; username: string; role: string; expires_at: Date }>(
      prepared(
        `SELECT s.expires_at, o.tenant_id, o.id, o.username, o.role FROM session s JOIN operator o ON o.id = s.operator_id
       WHERE s.token_hash = $1 AND s.expires_at > $2 AND NOT o.disabled`,
        [tokenHash, now],
      ),
    );
    const row = rows[0];
    if (row === undefined) return null;
    const principal = { tenantId: row.tenant_id, operatorId: row.id, name: row.username, role: row.role as Role };
    return { principal, until: row.expires_at };
  }

  async forgetExpired(now: Date): Promise<void> {
    await this.database.pool.query("DELETE FROM session WHERE expires_at <= $1", [now]);
  }
}
