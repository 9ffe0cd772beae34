import { randomUUID } from "node:crypto";
import type { AuditIn, EntryOf } from "../../accounts/index.js";
import type { Database } from "../../platform/database/database.js";
import { JobStatus } from "../../tags/index.js";
import type { SyncJob } from "../sync.types.js";
import type { SyncJobStore, SyncPhase, SyncPosition, SyncWork } from "../sync-job-store.port.js";

/** One kind of run: its name in the table, and where each begins. */
export interface SyncKind<Phase extends string> {
  kind: string;
  firstPhase: Phase;
}

export const FOLLOWER_SYNC: SyncKind<SyncPhase> = { kind: "FOLLOWERS", firstPhase: "TAGS" };

const COLUMNS = `id, tenant_id AS "tenantId", kind, status, total, done, error, created_at AS "createdAt", finished_at AS "finishedAt"`;

export class PostgresSyncJobStore<Phase extends string = SyncPhase> implements SyncJobStore<Phase> {
  constructor(
    private readonly database: Pick<Database, "pool" | "prisma" | "transaction">,
    private readonly of: SyncKind<Phase>,
    private readonly auditIn: AuditIn,
  ) {}

  startOrJoin(tenantId: number, entry: EntryOf<SyncJob>): Promise<{ job: SyncJob; started: boolean }> {
    const { kind } = this.of;
    return this.database.transaction(async (tx) => {
      // Two who ask at once meet at the tenant's row; rows that only refer to it are not held up.
      await tx.query("SELECT id FROM tenant WHERE id = $1 FOR NO KEY UPDATE", [tenantId]);
      const running = await tx.query<Row>(
        // Whoever asks again while a run waits for its quota may know that there is some.
        `UPDATE sync_job SET progress_at = CASE WHEN status = 'QUEUED' THEN NULL ELSE progress_at END
         WHERE tenant_id = $1 AND kind = $2 AND finished_at IS NULL RETURNING ${COLUMNS}`,
        [tenantId, kind],
      );
      if (running.rows[0]) return { job: jobOf(running.rows[0]), started: false };
      const sql = `INSERT INTO sync_job (id, tenant_id, kind) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`;
      const { rows } = await tx.query<Row>(sql, [randomUUID(), tenantId, kind]);
      const job = jobOf(rows[0] as Row);
      await this.auditIn(tx).record(entry(job));
      return { job, started: true };
    });
  }

  async byId(tenantId: number, id: string): Promise<SyncJob | null> {
    const row = await this.database.prisma.syncJob.findUnique({ where: { id, tenantId } });
    return row && jobOf(row);
  }

  async claim(tenantId: number, jobId: string, leaseMs: number): Promise<SyncWork<Phase> | null> {
    const { rows } = await this.database.pool.query<{ phase: Phase | null; cursor: string | null; total: number | null; done: number }>(
      `UPDATE sync_job SET status = 'RUNNING', error = NULL, phase = coalesce(phase, $4), progress_at = now()
       WHERE id = $2 AND tenant_id = $1 AND finished_at IS NULL
         AND (progress_at IS NULL OR progress_at < now() - $3 * interval '1 millisecond')
       RETURNING phase, cursor, total, done`,
      [tenantId, jobId, leaseMs, this.of.firstPhase],
    );
    const [row] = rows;
    return row ? { tenantId, jobId, position: { ...row, phase: row.phase ?? this.of.firstPhase } } : null;
  }

  async heartbeat(jobId: string): Promise<void> {
    await this.database.pool.query("UPDATE sync_job SET progress_at = now() WHERE id = $1 AND status = 'RUNNING'", [jobId]);
  }

  async advance({ jobId, position }: SyncWork<Phase>, to: SyncPosition<Phase>): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `UPDATE sync_job SET phase = $4, cursor = $5, total = $6, done = $7, progress_at = now()
       WHERE id = $1 AND finished_at IS NULL AND phase = $2 AND cursor IS NOT DISTINCT FROM $3`,
      [jobId, position.phase, json(position.cursor), to.phase, json(to.cursor), to.total, to.done],
    );
    return rowCount === 1;
  }

  async succeed(jobId: string): Promise<void> {
    await this.database.pool.query(
      "UPDATE sync_job SET status = 'SUCCEEDED', error = NULL, cursor = NULL, total = done, finished_at = now() WHERE id = $1 AND finished_at IS NULL",
      [jobId],
    );
  }

  async fail(jobId: string, error: string): Promise<void> {
    const sql = "UPDATE sync_job SET status = 'FAILED', error = $2, finished_at = now() WHERE id = $1 AND finished_at IS NULL";
    await this.database.pool.query(sql, [jobId, error]);
  }

  async pause(jobId: string, until: Date, reason: string, leaseMs: number): Promise<void> {
    // A heartbeat so far ahead that its driver counts as silent from `until` on.
    await this.database.pool.query(
      `UPDATE sync_job SET status = 'QUEUED', error = $2, progress_at = $3::timestamptz - $4 * interval '1 millisecond'
       WHERE id = $1 AND finished_at IS NULL`,
      [jobId, reason, until, leaseMs],
    );
  }

  async release(jobId: string): Promise<void> {
    await this.database.pool.query("UPDATE sync_job SET progress_at = NULL WHERE id = $1 AND finished_at IS NULL", [jobId]);
  }

  async orphans(leaseMs: number, limit: number): Promise<{ tenantId: number; jobId: string }[]> {
    const { rows } = await this.database.pool.query<{ tenantId: number; jobId: string }>(
      `SELECT tenant_id AS "tenantId", id AS "jobId" FROM sync_job
       WHERE kind = $3 AND finished_at IS NULL AND coalesce(progress_at, created_at) < now() - $1 * interval '1 millisecond'
       ORDER BY created_at LIMIT $2`,
      [leaseMs, limit, this.of.kind],
    );
    return rows;
  }
}

/** The column is JSON, the cursor a text. */
function json(cursor: string | null): string | null {
  return cursor === null ? null : JSON.stringify(cursor);
}

interface Row {
  id: string;
  tenantId: number;
  kind: string;
  status: string;
  total: number | null;
  done: number;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

function jobOf({ id, tenantId, kind, status, total, done, error, createdAt, finishedAt }: Row): SyncJob {
  const known = Object.values(JobStatus).find((value) => value === status);
  if (known === undefined) throw new Error(`sync_job holds the unknown status ${status}`);
  return { id, tenantId, kind, status: known, total, done, error, createdAt, finishedAt };
}
