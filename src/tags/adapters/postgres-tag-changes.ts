import type { AuditIn, EntryOf } from "../../accounts/index.js";
import { type AudienceChangeLog, MAX_CHANGE_USERS, type SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { isUniqueViolation } from "../../platform/database/database-error.js";
import type { Tag } from "../tag.types.js";
import type { TagChanged, TagChanges, TagFields } from "../tag-store.port.js";
import { switchMirrorOff, switchMirrorOn } from "./mirror-switch.js";
import { dropRule, holdFollower, holdReferences, setRule, switchRule } from "./rule-switch.js";
import { TAG_COLUMNS, type TagRow, tagOf } from "./tag-row.js";
import { removeTag } from "./user-tag-rows.js";

export class PostgresTagChanges implements TagChanges {
  /** @param changed called after a tag was changed or deleted */
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
    private readonly auditIn: AuditIn,
    private readonly changed: () => void = () => undefined,
  ) {}

  create(tenantId: number, { name, group, description, mirrorToWeChat, rule }: TagFields, entry: EntryOf<Tag>): Promise<Tag | null> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<TagRow>(
        `INSERT INTO tag AS t (tenant_id, name, group_name, description, mirror_to_wechat) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, name) DO NOTHING RETURNING ${TAG_COLUMNS}`,
        [tenantId, name, group, description, mirrorToWeChat],
      );
      const [row] = rows;
      if (!row) return null;
      if (row.mirror_to_wechat) await switchMirrorOn(tx, tenantId, row);
      if (rule) await setRule(tx, tenantId, row.id, rule.json);
      const tag = { ...tagOf(row), followsRule: !!rule };
      await this.auditIn(tx).record(entry(tag));
      return tag;
    });
  }

  async update(
    tenantId: number,
    id: number,
    fields: Partial<TagFields>,
    entry: EntryOf<TagChanged>,
  ): Promise<TagChanged | "NAME_TAKEN" | "NOT_FOUND"> {
    try {
      return await this.updateOne(tenantId, id, fields, entry);
    } catch (error) {
      if (isUniqueViolation(error)) return "NAME_TAKEN";
      throw error;
    } finally {
      this.changed();
    }
  }

  private updateOne(
    tenantId: number,
    id: number,
    fields: Partial<TagFields>,
    entry: EntryOf<TagChanged>,
  ): Promise<TagChanged | "NOT_FOUND"> {
    return this.database.transaction(async (tx) => {
      if (fields.rule !== undefined) await holdReferences(tx, tenantId);
      const before = await lockedTag(tx, tenantId, id);
      if (before === null) return "NOT_FOUND";
      if (fields.rule !== undefined) await switchRule(tx, tenantId, id, fields.rule);
      const { rows } = await tx.query<TagRow>(
        `UPDATE tag t
           SET name = coalesce($3, name), group_name = CASE WHEN $4 THEN $5 ELSE group_name END,
               description = CASE WHEN $6 THEN $7 ELSE description END, updated_at = now()
           WHERE tenant_id = $1 AND id = $2 RETURNING ${TAG_COLUMNS}`,
        [tenantId, id, fields.name, fields.group !== undefined, fields.group, fields.description !== undefined, fields.description],
      );
      const row = rows[0] as TagRow;
      const after = tagOf(await this.switchMirror(tx, row, fields.mirrorToWeChat ?? row.mirror_to_wechat));
      const change = { before: tagOf(before), after };
      await this.auditIn(tx).record(entry(change));
      return change;
    });
  }

  async delete(tenantId: number, id: number, entry: EntryOf<Tag>): Promise<boolean> {
    if (!(await this.release(tenantId, id, entry))) return false;
    // Chunk by chunk, as one DELETE of a tag with millions of users would hold its locks for minutes. A tag job may add
    // users meanwhile: the last transaction takes those few with the tag itself.
    while ((await this.removeChunk(tenantId, id)) > 0);
    while ((await this.removeBaseChunk(id)) > 0);
    const deleted = await this.database.transaction(async (tx) => {
      const { rowCount } = await tx.query("DELETE FROM tag WHERE tenant_id = $1 AND id = $2", [tenantId, id]);
      if (!rowCount) return false;
      await this.changeLog.append(tx, tenantId, [{ kind: "TAG_DELETED", tagId: id }]);
      return true;
    });
    this.changed();
    return deleted;
  }

  private async switchMirror(tx: SqlExecutor, row: TagRow, on: boolean): Promise<TagRow> {
    if (on === row.mirror_to_wechat) {
      // Another name may be one that WeChat takes.
      if (on) await tx.query("UPDATE wechat_tag SET name_error = NULL WHERE tag_id = $1 AND name_error IS NOT NULL", [row.id]);
      return row;
    }
    if (on) await switchMirrorOn(tx, row.tenant_id, row);
    else await switchMirrorOff(tx, row.tenant_id, row, false);
    const { rows } = await tx.query<TagRow>(`SELECT ${TAG_COLUMNS} FROM tag t WHERE id = $1`, [row.id]);
    return rows[0] ?? row;
  }

  /**
   * First: while its users go one after the other, nobody shall untag them at WeChat, and no rule shall bring them back. What is done
   * after it is not to be taken back, so that the audit log tells of the deletion from here on: a crash between two chunks leaves a
   * tag without some of its users, and whoever sees that finds why. False where there is no such tag.
   */
  private release(tenantId: number, id: number, entry: EntryOf<Tag>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      await holdFollower(tx, tenantId);
      const row = await lockedTag(tx, tenantId, id);
      if (row === null) return false;
      if (row.follows_rule) await dropRule(tx, tenantId, id);
      await switchMirrorOff(tx, tenantId, row, true);
      await this.auditIn(tx).record(entry(tagOf(row)));
      return true;
    });
  }

  private async removeBaseChunk(tagId: number): Promise<number> {
    const { rowCount } = await this.database.pool.query(
      `DELETE FROM wechat_user_tag WHERE tag_id = $1 AND user_id = ANY(ARRAY(
         SELECT user_id FROM wechat_user_tag WHERE tag_id = $1 ORDER BY user_id LIMIT ${MAX_CHANGE_USERS}))`,
      [tagId],
    );
    return rowCount ?? 0;
  }

  private removeChunk(tenantId: number, tagId: number): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ user_ids: number[] | null }>(
        `SELECT array_agg(user_id) AS user_ids
         FROM (SELECT user_id FROM user_tag WHERE tag_id = $1 ORDER BY user_id LIMIT ${MAX_CHANGE_USERS}) AS chosen`,
        [tagId],
      );
      const removed = await removeTag(tx, tagId, rows[0]?.user_ids ?? []);
      const people = await tx.query<{ ordinals: number[] | null }>(
        "SELECT array_agg(ordinal ORDER BY ordinal) AS ordinals FROM users WHERE user_id = ANY($1::int[])",
        [removed],
      );
      const ordinals = people.rows[0]?.ordinals ?? [];
      if (ordinals.length > 0) await this.changeLog.append(tx, tenantId, [{ kind: "UNTAGGED", tagId, ordinals }]);
      return removed.length;
    });
  }
}

async function lockedTag(tx: SqlExecutor, tenantId: number, id: number): Promise<TagRow | null> {
  const sql = `SELECT ${TAG_COLUMNS} FROM tag t WHERE t.tenant_id = $1 AND t.id = $2 FOR NO KEY UPDATE`;
  return (await tx.query<TagRow>(sql, [tenantId, id])).rows[0] ?? null;
}
