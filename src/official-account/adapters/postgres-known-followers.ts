import type { Database } from "../../platform/database/database.js";
import type { KnownFollowers } from "../official-account.port.js";

export class PostgresKnownFollowers implements KnownFollowers {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async someOpenids(tenantId: number, atMost: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ openid: string }>(
      "SELECT openid FROM users WHERE tenant_id = $1 AND subscribed ORDER BY ordinal LIMIT $2",
      [tenantId, atMost],
    );
    return rows.map(({ openid }) => openid);
  }
}
