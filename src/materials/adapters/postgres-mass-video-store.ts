import type { Database } from "../../platform/database/database.js";
import type { MassVideoIds, MassVideoStore } from "../mass/mass-video-store.port.js";
import { TurnOver } from "../upload/upload-store.port.js";

const TURN = "FROM material_turn t WHERE t.material_id = $1 AND t.owner = $2::uuid";

export class PostgresMassVideoStore implements MassVideoStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async find(materialId: string): Promise<MassVideoIds | null> {
    const { rows } = await this.database.pool.query<MassVideoIds>(
      `SELECT temporary_media_id AS "temporaryMediaId", temporary_at AS "temporaryAt", media_id AS "mediaId", made_at AS "madeAt"
       FROM mass_video WHERE material_id = $1`,
      [materialId],
    );
    return rows[0] ?? null;
  }

  saveTemporary(materialId: string, owner: string, { mediaId, at }: { mediaId: string; at: Date }): Promise<void> {
    return this.write(
      `INSERT INTO mass_video (material_id, temporary_media_id, temporary_at) SELECT $1::uuid, $3::text, $4::timestamptz ${TURN}
       ON CONFLICT (material_id) DO UPDATE SET temporary_media_id = excluded.temporary_media_id, temporary_at = excluded.temporary_at,
         media_id = NULL, made_at = NULL`,
      [materialId, owner, mediaId, at],
    );
  }

  saveMade(materialId: string, owner: string, { mediaId, at }: { mediaId: string; at: Date }): Promise<void> {
    return this.write(`UPDATE mass_video SET media_id = $3, made_at = $4 WHERE material_id = $1 AND EXISTS (SELECT ${TURN})`, [
      materialId,
      owner,
      mediaId,
      at,
    ]);
  }

  async forget(materialId: string, mediaId: string, before: Date): Promise<boolean> {
    const sql = "DELETE FROM mass_video WHERE material_id = $1 AND media_id = $2 AND made_at < $3";
    return (await this.database.pool.query(sql, [materialId, mediaId, before])).rowCount === 1;
  }

  private async write(sql: string, values: unknown[]): Promise<void> {
    if ((await this.database.pool.query(sql, values)).rowCount !== 1) throw new TurnOver("another process makes this video's id");
  }
}
