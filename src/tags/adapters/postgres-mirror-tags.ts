import type { Database } from "../../platform/database/database.js";
import { isUniqueViolation } from "../../platform/database/database-error.js";
import type { MirroredTag, MirrorTagStore } from "../mirror/mirror-store.port.js";

export class PostgresMirrorTags implements MirrorTagStore {
  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {}

  async mirrored(tenantId: number): Promise<MirroredTag[]> {
    return (await this.database.pool.query<MirroredTag>(MIRRORED, [tenantId])).rows;
  }

  async removals(tenantId: number): Promise<number[]> {
    const sql = "SELECT wechat_tag_id AS id FROM wechat_tag_removal WHERE tenant_id = $1 ORDER BY wechat_tag_id";
    return (await this.database.pool.query<{ id: number }>(sql, [tenantId])).rows.map(({ id }) => id);
  }

  async removed(tenantId: number, wechatTagId: number): Promise<void> {
    await this.run("DELETE FROM wechat_tag_removal WHERE tenant_id = $1 AND wechat_tag_id = $2", tenantId, wechatTagId);
  }

  async making(tagId: number): Promise<void> {
    await this.run("UPDATE wechat_tag SET made_here = true WHERE tag_id = $1", tagId);
  }

  async attach(tenantId: number, tagId: number, wechat: { id: number; name: string }, wasThere: boolean): Promise<boolean> {
    try {
      return await this.database.transaction(async (tx) => {
        const { rowCount } = await tx.query(ATTACH, [tenantId, tagId, wechat.id]);
        if (!rowCount) return false;
        // Left from another tag of WeChat's that this one stood for.
        await tx.query("DELETE FROM wechat_user_tag WHERE tag_id = $1", [tagId]);
        await tx.query("DELETE FROM wechat_tag_call WHERE tag_id = $1", [tagId]);
        await tx.query("UPDATE wechat_tag SET name = $2, made_here = NOT $3, members_after = $4, compared_to = 0 WHERE tag_id = $1", [
          tagId,
          wechat.name,
          wasThere,
          wasThere ? "" : null,
        ]);
        return true;
      });
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  async detach(tenantId: number, tagId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const sql =
        "UPDATE tag SET wechat_tag_id = NULL, mirror_to_wechat = false, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND mirror_to_wechat";
      const { rowCount } = await tx.query(sql, [tenantId, tagId]);
      if (rowCount) await tx.query("DELETE FROM wechat_tag WHERE tag_id = $1", [tagId]);
    });
  }

  async remove(tenantId: number, wechatTagId: number): Promise<void> {
    await this.run(
      "INSERT INTO wechat_tag_removal (tenant_id, wechat_tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      tenantId,
      wechatTagId,
    );
  }

  async renamed(tagId: number, name: string): Promise<void> {
    await this.run("UPDATE wechat_tag SET name = $2 WHERE tag_id = $1", tagId, name);
  }

  async nameRefused(tagId: number, error: string): Promise<void> {
    await this.run("UPDATE wechat_tag SET name_error = $2 WHERE tag_id = $1", tagId, error);
  }

  async forgetRefusals(tenantId: number): Promise<void> {
    await this.run(
      "UPDATE wechat_tag SET name_error = NULL WHERE name_error IS NOT NULL AND tag_id IN (SELECT id FROM tag WHERE tenant_id = $1)",
      tenantId,
    );
  }

  private async run(sql: string, ...values: (number | string)[]): Promise<void> {
    await this.database.pool.query(sql, values);
  }
}

const MIRRORED = `
  SELECT t.id AS "tagId", t.name, t.wechat_tag_id AS "wechatTagId", w.name AS "wechatName", w.made_here AS "madeHere",
         w.members_after AS "membersAfter", w.compared_to AS "comparedTo", w.name_error AS "nameError"
  FROM tag t JOIN wechat_tag w ON w.tag_id = t.id WHERE t.tenant_id = $1 AND t.mirror_to_wechat ORDER BY t.id`;

const ATTACH = `
  UPDATE tag SET wechat_tag_id = $3, updated_at = now()
  WHERE tenant_id = $1 AND id = $2 AND mirror_to_wechat AND wechat_tag_id IS NULL`;
