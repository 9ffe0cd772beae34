import { bitmapIndex } from "../support/bitmap-index.js";
import { NOW } from "../support/naive-audience.js";
import { type AudienceIndexSubject, audienceIndexContract } from "./audience-index.js";

/** A few columns of the contract's small worlds, of which one takes some hundred bytes. */
const FEW_COLUMNS = 400;

function subject(name: string, memoryBytes?: number): AudienceIndexSubject {
  return {
    name,
    open: async (database) => {
      // An hour: only the test decides when something is stored.
      const index = bitmapIndex(database, { saveDelayMs: 3_600_000, clock: () => NOW, memoryBytes });
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
  };
}

audienceIndexContract(subject("bitmaps in process"));
audienceIndexContract(subject("bitmaps in process, memory for a few columns", FEW_COLUMNS));
audienceIndexContract(subject("bitmaps in process, memory for nearly nothing", 1));
