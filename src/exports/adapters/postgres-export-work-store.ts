import { ordinalSetFromBytes } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { seesPersonalData } from "../../users/index.js";
import type { ExportWork, ExportWorkStore } from "../export-store.port.js";
import { lockForBeginning } from "./erasure-lock.js";
import { columnsOf, headerOf, roleOf } from "./export-rows.js";

interface WorkRow {
  id: string;
  attempt: number;
  role: string;
  columns: string[];
  header: string;
  byte_order_mark: boolean;
  file_name: string;
  audience: Uint8Array;
}

export class PostgresExportWorkStore implements ExportWorkStore {
  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {}

  claim(tenantId: number, leaseMs: number): Promise<ExportWork | null> {
    return this.database.transaction(async (tx) => {
      if (!(await lockForBeginning(tx, tenantId))) return null;
      const { rows } = await tx.query<WorkRow>(CLAIM, [tenantId, leaseMs]);
      return rows[0] ? workOf(tenantId, rows[0]) : null;
    });
  }

  progress(work: ExportWork, done: number): Promise<boolean> {
    return this.write(work, "done = $3, progress_at = now()", done);
  }

  finish(work: ExportWork, { objectKey, bytes, keepMs }: { objectKey: string; bytes: number; keepMs: number }): Promise<boolean> {
    const sets = `status = 'READY', done = total, object_key = $3, bytes = $4, finished_at = now(),
      expires_at = now() + $5 * interval '1 millisecond'`;
    return this.write(work, sets, objectKey, bytes, keepMs);
  }

  async failed(work: ExportWork, error: string, mostFailures: number): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ status: string }>(FAILED, [work.exportId, work.attempt, error, mostFailures]);
    return rows[0]?.status === "FAILED";
  }

  async release(work: ExportWork): Promise<void> {
    await this.write(work, "progress_at = NULL");
  }

  /** Whether this is still the newest attempt. */
  private async write({ exportId, attempt }: ExportWork, sets: string, ...values: unknown[]): Promise<boolean> {
    const sql = `UPDATE user_export SET ${sets} WHERE id = $1 AND attempt = $2 AND finished_at IS NULL`;
    return (await this.database.pool.query(sql, [exportId, attempt, ...values])).rowCount === 1;
  }
}

function workOf(tenantId: number, row: WorkRow): ExportWork {
  return {
    tenantId,
    exportId: row.id,
    attempt: row.attempt,
    fileName: row.file_name,
    audience: ordinalSetFromBytes(row.audience),
    columns: columnsOf(row.columns),
    header: headerOf(row.header),
    byteOrderMark: row.byte_order_mark,
    masked: !seesPersonalData(roleOf(row.role)),
  };
}

const CLAIM = `
  UPDATE user_export SET status = 'RUNNING', attempt = attempt + 1, done = 0, started_at = now(), progress_at = now()
  WHERE id = (SELECT id FROM user_export WHERE tenant_id = $1 AND finished_at IS NULL ORDER BY created_at, id LIMIT 1)
    AND (progress_at IS NULL OR progress_at < now() - $2 * interval '1 millisecond')
  RETURNING id, attempt, role, columns, header, byte_order_mark, file_name, audience`;

const FAILED = `
  UPDATE user_export SET failures = failures + 1, done = 0, progress_at = NULL,
    status = CASE WHEN failures + 1 >= $4 THEN 'FAILED' ELSE status END,
    error = CASE WHEN failures + 1 >= $4 THEN $3 END,
    finished_at = CASE WHEN failures + 1 >= $4 THEN now() END,
    audience = CASE WHEN failures + 1 >= $4 THEN NULL ELSE audience END
  WHERE id = $1 AND attempt = $2 AND finished_at IS NULL
  RETURNING status`;
