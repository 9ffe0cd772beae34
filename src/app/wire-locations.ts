import type { PersonPositions } from "../deletion/index.js";
import type { Database } from "../platform/database/database.js";
import type { RedisCluster } from "../platform/redis/index.js";
import { PostgresLocationStore } from "../users/adapters/postgres-location-store.js";
import { RedisLocationStore } from "../users/adapters/redis-location-store.js";
import { UserLocations } from "../users/index.js";

export interface LocationNeeds {
  database: Pick<Database, "pool">;
  clock: () => Date;
  /** null: positions are kept in PostgreSQL. */
  redisCluster: { cluster: RedisCluster; prefix: string } | null;
}

export interface LocationParts {
  locations: UserLocations;
  /** null: they are in a table, and go with the person's other rows. */
  positions: PersonPositions | null;
}

export function wireLocations({ database, clock, redisCluster }: LocationNeeds): LocationParts {
  if (redisCluster === null) return { locations: new UserLocations(new PostgresLocationStore(database), clock), positions: null };
  const store = new RedisLocationStore({ ...redisCluster, database, clock });
  return { locations: new UserLocations(store, clock), positions: store };
}
