import { wireLocations } from "../../app/wire-locations.js";
import { ErasedDocuments } from "../../audiences/adapters/elasticsearch/erased-documents.js";
import { PostgresChangeLog } from "../../audiences/adapters/postgres-change-log.js";
import type { Environment } from "../../config/environment.js";
import { PostgresSearchReceipts } from "../../deletion/adapters/postgres-search-receipts.js";
import { PostgresTraces } from "../../deletion/adapters/postgres-traces.js";
import { type PersonPositions, SearchErasure, type Traces } from "../../deletion/index.js";
import { PostgresExportWithdrawal } from "../../exports/adapters/postgres-export-withdrawal.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import { silentLogger } from "../../platform/logging/logger.js";
import { RedisCluster } from "../../platform/redis/index.js";
import { openSearch } from "../../platform/search/index.js";
import { type Finding, fault, look, note, ok } from "./finding.js";

interface DeletionParts {
  environment: Pick<Environment, "elasticsearch" | "redisCluster">;
  database: Database;
  sealer: Sealer;
}

/** Whether people who were deleted on request left no trace, and nobody waits for their deletion unseen. */
export function checkDeletions({ environment, database, sealer }: DeletionParts): Promise<Finding> {
  return look("deletion requests", async () => {
    const { rows } = await database.pool.query<{ open: number; elsewhere: number }>(
      `SELECT count(*) FILTER (WHERE NOT processed)::int AS open,
              count(*) FILTER (WHERE processed AND processed_at IS NULL)::int AS elsewhere FROM deletion_request`,
    );
    const { open = 0, elsewhere = 0 } = rows[0] ?? {};
    const { elasticsearch } = environment;
    const { users, openids, exports } = await tracesIn({ environment, database, sealer });
    const search = elasticsearch === null ? [] : await searchTraces(database, elasticsearch);
    const requests = [...new Set([...users, ...openids, ...exports, ...search].map(({ requestId }) => requestId))];
    if (requests.length > 0) {
      return fault(
        `data of people who were deleted is there again (requests ${requests.join(", ")}): the server erases it at its start and daily`,
      );
    }
    if (elsewhere > 0)
      return note(`${elsewhere} that the old system processed are not wiped here: processDeletionRequest each (${open} more are open)`);
    return open > 0 ? note(`${open} are open`) : ok("none is open, and of those processed nothing is left");
  });
}

async function tracesIn({ environment: { redisCluster }, database, sealer }: DeletionParts): Promise<Traces> {
  const parts = { changeLog: new PostgresChangeLog(), files: new PostgresExportWithdrawal() };
  const find = (positions: PersonPositions | null) => new PostgresTraces(database, { ...parts, positions }, sealer).find();
  if (redisCluster === null) return find(null);
  const cluster = new RedisCluster(redisCluster.settings, silentLogger);
  try {
    const shared = { cluster, prefix: redisCluster.prefix };
    return await find(wireLocations({ database, clock: () => new Date(), redisCluster: shared }).positions);
  } finally {
    await cluster.close();
  }
}

async function searchTraces(database: Database, { url, index: alias }: { url: string; index: string }): Promise<{ requestId: number }[]> {
  const client = openSearch(url);
  try {
    const documents = new ErasedDocuments({ database, client, alias, logger: silentLogger });
    return await new SearchErasure(documents, new PostgresSearchReceipts(database)).find();
  } finally {
    await client.close();
  }
}
