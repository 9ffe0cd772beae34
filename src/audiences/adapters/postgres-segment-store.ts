import type { AuditIn, AuditTrail } from "../../accounts/index.js";
import type { Database } from "../../platform/database/database.js";
import type { Audience } from "../audience.js";
import type { AudienceUses, StoredAudience } from "../audience-uses.js";
import type { SqlExecutor } from "../change-log.port.js";
import { parseAudience } from "../parse-audience.js";
import type { SegmentEdit, SegmentFields, SegmentRecord, SegmentStore } from "../segment-store.port.js";
import { storedById, storedNamingSegments, storedNamingTag } from "./stored-audiences.js";

/** First half of the advisory lock's key (the second is the tenant), so that it meets no other lock: "sgmt". */
const LOCK_SPACE = 0x73676d74;

const COLUMNS = `id AS "segmentId", id::text, tenant_id AS "tenantId", name, audience, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Table `segment`, and whatever else holds audiences that name one. */
export class PostgresSegmentStore implements SegmentStore, AudienceUses {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
  ) {}

  async list(tenantId: number): Promise<SegmentRecord[]> {
    const sql = `SELECT ${COLUMNS} FROM segment WHERE tenant_id = $1 ORDER BY name, id`;
    return (await this.database.pool.query<SegmentRecord>(sql, [tenantId])).rows;
  }

  byId(tenantId: number, id: number): Promise<SegmentRecord | null> {
    return segmentById(this.database.pool, tenantId, id);
  }

  segmentAudiences(tenantId: number, ids: readonly number[]): Promise<Map<number, Audience>> {
    return segmentAudiences(this.database.pool, tenantId, ids);
  }

  async segmentNames(tenantId: number, ids: readonly number[]): Promise<Map<number, string>> {
    const sql = "SELECT id, name FROM segment WHERE tenant_id = $1 AND id = ANY ($2::int[])";
    const { rows } = await this.database.pool.query<{ id: number; name: string }>(sql, [tenantId, ids]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  usesOfSegments(tenantId: number, segmentIds: readonly number[]): Promise<StoredAudience[]> {
    return storedNamingSegments(this.database.pool, tenantId, segmentIds);
  }

  usesOfTag(tenantId: number, tagId: number): Promise<StoredAudience[]> {
    return storedNamingTag(this.database.pool, tenantId, tagId);
  }

  edit<T>(tenantId: number, work: (edit: SegmentEdit) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [LOCK_SPACE, tenantId]);
      return work(new PostgresSegmentEdit(tx, tenantId, this.auditIn(tx)));
    });
  }
}

/** Everything on the edit's own connection: one that waited for another of the pool while it holds the lock could wait for ever. */
class PostgresSegmentEdit implements SegmentEdit {
  constructor(
    private readonly tx: SqlExecutor,
    private readonly tenantId: number,
    readonly audit: AuditTrail,
  ) {}

  byId(id: number): Promise<SegmentRecord | null> {
    return segmentById(this.tx, this.tenantId, id);
  }

  async idOf(name: string): Promise<number | null> {
    const { rows } = await this.tx.query<{ id: number }>("SELECT id FROM segment WHERE tenant_id = $1 AND name = $2", [
      this.tenantId,
      name,
    ]);
    return rows[0]?.id ?? null;
  }

  async count(): Promise<number> {
    const { rows } = await this.tx.query<{ count: number }>("SELECT count(*)::int AS count FROM segment WHERE tenant_id = $1", [
      this.tenantId,
    ]);
    return rows[0]?.count ?? 0;
  }

  segmentAudiences(_tenantId: number, ids: readonly number[]): Promise<Map<number, Audience>> {
    return segmentAudiences(this.tx, this.tenantId, ids);
  }

  async existing(_tenantId: number, ids: readonly number[]): Promise<Set<number>> {
    const sql = "SELECT id FROM tag WHERE tenant_id = $1 AND id = ANY ($2::int[])";
    return new Set((await this.tx.query<{ id: number }>(sql, [this.tenantId, ids])).rows.map(({ id }) => id));
  }

  usesOfSegments(_tenantId: number, segmentIds: readonly number[]): Promise<StoredAudience[]> {
    return storedNamingSegments(this.tx, this.tenantId, segmentIds);
  }

  usesOfTag(_tenantId: number, tagId: number): Promise<StoredAudience[]> {
    return storedNamingTag(this.tx, this.tenantId, tagId);
  }

  stored(named: { segments: readonly number[]; tags: readonly number[] }): Promise<StoredAudience[]> {
    return storedById(this.tx, this.tenantId, named);
  }

  create({ name, audience }: SegmentFields): Promise<SegmentRecord> {
    const sql = `INSERT INTO segment (tenant_id, name, audience) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`;
    return this.written(sql, [this.tenantId, name, JSON.stringify(audience)]);
  }

  update(id: number, { name, audience }: SegmentFields): Promise<SegmentRecord> {
    const sql = `UPDATE segment SET name = $3, audience = $4, updated_at = now() WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`;
    return this.written(sql, [this.tenantId, id, name, JSON.stringify(audience)]);
  }

  async delete(id: number): Promise<void> {
    await this.tx.query("DELETE FROM segment WHERE tenant_id = $1 AND id = $2", [this.tenantId, id]);
  }

  private async written(sql: string, values: unknown[]): Promise<SegmentRecord> {
    const [row] = (await this.tx.query<SegmentRecord>(sql, values)).rows;
    if (!row) throw new Error("a segment that was there under the lock is gone");
    return row;
  }
}

async function segmentById(sql: SqlExecutor, tenantId: number, id: number): Promise<SegmentRecord | null> {
  const query = `SELECT ${COLUMNS} FROM segment WHERE tenant_id = $1 AND id = $2`;
  return (await sql.query<SegmentRecord>(query, [tenantId, id])).rows[0] ?? null;
}

async function segmentAudiences(sql: SqlExecutor, tenantId: number, ids: readonly number[]): Promise<Map<number, Audience>> {
  const query = "SELECT id, audience FROM segment WHERE tenant_id = $1 AND id = ANY ($2::int[])";
  const { rows } = await sql.query<{ id: number; audience: unknown }>(query, [tenantId, ids]);
  return new Map(rows.map(({ id, audience }) => [id, parseAudience(audience, `segment ${id}`)]));
}
