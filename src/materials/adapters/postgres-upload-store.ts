import type { AuditIn, EntryOf } from "../../accounts/index.js";
import type { Database } from "../../platform/database/database.js";
import { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";
import {
  type AtWeChat,
  type MaterialChanged,
  type NewUpload,
  type PendingUpload,
  TurnOver,
  type UploadStore,
} from "../upload/upload-store.port.js";
import { MATERIAL_COLUMNS, type MaterialRow, materialOf } from "./material-row.js";

type Sql = Pick<Database["pool"], "query">;

const HOLDS_TURN = "EXISTS (SELECT FROM material_turn t WHERE t.material_id = m.id AND t.owner = $2::uuid)";

export class PostgresUploadStore implements UploadStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
  ) {}

  keep(upload: NewUpload, entry: EntryOf<MaterialRecord>): Promise<MaterialRecord> {
    const { id, tenantId, kind, title, description, fileName, contentType, bytes, sha256, objectKey, requestHash, at } = upload;
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<MaterialRow>(
        // The update changes nothing: with DO NOTHING the row that is there would not be given back.
        `INSERT INTO material AS m (id, tenant_id, kind, title, description, file_name, content_type, bytes, sha256, object_key, request_hash, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (tenant_id, request_hash) DO UPDATE SET request_hash = excluded.request_hash RETURNING ${MATERIAL_COLUMNS}`,
        [id, tenantId, kind, title, description, fileName, contentType, bytes, sha256, objectKey, requestHash, at],
      );
      const kept = materialOf(rows[0] as MaterialRow);
      await this.auditIn(tx).record(entry(kept));
      return kept;
    });
  }

  async moveFile(id: string, from: string, to: string): Promise<void> {
    await this.database.pool.query("UPDATE material SET object_key = $3 WHERE id = $1 AND object_key = $2", [id, from, to]);
  }

  async pending(id: string): Promise<PendingUpload | null> {
    const { rows } = await this.database.pool.query<MaterialRow & { sha256: Buffer; begunAt: Date | null }>(
      `SELECT ${MATERIAL_COLUMNS}, m.sha256, m.upload_begun_at AS "begunAt" FROM material m WHERE m.id = $1 AND m.object_key IS NOT NULL`,
      [id],
    );
    if (!rows[0]) return null;
    const { sha256, begunAt, ...row } = rows[0];
    return { material: materialOf(row), sha256, begunAt };
  }

  begin(id: string, owner: string, at: Date): Promise<void> {
    return this.write(this.database.pool, "upload_begun_at = coalesce(m.upload_begun_at, $3)", [id, owner, at]);
  }

  refused(id: string, owner: string): Promise<void> {
    return this.write(this.database.pool, "upload_begun_at = NULL", [id, owner]);
  }

  finish(id: string, owner: string, at: AtWeChat, entry: EntryOf<MaterialChanged>): Promise<MaterialRecord> {
    return this.database.transaction(async (tx) => {
      const before = await read(tx, "m.id = $1 FOR UPDATE", [id]);
      if (before === null) throw new TurnOver("the material is gone");
      const after = await this.settle(tx, before, owner, at);
      await this.auditIn(tx).record(entry({ before, after }));
      return after;
    });
  }

  async knownMediaIds(tenantId: number, mediaIds: readonly string[]): Promise<Set<string>> {
    const sql = "SELECT media_id FROM material WHERE tenant_id = $1 AND media_id = ANY($2::text[]) AND object_key IS NOT NULL";
    const { rows } = await this.database.pool.query<{ media_id: string }>(sql, [tenantId, mediaIds]);
    return new Set(rows.map(({ media_id }) => media_id));
  }

  async keysInUse(keys: readonly string[]): Promise<Set<string>> {
    const sql = "SELECT object_key FROM material WHERE object_key = ANY($1::text[])";
    const { rows } = await this.database.pool.query<{ object_key: string }>(sql, [keys]);
    return new Set(rows.map(({ object_key }) => object_key));
  }

  private async settle(tx: Sql, found: MaterialRecord, owner: string, { mediaId, url, now }: AtWeChat): Promise<MaterialRecord> {
    const { id } = found;
    const synced = await read(tx, "m.tenant_id = $1 AND m.media_id = $2 AND m.id <> $3 FOR UPDATE", [found.tenantId, mediaId, id]);
    const sets = "media_id = $3, url = coalesce($4, m.url), updated_at = $5, upload_begun_at = NULL, removed_at = NULL";
    if (synced === null || found.kind === MaterialKind.VIDEO) {
      // No mass send knows a video that WeChat alone has; it may know this one.
      if (synced !== null) await tx.query("DELETE FROM material WHERE id = $1", [synced.id]);
      await this.write(tx, sets, [id, owner, mediaId, url, now]);
      return (await read(tx, "m.id = $1", [id])) ?? found;
    }
    const { rows } = await tx.query<{ request_hash: Buffer }>("SELECT request_hash FROM material WHERE id = $1", [id]);
    // Held by one row at a time.
    await this.write(tx, "request_hash = NULL", [id, owner]);
    await tx.query(TAKE_FILE_OVER, [synced.id, id, rows[0]?.request_hash]);
    await tx.query("DELETE FROM material WHERE id = $1", [id]);
    return (await read(tx, "m.id = $1", [synced.id])) ?? synced;
  }

  private async write(sql: Sql, sets: string, values: [id: string, owner: string, ...rest: unknown[]]): Promise<void> {
    const { rowCount } = await sql.query(`UPDATE material m SET ${sets} WHERE m.id = $1 AND ${HOLDS_TURN}`, values);
    if (rowCount !== 1) throw new TurnOver("another process took this upload over");
  }
}

async function read(sql: Sql, condition: string, values: unknown[]): Promise<MaterialRecord | null> {
  const { rows } = await sql.query<MaterialRow>(`SELECT ${MATERIAL_COLUMNS} FROM material m WHERE ${condition}`, values);
  return rows[0] ? materialOf(rows[0]) : null;
}

/** The row that a sync made gets the file of the upload's row, and the name under which the same upload is found again. */
const TAKE_FILE_OVER = `
  UPDATE material m SET title = u.title, description = u.description, file_name = u.file_name, content_type = u.content_type,
    bytes = u.bytes, sha256 = u.sha256, object_key = u.object_key, request_hash = $3, removed_at = NULL
  FROM material u WHERE m.id = $1 AND u.id = $2`;
