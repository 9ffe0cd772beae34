import type pg from "pg";
import { type AudienceChangeLog, ordinalSetFromBytes, type SqlExecutor, type TagHistory } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { isConnectionLost, isTimeout, isTransactionTimeout, isUniqueViolation } from "../../platform/database/database-error.js";
import { TagJobKind } from "../tag.types.js";
import type { ChunkOutcome, TagJobWork, TagJobWorkStore, TagOrder } from "../tag-job-store.port.js";
import { writeTags } from "./tag-writer.js";
import { UndoPlan } from "./undo-plan.js";

interface WorkRow {
  kind: TagJobWork["kind"];
  tag_ids: number[];
  audience: Uint8Array;
  done: number;
  undoes_id: string | null;
  root_id: string | null;
}

interface Chunk {
  from: number;
  to: number;
  limitMs: number;
  besideOthers: boolean;
}

const PAIR_KEY = "user_tag_pkey";
const NOBODY = new Uint32Array();

/** Jobs of kind RULE are the followers' (PostgresRuleWorkStore). */
export class PostgresTagJobWorkStore implements TagJobWorkStore {
  private readonly undos = new WeakMap<TagJobWork, UndoPlan>();

  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
    private readonly history: TagHistory,
  ) {}

  async claim(tenantId: number, jobId: string, leaseMs: number): Promise<TagJobWork | null> {
    const { rows } = await this.database.pool.query<WorkRow>(
      `UPDATE tag_job SET status = 'RUNNING', started_at = coalesce(started_at, now()), progress_at = now()
       WHERE id = $2 AND tenant_id = $1 AND kind <> 'RULE' AND finished_at IS NULL
         AND (progress_at IS NULL OR progress_at < now() - $3 * interval '1 millisecond')
       RETURNING kind, tag_ids, audience, done, undoes_id, root_id`,
      [tenantId, jobId, leaseMs],
    );
    const [row] = rows;
    if (!row) return null;
    const { kind, done, undoes_id: undoes } = row;
    const tagIds = row.tag_ids.toSorted((a, b) => a - b);
    return { tenantId, jobId, kind, tagIds, audience: ordinalSetFromBytes(row.audience), done, undoes, rootId: row.root_id ?? jobId };
  }

  async applyChunk(work: TagJobWork, from: number, to: number, limitMs: number): Promise<ChunkOutcome> {
    const undo = this.undoOf(work);
    await undo?.catchUp(work.tagIds);
    const began = performance.now();
    const attempt = (besideOthers: boolean) =>
      this.database.transaction((tx) => this.writeChunk(tx, work, undo, { from, to, limitMs, besideOthers }));
    try {
      return await attempt(false).catch((error: unknown) => {
        // Somebody gave one of these users the same tag after this chunk had looked.
        if (isUniqueViolation(error, PAIR_KEY)) return attempt(true);
        throw error;
      });
    } catch (error) {
      if (wasGivenUp(error, performance.now() - began >= limitMs)) return "too-slow";
      throw error;
    }
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
       WHERE finished_at IS NULL AND kind <> 'RULE' AND coalesce(progress_at, started_at, created_at) < now() - $1 * interval '1 millisecond'
       ORDER BY created_at LIMIT $2`,
      [leaseMs, limit],
    );
    return rows;
  }

  private undoOf(work: TagJobWork): UndoPlan | null {
    if (work.undoes === null) return null;
    const plan = this.undos.get(work) ?? new UndoPlan(this.history, this.database.pool, { jobId: work.undoes, rootId: work.rootId });
    this.undos.set(work, plan);
    return plan;
  }

  private async writeChunk(tx: pg.PoolClient, work: TagJobWork, undo: UndoPlan | null, chunk: Chunk): Promise<ChunkOutcome> {
    const { jobId, tenantId, rootId, audience } = work;
    const { rows } = await tx.query<{ done: number }>(LOCK_JOB, [jobId, String(chunk.limitMs)]);
    if (rows[0]?.done !== chunk.from) return "lost";
    const tagIds = await this.lockTags(tx, work);
    const [gone] = work.tagIds.filter((id) => !tagIds.includes(id));
    // Of a tag that was deleted there is nothing to take back.
    if (gone !== undefined && (undo === null || tagIds.length === 0)) return { tagGone: gone };
    const ordinals = audience.slice(chunk.from, chunk.to);
    const orders = undo?.orders(ordinals, tagIds) ?? tagIds.map((tagId) => orderOf(work.kind, tagId, ordinals));
    const by = { jobId, rootId };
    const changes = await writeTags(tx, { tenantId, ordinals, orders, besideOthers: chunk.besideOthers, by });
    const changed = changes.reduce((sum, change) => sum + change.ordinals.length, 0);
    await tx.query(ADVANCE, [jobId, chunk.to, changed, chunk.to === audience.size]);
    if (changes.length === 0) return "done";
    if (undo !== null) {
      await tx.query("SELECT 1 FROM tenant_counter WHERE tenant_id = $1 FOR NO KEY UPDATE", [tenantId]);
      await undo.mustStand(tx, changes);
    }
    // Last, since it takes the row that all writers of the tenant take.
    await this.changeLog.append(tx, tenantId, changes);
    return "done";
  }

  /** Those of the job's tags that exist, ascending; they stay locked against deletion until the chunk is committed. */
  private async lockTags(tx: SqlExecutor, work: TagJobWork): Promise<number[]> {
    const { rows } = await tx.query<{ id: number }>(
      "SELECT id FROM tag WHERE tenant_id = $1 AND id = ANY($2::int[]) ORDER BY id FOR KEY SHARE",
      [work.tenantId, work.tagIds],
    );
    return rows.map(({ id }) => id);
  }
}

function orderOf(kind: TagJobWork["kind"], tagId: number, ordinals: Uint32Array): TagOrder {
  return kind === TagJobKind.UNTAG ? { tagId, add: NOBODY, remove: ordinals } : { tagId, add: ordinals, remove: NOBODY };
}

/** A whole transaction's time-out ends the connection, and often nothing is heard of the reason. */
function wasGivenUp(error: unknown, late: boolean): boolean {
  return isTimeout(error) || isTransactionTimeout(error) || (late && isConnectionLost(error));
}

/**
 * Three limits: no statement takes longer, we are not silent longer (this process may get no processor), and from PostgreSQL 17 on the
 * whole transaction takes no longer. All are the server's: a hung client holds nothing up.
 */
const LOCK_JOB = `
  SELECT done, set_config('statement_timeout', $2, true), set_config('idle_in_transaction_session_timeout', $2, true),
         CASE WHEN current_setting('server_version_num')::int >= 170000 THEN set_config('transaction_timeout', $2, true) END
  FROM tag_job WHERE id = $1 AND finished_at IS NULL FOR UPDATE SKIP LOCKED`;

const ADVANCE = `
  UPDATE tag_job
  SET done = $2, changed = changed + $3, progress_at = now(), status = CASE WHEN $4 THEN 'SUCCEEDED' ELSE status END,
      finished_at = CASE WHEN $4 THEN now() END, audience = CASE WHEN $4 THEN NULL ELSE audience END
  WHERE id = $1`;
