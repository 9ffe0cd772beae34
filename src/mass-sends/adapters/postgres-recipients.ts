import type { Database } from "../../platform/database/database.js";
import type { Recipients } from "../send-lease.port.js";

export class PostgresRecipients implements Recipients {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async openids(tenantId: number, ordinals: Uint32Array): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ openid: string }>(
      `SELECT u.openid FROM unnest($2::int[]) AS wanted (ordinal)
       JOIN users u ON u.tenant_id = $1 AND u.ordinal = wanted.ordinal
       LEFT JOIN user_info i ON i.user_id = u.user_id
       WHERE i.status IS DISTINCT FROM 'DELETED' ORDER BY u.ordinal`,
      [tenantId, [...ordinals]],
    );
    return rows.map(({ openid }) => openid);
  }
}
