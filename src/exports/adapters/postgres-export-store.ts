import { ordinalSetToBytes } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { isUniqueViolation } from "../../platform/database/database-error.js";
import type { UserExport } from "../export.types.js";
import type { ExportPosition, ExportStore, NewExport } from "../export-store.port.js";
import { EXPORT_COLUMNS, exportOf } from "./export-rows.js";

export class PostgresExportStore implements ExportStore {
  constructor(private readonly database: Pick<Database, "prisma">) {}

  async create({ audience, columns, ...order }: NewExport): Promise<UserExport | null> {
    try {
      const row = await this.database.prisma.userExport.create({
        data: { ...order, columns: [...columns], total: audience.size, audience: ordinalSetToBytes(audience) },
        select: EXPORT_COLUMNS,
      });
      return exportOf(row);
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
