import type { Database } from "../../platform/database/database.js";
import type { SimilarSends } from "../forecast/forecast.service.js";
import type { SameContent } from "../forecast/forecast-warnings.js";
import type { MassSendRecord } from "../mass-send.js";

/** So many are worth a warning. */
const MOST = 3;

export class PostgresSimilarSends implements SimilarSends {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async withContent(tenantId: number, content: MassSendRecord["content"], exceptId: string, since: Date): Promise<SameContent[]> {
    const { rows } = await this.database.pool.query<SameContent>(
      `SELECT s.name, s.accepted AS recipients, a.at
       FROM (SELECT mass_send_id, max(accepted_at) AS at FROM mass_send_batch WHERE tenant_id = $1 AND accepted_at >= $4 GROUP BY 1) AS a
       JOIN mass_send s ON s.id = a.mass_send_id
       WHERE s.id <> $3 AND s.content = $2::jsonb ORDER BY a.at DESC LIMIT ${MOST}`,
      [tenantId, JSON.stringify(content), exceptId, since],
    );
    return rows;
  }
}
