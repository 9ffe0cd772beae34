import { PostgresChangeLog } from "../audiences/adapters/postgres-change-log.js";
import type { Environment } from "../config/environment.js";
import type { Database } from "../platform/database/database.js";
import type { Logger } from "../platform/logging/logger.js";
import { type SeedResult, seedUsers } from "../sandbox/index.js";
import { openidOf, unionidOf } from "../simulator/index.js";
import { openIndex } from "./open-index.js";

export interface DemoUsersRequest {
  tenantId: number;
  seed: number;
  users: number;
  onProgress?: (done: number) => void;
}

interface SeedParts {
  environment: Pick<Environment, "elasticsearch" | "redisCluster">;
  database: Database;
  logger: Logger;
}

/** `seedUsers` with the simulator's openids, up to this moment; then the audience index takes them in, so that the next start finds them there. */
export async function seedDemoUsers(parts: SeedParts, request: DemoUsersRequest): Promise<SeedResult> {
  const { database } = parts;
  const result = await seedUsers(database, new PostgresChangeLog(), { ...request, asOf: new Date(), openidOf, unionidOf });
  if (result.written > 0) await fillIndex(parts, request.tenantId);
  return result;
}

async function fillIndex(parts: SeedParts, tenantId: number): Promise<void> {
  const { index, close } = openIndex(parts);
  try {
    await index.count(tenantId, { kind: "everyone" });
  } finally {
    await close();
  }
}
