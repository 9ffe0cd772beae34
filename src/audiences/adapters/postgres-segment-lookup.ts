import type { Database } from "../../platform/database/database.js";
import type { Audience } from "../audience.js";
import { parseAudience } from "../parse-audience.js";
import type { SegmentLookup, SegmentNames } from "../segment-binding.js";

export class PostgresSegmentLookup implements SegmentLookup, SegmentNames {
  constructor(private readonly database: Pick<Database, "prisma">) {}

  async segmentAudiences(tenantId: number, ids: readonly number[]): Promise<Map<number, Audience>> {
    const rows = await this.database.prisma.segment.findMany({
      where: { tenantId, id: { in: [...ids] } },
      select: { id: true, audience: true },
    });
    return new Map(rows.map(({ id, audience }) => [id, parseAudience(audience, `segment ${id}`)]));
  }

  async segmentNames(tenantId: number, ids: readonly number[]): Promise<Map<number, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.prisma.segment.findMany({
      where: { tenantId, id: { in: [...ids] } },
      select: { id: true, name: true },
    });
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
