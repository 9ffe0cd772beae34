import { BitmapAudienceIndex } from "../audiences/adapters/bitmap/bitmap-audience-index.js";
import { PostgresChangeLog } from "../audiences/adapters/postgres-change-log.js";
import { PostgresUnreached } from "../mass-sends/adapters/postgres-unreached.js";
import type { Database } from "../platform/database/database.js";
import type { Logger } from "../platform/logging/logger.js";
import { type SeedResult, seedUsers } from "../sandbox/index.js";
import { openidOf, unionidOf } from "../simulator/index.js";
import { PostgresLocationStore } from "../users/adapters/postgres-location-store.js";
import { UserLocations } from "../users/index.js";

export interface DemoUsersRequest {
  tenantId: number;
  seed: number;
  users: number;
  onProgress?: (done: number) => void;
}

/** `seedUsers` with the simulator's openids, up to this moment; then the audience index is stored, so that the next start only loads it. */
export async function seedDemoUsers(
  { database, logger }: { database: Database; logger: Logger },
  request: DemoUsersRequest,
): Promise<SeedResult> {
  const result = await seedUsers(database, new PostgresChangeLog(), { ...request, asOf: new Date(), openidOf, unionidOf });
  if (result.written > 0) await storeIndex(database, logger, request.tenantId);
  return result;
}

async function storeIndex(database: Database, logger: Logger, tenantId: number): Promise<void> {
  const clock = () => new Date();
  const positions = new UserLocations(new PostgresLocationStore(database), clock);
  const index = new BitmapAudienceIndex({ database, logger, positions, sends: new PostgresUnreached(database), clock });
  try {
    await index.count(tenantId, { kind: "everyone" });
    await index.flush();
  } finally {
    await index.close();
  }
}
