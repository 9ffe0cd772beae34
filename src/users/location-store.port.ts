import type { NearArea } from "../audiences/index.js";

/** Where a person was. */
export interface Position {
  /** Degrees, -90 to 90 and -180 to 180. */
  latitude: number;
  longitude: number;
  /** Radius in metres; null where WeChat did not say. */
  precisionMeters: number | null;
  /** When they were there. */
  at: Date;
}

export interface UserPosition extends Position {
  tenantId: number;
  userId: number;
}

/** The last known position of each user. */
export interface LocationStore {
  /**
   * Each only where it is newer than what is known of that user, so late and repeated ones do no harm. Users of another tenant
   * or gone are left out. At most one a user.
   */
  save(positions: readonly UserPosition[]): Promise<void>;
  /** Of those users, the positions after `since`; the others are absent from the map. */
  newest(tenantId: number, userIds: readonly number[], since: Date): Promise<Map<number, Position>>;
  /** Ordinals, ascending, of the tenant's users whose position lies in the area (its edge included) and is after `since`. */
  near(tenantId: number, area: NearArea, since: Date): Promise<Uint32Array>;
  /** Deletes what is not after `since`; gives how many, 0 where the store does so by itself. */
  forget(since: Date): Promise<number>;
}
