import type { Database } from "../../platform/database/database.js";
import { exportKey } from "../export-key.js";
import type { ExportSweepStore } from "../export-store.port.js";

export class PostgresExportSweepStore implements ExportSweepStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async idle(leaseMs: number): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ tenantId: number }>(
      `SELECT DISTINCT tenant_id AS "tenantId" FROM (
         SELECT DISTINCT ON (tenant_id) tenant_id, progress_at FROM user_export
         WHERE finished_at IS NULL ORDER BY tenant_id, created_at, id) oldest
       WHERE progress_at IS NULL OR progress_at < now() - $1 * interval '1 millisecond'`,
      [leaseMs],
    );
    return rows.map(({ tenantId }) => tenantId);
  }

  async expire(): Promise<void> {
    await this.database.pool.query("UPDATE user_export SET status = 'EXPIRED' WHERE status = 'READY' AND expires_at <= now()");
  }

  async filesToDelete(limit: number): Promise<{ exportId: string; objectKey: string }[]> {
    const { rows } = await this.database.pool.query<{ exportId: string; objectKey: string }>(
      `SELECT id AS "exportId", object_key AS "objectKey" FROM user_export
       WHERE status IN ('EXPIRED', 'WITHDRAWN') AND object_key IS NOT NULL ORDER BY expires_at LIMIT $1`,
      [limit],
    );
    return rows;
  }

  async fileDeleted(exportId: string): Promise<void> {
    await this.database.pool.query("UPDATE user_export SET object_key = NULL, audience = NULL WHERE id = $1", [exportId]);
  }

  async currentKeys(exportIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.database.pool.query<{ tenantId: number; exportId: string; attempt: number }>(
      `SELECT tenant_id AS "tenantId", id AS "exportId", attempt FROM user_export
       WHERE id = ANY($1::uuid[]) AND status IN ('RUNNING', 'READY')`,
      [exportIds],
    );
    return new Set(rows.map(exportKey));
  }
}
