import type { Database } from "../../platform/database/database.js";
import type { Article } from "../../wechat/index.js";
import type { DraftCopyStore } from "../mass/draft-copies.js";

/** PostgreSQL's JSON holds none. */
function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "") : value;
}

export class PostgresDraftCopyStore implements DraftCopyStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async keep(tenantId: number, mediaId: string, articles: readonly Article[]): Promise<void> {
    await this.database.pool.query(
      `INSERT INTO draft_copy (tenant_id, media_id, articles) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, media_id) DO UPDATE SET articles = excluded.articles, copy_media_id = NULL, kept_at = now()`,
      [tenantId, mediaId, JSON.stringify(articles, withoutNul)],
    );
  }

  async find(tenantId: number, mediaId: string): Promise<{ articles: Article[]; copyMediaId: string | null } | null> {
    const { rows } = await this.database.pool.query<{ articles: Article[]; copyMediaId: string | null }>(
      'SELECT articles, copy_media_id AS "copyMediaId" FROM draft_copy WHERE tenant_id = $1 AND media_id = $2',
      [tenantId, mediaId],
    );
    return rows[0] ?? null;
  }

  async saveCopy(tenantId: number, mediaId: string, copyMediaId: string): Promise<void> {
    const sql = "UPDATE draft_copy SET copy_media_id = $3 WHERE tenant_id = $1 AND media_id = $2";
    await this.database.pool.query(sql, [tenantId, mediaId, copyMediaId]);
  }

  async forgetBefore(moment: Date): Promise<number> {
    return (await this.database.pool.query("DELETE FROM draft_copy WHERE kept_at < $1", [moment])).rowCount ?? 0;
  }
}
