import { randomUUID } from "node:crypto";
import type { AuditIn, EntryOf } from "../../accounts/index.js";
import { ordinalSetToBytes } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { isUniqueViolation } from "../../platform/database/database-error.js";
import type { UserExport } from "../export.types.js";
import type { ExportPosition, ExportStore, NewExport } from "../export-store.port.js";
import { EXPORT_COLUMNS, type ExportRow, exportOf } from "./export-rows.js";

/** Of a new order with `pg`, as the audit log is a part of the transaction. */
const INSERT = `
  INSERT INTO user_export (id, tenant_id, role, columns, header, byte_order_mark, audience_text, idempotency_key, request_hash, total, audience,
    file_name, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  RETURNING id, tenant_id AS "tenantId", status, role, columns, audience_text AS "audienceText", total, done, bytes, file_name AS "fileName",
    object_key AS "objectKey", error, created_by AS "createdBy", created_at AS "createdAt", finished_at AS "finishedAt",
    expires_at AS "expiresAt"`;

export class PostgresExportStore implements ExportStore {
  constructor(
    private readonly database: Pick<Database, "prisma" | "transaction">,
    private readonly auditIn: AuditIn,
  ) {}

  async create(order: NewExport, entry: EntryOf<UserExport>): Promise<UserExport | null> {
    const { tenantId, role, columns, header, byteOrderMark, audienceText, idempotencyKey, requestHash, audience, fileName } = order;
    try {
      return await this.database.transaction(async (tx) => {
        const { rows } = await tx.query<ExportRow>(INSERT, [
          ...[randomUUID(), tenantId, role, columns, header, byteOrderMark, audienceText, idempotencyKey, requestHash],
          ...[audience.size, ordinalSetToBytes(audience), fileName, order.createdBy],
        ]);
        const made = exportOf(rows[0] as ExportRow);
        await this.auditIn(tx).record(entry(made));
        return made;
      });
    } catch (error) {
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  async byKey(tenantId: number, idempotencyKey: string): Promise<{ order: UserExport; requestHash: Uint8Array } | null> {
    const row = await this.database.prisma.userExport.findUnique({
      where: { tenantId_idempotencyKey: { tenantId, idempotencyKey } },
      select: { ...EXPORT_COLUMNS, requestHash: true },
    });
    if (row === null) return null;
    const { requestHash, ...order } = row;
    return { order: exportOf(order), requestHash };
  }

  async byId(tenantId: number, id: string): Promise<UserExport | null> {
    const row = await this.database.prisma.userExport.findUnique({ where: { id, tenantId }, select: EXPORT_COLUMNS });
    return row && exportOf(row);
  }

  async page(tenantId: number, before: ExportPosition | null, limit: number): Promise<UserExport[]> {
    const older = before && { OR: [{ createdAt: { lt: before.createdAt } }, { createdAt: before.createdAt, id: { lt: before.id } }] };
    const rows = await this.database.prisma.userExport.findMany({
      where: { tenantId, ...older },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: limit,
      select: EXPORT_COLUMNS,
    });
    return rows.map(exportOf);
  }

  count(tenantId: number): Promise<number> {
    return this.database.prisma.userExport.count({ where: { tenantId } });
  }

  waiting(tenantId: number): Promise<number> {
    return this.database.prisma.userExport.count({ where: { tenantId, finishedAt: null } });
  }
}
