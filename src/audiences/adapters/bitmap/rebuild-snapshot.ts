import type { Database } from "../../../platform/database/database.js";
import { readLogEnd } from "../log-end.js";
import { saveSnapshot } from "./snapshot-store.js";
import { buildWhole } from "./user-rows.js";

/** Makes a tenant's stored bitmaps anew from the tables, whatever was stored. `onProgress` hears of each million rows read. */
export async function rebuildSnapshot(database: Database, tenantId: number, onProgress: (rows: number) => void): Promise<void> {
  const bitmaps = await database.transaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    return buildWhole(tx, tenantId, (await readLogEnd(tx, tenantId)).position, onProgress);
  });
  await database.transaction(async (tx) => {
    // What stands at the same position or later would be taken for as good.
    await tx.query("DELETE FROM audience_snapshot WHERE tenant_id = $1", [tenantId]);
    await saveSnapshot(tx, tenantId, bitmaps);
  });
}
