import { randomUUID } from "node:crypto";
import type { AuditIn, EntryOf } from "../../accounts/index.js";
import { ordinalSetToBytes } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { isUniqueViolation } from "../../platform/database/database-error.js";
import { JobStatus, type TagJob, TagJobKind } from "../tag.types.js";
import type { NewTagJob, TagJobPosition, TagJobStore } from "../tag-job-store.port.js";

/** Everything but `audience`, which may be a megabyte. */
const COLUMNS = {
  id: true,
  tenantId: true,
  kind: true,
  status: true,
  tagIds: true,
  total: true,
  done: true,
  changed: true,
  rootId: true,
  error: true,
  createdAt: true,
  finishedAt: true,
} as const;

/** Made of new jobs with `pg`, as the audit log is a part of the transaction. */
const INSERT = `
  INSERT INTO tag_job (id, tenant_id, kind, tag_ids, idempotency_key, request_hash, total, audience, undoes_id, root_id, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  RETURNING id, tenant_id AS "tenantId", kind, status, tag_ids AS "tagIds", total, done, changed, root_id AS "rootId", error,
    created_at AS "createdAt", finished_at AS "finishedAt"`;

export class PostgresTagJobStore implements TagJobStore {
  constructor(
    private readonly database: Pick<Database, "prisma" | "transaction">,
    private readonly auditIn: AuditIn,
  ) {}

  async create(job: NewTagJob, entry: EntryOf<TagJob>): Promise<TagJob | null> {
    const { tenantId, kind, tagIds, idempotencyKey, requestHash, audience, undoes, createdBy } = job;
    try {
      return await this.database.transaction(async (tx) => {
        const { rows } = await tx.query<JobRow>(INSERT, [
          ...[randomUUID(), tenantId, kind, tagIds, idempotencyKey, requestHash, audience.size, ordinalSetToBytes(audience)],
          ...[undoes?.jobId ?? null, undoes?.rootId ?? null, createdBy],
        ]);
        const made = jobOf(rows[0] as JobRow);
        await this.auditIn(tx).record(entry(made));
        return made;
      });
    } catch (error) {
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  async byKey(tenantId: number, idempotencyKey: string): Promise<{ job: TagJob; requestHash: Uint8Array } | null> {
    const row = await this.database.prisma.tagJob.findUnique({
      where: { tenantId_idempotencyKey: { tenantId, idempotencyKey } },
      select: { ...COLUMNS, requestHash: true },
    });
    return row && { job: jobOf(row), requestHash: row.requestHash };
  }

  async byId(tenantId: number, id: string): Promise<TagJob | null> {
    const row = await this.database.prisma.tagJob.findUnique({ where: { id, tenantId }, select: COLUMNS });
    return row && jobOf(row);
  }

  async undoOf(tenantId: number, id: string): Promise<TagJob | null> {
    const row = await this.database.prisma.tagJob.findUnique({ where: { undoesId: id, tenantId }, select: COLUMNS });
    return row && jobOf(row);
  }

  async page(tenantId: number, before: TagJobPosition | null, limit: number): Promise<TagJob[]> {
    const older = before && { OR: [{ createdAt: { lt: before.createdAt } }, { createdAt: before.createdAt, id: { lt: before.id } }] };
    const rows = await this.database.prisma.tagJob.findMany({
      where: { tenantId, ...older },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: limit,
      select: COLUMNS,
    });
    return rows.map(jobOf);
  }

  count(tenantId: number): Promise<number> {
    return this.database.prisma.tagJob.count({ where: { tenantId } });
  }
}

type JobRow = Omit<TagJob, "kind" | "status"> & { kind: string; status: string };

function jobOf(row: JobRow): TagJob {
  return { ...row, kind: memberOf(TagJobKind, row.kind), status: memberOf(JobStatus, row.status) };
}

function memberOf<T extends string>(values: Record<string, T>, text: string): T {
  const value = Object.values(values).find((member) => member === text);
  if (value === undefined) throw new Error(`tag_job holds the unknown word ${text}`);
  return value;
}
