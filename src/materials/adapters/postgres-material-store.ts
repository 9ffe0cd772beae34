import type { Database } from "../../platform/database/database.js";
import type { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";
import type { ListedMaterial, MaterialPosition, MaterialStore, MaterialSyncStore } from "../material-store.port.js";
import { MATERIAL_COLUMNS, type MaterialRow, materialOf } from "./material-row.js";

export class PostgresMaterialStore implements MaterialStore, MaterialSyncStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  page(tenantId: number, kind: MaterialKind | null, before: MaterialPosition | null, limit: number): Promise<MaterialRecord[]> {
    return this.read(
      `m.tenant_id = $1 AND ($2::text IS NULL OR m.kind = $2) AND ($3::timestamptz IS NULL OR (m.updated_at, m.id) < ($3, $4::uuid))
       ORDER BY m.updated_at DESC, m.id DESC LIMIT $5`,
      [tenantId, kind, before?.updatedAt ?? null, before?.id ?? null, limit],
    );
  }

  async count(tenantId: number, kind: MaterialKind | null): Promise<number> {
    const { rows } = await this.database.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM material WHERE tenant_id = $1 AND ($2::text IS NULL OR kind = $2)",
      [tenantId, kind],
    );
    return rows[0]?.n ?? 0;
  }

  byIds(tenantId: number, ids: readonly string[]): Promise<MaterialRecord[]> {
    return this.read("m.tenant_id = $1 AND m.id = ANY($2::uuid[])", [tenantId, ids]);
  }

  async byMediaId(tenantId: number, mediaId: string): Promise<MaterialRecord | null> {
    return (await this.read("m.tenant_id = $1 AND m.media_id = $2", [tenantId, mediaId]))[0] ?? null;
  }

  async saveListed(tenantId: number, run: string, listed: readonly ListedMaterial[]): Promise<void> {
    // One statement may not meet a row twice.
    const items = [...new Map(listed.map((item) => [item.mediaId, item])).values()];
    await this.database.pool.query(SAVE_LISTED, [
      tenantId,
      run,
      items.map(({ mediaId }) => mediaId),
      items.map(({ kind }) => kind),
      items.map(({ draft }) => draft),
      items.map(({ title }) => storable(title)),
      items.map(({ url }) => storable(url)),
      items.map(({ updatedAt }) => updatedAt),
    ]);
  }

  unseen(tenantId: number, run: string, after: string | null, limit: number): Promise<MaterialRecord[]> {
    return this.read(
      `m.tenant_id = $1 AND m.seen_in IS DISTINCT FROM $2::uuid AND m.media_id IS NOT NULL AND m.removed_at IS NULL AND m.kind <> 'THUMB'
         AND ($3::uuid IS NULL OR m.id > $3) ORDER BY m.id LIMIT $4`,
      [tenantId, run, after, limit],
    );
  }

  async markRemoved(tenantId: number, id: string, at: Date): Promise<void> {
    const sql = "UPDATE material SET removed_at = $3 WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL";
    await this.database.pool.query(sql, [tenantId, id, at]);
  }

  private async read(condition: string, values: unknown[]): Promise<MaterialRecord[]> {
    const sql = `SELECT ${MATERIAL_COLUMNS} FROM material m WHERE ${condition}`;
    return (await this.database.pool.query<MaterialRow>(sql, values)).rows.map(materialOf);
  }
}

/** PostgreSQL stores no NUL. */
function storable(text: string | null): string | null {
  return text?.replaceAll("\0", "") ?? null;
}

const SAVE_LISTED = `
  INSERT INTO material AS m (id, tenant_id, seen_in, media_id, kind, draft, title, url, updated_at)
  SELECT gen_random_uuid(), $1, $2::uuid, * FROM unnest($3::text[], $4::text[], $5::bool[], $6::text[], $7::text[], $8::timestamptz[])
  ON CONFLICT (tenant_id, media_id) DO UPDATE SET seen_in = excluded.seen_in, removed_at = NULL, draft = excluded.draft,
    title = CASE WHEN m.object_key IS NULL THEN excluded.title ELSE m.title END, url = coalesce(excluded.url, m.url),
    updated_at = excluded.updated_at`;
