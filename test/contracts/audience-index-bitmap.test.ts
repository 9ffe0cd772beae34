import { bitmapIndex } from "../support/bitmap-index.js";
import { NOW } from "../support/naive-audience.js";
import { audienceIndexContract } from "./audience-index.js";

audienceIndexContract({
  name: "bitmaps in process",
  open: async (database) => {
    // An hour: only the test decides when something is stored.
    const index = bitmapIndex(database, { saveDelayMs: 3_600_000, clock: () => NOW });
    return { index, flush: () => index.flush(), close: () => index.close(), abandon: async () => undefined };
  },
  disasters: {
    "the snapshot is lost": async (database, tenantId) => {
      await database.pool.query("DELETE FROM audience_snapshot WHERE tenant_id = $1", [tenantId]);
    },
    "the snapshot is of another version": async (database, tenantId) => {
      await database.pool.query("UPDATE audience_snapshot SET version = 0 WHERE tenant_id = $1", [tenantId]);
    },
    "the log is trimmed past the snapshot": async (database, tenantId) => {
      await database.pool.query("UPDATE tenant_counter SET change_position = change_position + 3 WHERE tenant_id = $1", [tenantId]);
      await database.pool.query("DELETE FROM audience_change WHERE tenant_id = $1", [tenantId]);
    },
  },
});
