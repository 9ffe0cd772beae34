import { findBitmapDrift } from "../audiences/adapters/bitmap/find-drift.js";
import { rebuildSnapshot } from "../audiences/adapters/bitmap/rebuild-snapshot.js";
import { reindex } from "../audiences/adapters/elasticsearch/reindex.js";
import type { IndexDrift } from "../audiences/adapters/index-drift.js";
import { PostgresChangeLog } from "../audiences/adapters/postgres-change-log.js";
import { MAX_CHANGE_USERS } from "../audiences/index.js";
import type { Database } from "../platform/database/database.js";
import { type IndexParts, openSearchIndex } from "./open-index.js";

export type { IndexParts } from "./open-index.js";

export interface Rebuilt {
  /** One sentence. */
  text: string;
  data: Record<string, unknown>;
}

/** The audience index that is configured, as commands see it. */
export interface IndexTool {
  /** Makes it anew from the tables, beside the present one. */
  rebuild(onProgress: (done: number, total: number) => void): Promise<Rebuilt>;
  drift(tenantId: number): Promise<IndexDrift>;
  close(): Promise<void>;
}

export function openIndexTool(parts: IndexParts): IndexTool {
  const { elasticsearch } = parts.environment;
  return elasticsearch === null ? bitmapTool(parts) : searchTool(parts, elasticsearch);
}

/**
 * Has every audience index, in every process, read these users again, by a change of nothing in the log: it mends whatever
 * they knew of them.
 */
export async function mend(database: Database, tenantId: number, ordinals: readonly number[]): Promise<void> {
  const log = new PostgresChangeLog();
  for (let from = 0; from < ordinals.length; from += MAX_CHANGE_USERS) {
    const page = ordinals.slice(from, from + MAX_CHANGE_USERS);
    await database.transaction((tx) => log.append(tx, tenantId, [{ kind: "USERS", ordinals: page }]));
  }
}

function searchTool(parts: IndexParts, elasticsearch: { url: string; index: string }): IndexTool {
  const { database, logger } = parts;
  const { index, client, close } = openSearchIndex(parts, elasticsearch);
  const { index: alias } = elasticsearch;
  return {
    rebuild: async (onProgress) => {
      const done = await reindex({ database, logger, client, alias }, { onProgress });
      const how = done.resumed ? "An index that an earlier run had begun was finished" : "A new index was built";
      const before = done.replaced === null ? "" : ` instead of ${done.replaced}`;
      return { text: `${how}: ${alias} is ${done.index} now${before}.`, data: { ...done } };
    },
    drift: (tenantId) => index.drift(tenantId),
    close,
  };
}

function bitmapTool({ database }: IndexParts): IndexTool {
  return {
    rebuild: async (onProgress) => {
      const { rows } = await database.pool.query<{ id: number; ordinals: number }>(
        "SELECT tenant_id AS id, next_ordinal AS ordinals FROM tenant_counter ORDER BY tenant_id",
      );
      const total = rows.reduce((sum, { ordinals }) => sum + ordinals, 0);
      let done = 0;
      for (const { id, ordinals } of rows) {
        await rebuildSnapshot(database, id, () => undefined);
        done += ordinals;
        onProgress(done, total);
      }
      const text = `The bitmaps of ${rows.length === 1 ? "one tenant" : `${rows.length} tenants`} were made anew. A server that runs takes them up when it starts again.`;
      return { text, data: { tenants: rows.length } };
    },
    drift: (tenantId) => findBitmapDrift(database, tenantId),
    close: async () => undefined,
  };
}
