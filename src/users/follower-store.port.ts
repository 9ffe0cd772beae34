/** What WeChat says of one follower. Null (and sex UNKNOWN) means that WeChat did not say: what is known stays. */
export interface FollowerProfile {
  openid: string;
  subscribed: boolean;
  unionid: string | null;
  nickname: string | null;
  sex: "MALE" | "FEMALE" | "UNKNOWN";
  headImageUrl: string | null;
  subscribedAt: Date | null;
  remark: string | null;
}

/** Users, not rows: somebody whose account and profile changed counts once. */
export interface FollowerChanges {
  created: number;
  changed: number;
}

/** subscribe or unsubscribe, as a callback told it. */
export interface FollowChange {
  openid: string;
  subscribed: boolean;
  /** WeChat's time of the event. */
  at: Date;
  /** Channel of the QR code that led here. */
  source: number | null;
}

/** `created`: a person unknown so far. `ignored`: something newer was known, or nothing changed. */
export type FollowOutcome = "created" | "changed" | "ignored";

/** At most this many profiles or openids in one call of the store. */
export const MAX_FOLLOWERS_AT_ONCE = 10_000;

/** Writes followers of one tenant, each call one transaction together with its entries in the audience change log. */
export interface FollowerStore {
  /** The database's clock: what `observedAt` is compared with. */
  now(): Promise<Date>;
  /**
   * New people get the next ordinals; of the others only what differs is written. `subscribed` of somebody written after
   * `observedAt` is left alone: a callback told more than an answer asked for before it.
   */
  upsertFollowers(tenantId: number, profiles: readonly FollowerProfile[], observedAt: Date): Promise<FollowerChanges>;
  applyFollowChange(tenantId: number, change: FollowChange): Promise<FollowOutcome>;
  /** Sets the flag for those known; gives how many changed. */
  markBlacklisted(tenantId: number, openids: readonly string[], blacklisted: boolean): Promise<number>;
  blacklistedOpenids(tenantId: number): Promise<string[]>;
  /** Openids of subscribed users by ascending ordinal, greater than `after`. */
  subscribedAfter(tenantId: number, after: number, limit: number): Promise<{ ordinal: number; openid: string }[]>;
  countSubscribed(tenantId: number): Promise<number>;
}
