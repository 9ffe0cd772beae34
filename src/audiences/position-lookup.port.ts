import type { NearArea } from "./audience.js";

/** Who is where: what `near` leaves are answered by, whatever index answers the rest. */
export interface PositionLookup {
  /** Ordinals, ascending, of the tenant's users whose last known position lies in the area and is not older than positions are kept. */
  ordinalsNear(tenantId: number, area: NearArea): Promise<Uint32Array>;
}
