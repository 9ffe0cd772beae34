/**
 * Who acts on what WeChat told us. Each may be called more than once for one callback (after a crash or a failure), so it
 * must be harmless to repeat; a rejection is recorded and tried again later.
 */
export interface CallbackHandlers {
  massSendFinished(event: MassSendFinished): Promise<void>;
  subscribed(event: FollowerEvent): Promise<void>;
  unsubscribed(event: FollowerEvent): Promise<void>;
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
