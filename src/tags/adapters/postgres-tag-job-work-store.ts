import { type AudienceChangeLog, ordinalSetFromBytes, type SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { TagJobKind } from "../tag.types.js";
import type { ChunkOutcome, TagJobWork, TagJobWorkStore } from "../tag-job-store.port.js";
import { addTag, ordinalsOf, peopleByOrdinals, removeTag } from "./user-tag-rows.js";

interface WorkRow {
  kind: TagJobWork["kind"];
  tag_ids: number[];
  audience: Uint8Array;
  done: number;
}

export class PostgresTagJobWorkStore implements TagJobWorkStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
  ) {}

  async claim(tenantId: number, jobId: string, leaseMs: number): Promise<TagJobWork | null> {
    const { rows } = await this.database.pool.query<WorkRow>(
      `UPDATE tag_job SET status = 'RUNNING', started_at = coalesce(started_at, now()), progress_at = now()
       WHERE id = $2 AND tenant_id = $1 AND finished_at IS NULL
         AND (progress_at IS NULL OR progress_at < now() - $3 * interval '1 millisecond')
       RETURNING kind, tag_ids, audience, done`,
      [tenantId, jobId, leaseMs],
    );
    const [row] = rows;
    if (!row) return null;
    const tagIds = row.tag_ids.toSorted((a, b) => a - b);
    return { tenantId, jobId, kind: row.kind, tagIds, audience: ordinalSetFromBytes(row.audience), done: row.done };
  }

  applyChunk(work: TagJobWork, from: number, to: number): Promise<ChunkOutcome> {
    return this.database.transaction(async (tx): Promise<ChunkOutcome> => {
      const { rows } = await tx.query<{ done: number }>(
        "SELECT done FROM tag_job WHERE id = $1 AND finished_at IS NULL FOR UPDATE SKIP LOCKED",
        [work.jobId],
      );
      if (rows[0]?.done !== from) return "lost";
      const tagGone = await this.missingTag(tx, work);
      if (tagGone !== null) return { tagGone };
      const changes = await this.writeTags(tx, work, work.audience.slice(from, to));
      const changed = changes.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
      await tx.query(ADVANCE, [work.jobId, to, changed, to === work.audience.size]);
      // Last, since it takes the row that all writers of the tenant take.
      if (changes.length > 0) await this.changeLog.append(tx, work.tenantId, changes);
      return "done";
    });
  }

  async fail(work: TagJobWork, error: string): Promise<void> {
    const sql =
      "UPDATE tag_job SET status = 'FAILED', error = $2, audience = NULL, finished_at = now() WHERE id = $1 AND finished_at IS NULL";
    await this.database.pool.query(sql, [work.jobId, error]);
  }

  async release(work: TagJobWork): Promise<void> {
    await this.database.pool.query("UPDATE tag_job SET progress_at = NULL WHERE id = $1 AND finished_at IS NULL", [work.jobId]);
  }

  async orphans(leaseMs: number, limit: number): Promise<{ tenantId: number; jobId: string }[]> {
    const { rows } = await this.database.pool.query<{ tenantId: number; jobId: string }>(
      `SELECT tenant_id AS "tenantId", id AS "jobId" FROM tag_job
       WHERE finished_at IS NULL AND coalesce(progress_at, started_at, created_at) < now() - $1 * interval '1 millisecond'
       ORDER BY created_at LIMIT $2`,
      [leaseMs, limit],
    );
    return rows;
  }

  /** The tags stay locked against deletion until the chunk is committed. */
  private async missingTag(tx: SqlExecutor, work: TagJobWork): Promise<number | null> {
    const { rows } = await tx.query<{ id: number }>(
      "SELECT id FROM tag WHERE tenant_id = $1 AND id = ANY($2::int[]) ORDER BY id FOR KEY SHARE",
      [work.tenantId, work.tagIds],
    );
    const present = new Set(rows.map(({ id }) => id));
    return work.tagIds.find((id) => !present.has(id)) ?? null;
  }

  /** Exactly those whose tags changed, ascending. Tags ascending too, so that two jobs wait for one another in one order. */
  private async writeTags(tx: SqlExecutor, work: TagJobWork, ordinals: Uint32Array) {
    const adds = work.kind !== TagJobKind.UNTAG;
    const changes: { kind: "TAGGED" | "UNTAGGED"; tagId: number; ordinals: number[] }[] = [];
    const people = await peopleByOrdinals(tx, work.tenantId, ordinals);
    const userIds = people.map(({ userId }) => userId);
    for (const tagId of work.tagIds) {
      const changed = await (adds ? addTag : removeTag)(tx, tagId, userIds);
      if (changed.length > 0) changes.push({ kind: adds ? "TAGGED" : "UNTAGGED", tagId, ordinals: ordinalsOf(people, changed) });
    }
    return changes;
  }
}

const ADVANCE = `
  UPDATE tag_job
  SET done = $2, changed = changed + $3, progress_at = now(), status = CASE WHEN $4 THEN 'SUCCEEDED' ELSE status END,
      finished_at = CASE WHEN $4 THEN now() END, audience = CASE WHEN $4 THEN NULL ELSE audience END
  WHERE id = $1`;
