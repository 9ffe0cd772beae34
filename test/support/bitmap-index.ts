import { BitmapAudienceIndex, type BitmapIndexParts } from "../../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import { PostgresLedgerStore } from "../../src/mass-sends/adapters/postgres-ledger-store.js";
import { PostgresUnreached } from "../../src/mass-sends/adapters/postgres-unreached.js";
import { DeliveryLedger } from "../../src/mass-sends/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { PostgresLocationStore } from "../../src/users/adapters/postgres-location-store.js";
import { UserLocations } from "../../src/users/index.js";

/** The embedded audience index as the program wires it; `clock` is for ages and for how old positions may be. */
export function bitmapIndex(database: Database, parts: Partial<Omit<BitmapIndexParts, "database">> = {}): BitmapAudienceIndex {
  const clock = parts.clock ?? (() => new Date());
  const positions = new UserLocations(new PostgresLocationStore(database), clock);
  const sendsLeft = new DeliveryLedger(new PostgresLedgerStore(database), clock);
  return new BitmapAudienceIndex({
    database,
    logger: silentLogger,
    positions,
    sends: new PostgresUnreached(database),
    sendsLeft,
    clock,
    ...parts,
  });
}
