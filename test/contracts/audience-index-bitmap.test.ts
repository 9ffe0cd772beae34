import { bitmapIndex } from "../support/bitmap-index.js";
import { NOW } from "../support/naive-audience.js";
import { type AudienceIndexSubject, audienceIndexContract } from "./audience-index.js";

/** At least 7,680 random expressions in all (8 steps a world); with the 5,120 that Elasticsearch is asked, 12,800. */
const WORLDS = 60;

/** A few columns of the contract's small worlds, of which one takes some hundred bytes. */
const FEW_COLUMNS = 400;

function subject(name: string, questions: number, memoryBytes?: number): AudienceIndexSubject {
  return {
    name,
    effort: { runs: WORLDS, questions },
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

audienceIndexContract(subject("bitmaps in process", 8));
audienceIndexContract(subject("bitmaps in process, memory for a few columns", 4, FEW_COLUMNS));
audienceIndexContract(subject("bitmaps in process, memory for nearly nothing", 4, 1));
