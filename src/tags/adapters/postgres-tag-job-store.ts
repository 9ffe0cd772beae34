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

export class PostgresTagJobStore implements TagJobStore {
  constructor(private readonly database: Pick<Database, "prisma">) {}

  async create({ audience, tagIds, requestHash, undoes, ...job }: NewTagJob): Promise<TagJob | null> {
    try {
      const row = await this.database.prisma.tagJob.create({
        data: {
          ...job,
          requestHash,
          tagIds: [...tagIds],
          total: audience.size,
          audience: ordinalSetToBytes(audience),
          undoesId: undoes?.jobId ?? null,
          rootId: undoes?.rootId ?? null,
        },
        select: COLUMNS,
      });
      return jobOf(row);
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

function jobOf(row: Omit<TagJob, "kind" | "status"> & { kind: string; status: string }): TagJob {
  return { ...row, kind: memberOf(TagJobKind, row.kind), status: memberOf(JobStatus, row.status) };
}

function memberOf<T extends string>(values: Record<string, T>, text: string): T {
  const value = Object.values(values).find((member) => member === text);
  if (value === undefined) throw new Error(`tag_job holds the unknown word ${text}`);
  return value;
}
