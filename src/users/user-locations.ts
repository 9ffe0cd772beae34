import type { NearArea, PositionLookup } from "../audiences/index.js";
import type { LocationStore, Position, UserPosition } from "./location-store.port.js";

/** How long a position is kept and shown. */
export const LOCATION_DAYS = 60;
export const LOCATION_MS = LOCATION_DAYS * 24 * 3_600_000;

/** Users' last known positions, none of them older than LOCATION_DAYS. */
export class UserLocations implements PositionLookup {
  constructor(
    private readonly store: LocationStore,
    private readonly clock: () => Date,
  ) {}

  async save(positions: readonly UserPosition[]): Promise<void> {
    const since = this.since();
    const fresh = positions.filter(({ at }) => at > since);
    if (fresh.length > 0) await this.store.save(fresh);
  }

  newest(tenantId: number, userIds: readonly number[]): Promise<Map<number, Position>> {
    return this.store.newest(tenantId, userIds, this.since());
  }

  ordinalsNear(tenantId: number, area: NearArea): Promise<Uint32Array> {
    return this.store.near(tenantId, area, this.since());
  }

  /** Deletes those past their time; gives how many. */
  forgetOld(): Promise<number> {
    return this.store.forget(this.since());
  }

  /** What is not after this has been kept long enough. */
  since(): Date {
    return new Date(this.clock().getTime() - LOCATION_MS);
  }
}

export function expiryOf({ at }: Position): Date {
  return new Date(at.getTime() + LOCATION_MS);
}
