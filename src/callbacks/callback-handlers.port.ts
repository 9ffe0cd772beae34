/**
 * Who acts on what WeChat told us. Each may be called more than once for one callback (after a crash or a failure), so it
 * must be harmless to repeat; a rejection is recorded and tried again later.
 */
export interface CallbackHandlers {
  massSendFinished(event: MassSendFinished): Promise<void>;
  subscribed(event: FollowerEvent): Promise<void>;
  unsubscribed(event: FollowerEvent): Promise<void>;
  /** What people did in the last seconds, each person once, at most PEOPLE_AT_ONCE of them. Some may be unknown. */
  active(people: readonly PersonActivity[]): Promise<void>;
}

export const PEOPLE_AT_ONCE = 1_000;

/** Somebody wrote, tapped, scanned, came or went. May come late: what is known to be newer stays. */
export interface PersonActivity {
  tenantId: number;
  openid: string;
  /** The newest event's time, never ahead of now. */
  at: Date;
  /** The newest position among them (event LOCATION), if there was one. */
  position: ReportedPosition | null;
}

export interface ReportedPosition {
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** Radius; null: WeChat did not say. */
  precisionMeters: number | null;
  at: Date;
}

/** MASSSENDJOBFINISH. Counts as WeChat gave them (approximate; all 0 where the job was refused with err(…)). */
export interface MassSendFinished {
  tenantId: number;
  msgId: bigint;
  /** `send success` (also seen without the blank), `send fail` or `err(num)`. */
  status: string;
  /** Followers or openids the job was given. */
  totalCount: number;
  /** Those LEFT after WeChat's filtering, not those filtered out. */
  filterCount: number;
  sentCount: number;
  errorCount: number;
  /** CreateTime of the event. */
  at: Date;
}

/** subscribe or unsubscribe. Events may come late: one older than what is known of the follower must change nothing. */
export interface FollowerEvent {
  tenantId: number;
  openid: string;
  /** CreateTime of the event, in whole seconds. */
  at: Date;
  /** `qrscene_<scene>` where a QR code led to the account, else null. */
  eventKey: string | null;
}
