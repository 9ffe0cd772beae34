import type { Pool } from "pg";

/** Log rows are kept this long even when all indexes have followed them: processes asleep follow the same log. */
const KEEP = "7 days";
/** After this they go, whoever has not followed them: that index is then made anew from the tables. */
const KEEP_AT_MOST = "30 days";

const TRIM_EVERY_MS = 3_600_000;

/** Takes away what no audience index needs any more. */
export class LogTrimmer {
  private readonly trimmedAt = new Map<number, number>();

  constructor(private readonly pool: Pick<Pool, "query">) {}

  /** Of one tenant, once an hour however often it is called. Where nothing follows the log, it stays until it is old. */
  async trim(tenantId: number): Promise<void> {
    const now = Date.now();
    if (now - (this.trimmedAt.get(tenantId) ?? 0) < TRIM_EVERY_MS) return;
    this.trimmedAt.set(tenantId, now);
    await this.pool.query(
      `DELETE FROM audience_change WHERE tenant_id = $1 AND at < now() - interval '${KEEP}'
          AND (at < now() - interval '${KEEP_AT_MOST}'
               OR position <= least((SELECT position FROM audience_snapshot WHERE tenant_id = $1),
                                    (SELECT min(position) FROM search_index_position WHERE tenant_id = $1)))`,
      [tenantId],
    );
  }
}
