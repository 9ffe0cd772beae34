import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { Tag } from "../tag.types.js";
import type { TagStore } from "../tag-store.port.js";
import { TAG_COLUMNS, type TagRow, tagOf } from "./tag-row.js";

export class PostgresTagStore implements TagStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  list(tenantId: number, search: string | null): Promise<Tag[]> {
    const part = search === null ? null : `%${search.replace(/[\\%_]/g, "\\$&")}%`;
    return this.read("($2::text IS NULL OR t.name ILIKE $2 OR t.group_name ILIKE $2) ORDER BY t.name, t.id", tenantId, part);
  }

  byIds(tenantId: number, ids: readonly number[]): Promise<Tag[]> {
    return this.read("t.id = ANY($2::int[]) ORDER BY t.id", tenantId, ids);
  }

  async existing(tenantId: number, ids: readonly number[]): Promise<Set<number>> {
    const sql = "SELECT id FROM tag WHERE tenant_id = $1 AND id = ANY($2::int[])";
    const { rows } = await this.database.pool.query<{ id: number }>(sql, [tenantId, ids]);
    return new Set(rows.map(({ id }) => id));
  }

  async tagsOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, Tag[]>> {
    const { rows } = await this.database.pool.query<TagRow & { user_id: number }>(
      `SELECT ut.user_id, ${TAG_COLUMNS} FROM user_tag ut JOIN tag t ON t.id = ut.tag_id
       WHERE ut.user_id = ANY($2::int[]) AND t.tenant_id = $1 ORDER BY t.id`,
      [tenantId, userIds],
    );
    const byUser = new Map<number, Tag[]>();
    for (const row of rows) {
      const tags = byUser.get(row.user_id);
      if (tags) tags.push(tagOf(row));
      else byUser.set(row.user_id, [tagOf(row)]);
    }
    return byUser;
  }

  async tagNamesOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, string[]>> {
    const { rows } = await this.database.pool.query<{ user_id: number; names: string[] }>(
      `SELECT ut.user_id, array_agg(t.name ORDER BY t.id) AS names FROM user_tag ut JOIN tag t ON t.id = ut.tag_id
       WHERE ut.user_id = ANY($2::int[]) AND t.tenant_id = $1 GROUP BY ut.user_id`,
      [tenantId, userIds],
    );
    return new Map(rows.map(({ user_id, names }) => [user_id, names]));
  }

  private async read(condition: string, tenantId: number, value: unknown): Promise<Tag[]> {
    const sql = `SELECT ${TAG_COLUMNS} FROM tag t WHERE t.tenant_id = $1 AND ${condition}`;
    const { rows } = await this.database.pool.query<TagRow>(prepared(sql, [tenantId, value]));
    return rows.map(tagOf);
  }
}
