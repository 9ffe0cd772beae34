/** Daily call quotas (clear_quota, openapi/*). */
export interface QuotaCalls {
  /** Sets the daily counters of all interfaces to zero; 10 times a month, console included, then `refused` (48006). */
  clearQuota(): Promise<void>;
  /** Of one interface today; `path` like `/cgi-bin/message/custom/send`. */
  apiQuota(path: string): Promise<ApiQuota>;
  /** Sets the daily counter of one interface to zero; one of the month's ten. */
  clearApiQuota(path: string): Promise<void>;
  /** What WeChat remembers of a call by the rid of its error, but for URL and bodies: they hold tokens and openids. */
  requestByRid(rid: string): Promise<RequestFacts>;
}

/** Three times 0: WeChat limits the interface by the minute only, or not at all. */
export interface ApiQuota {
  dailyLimit: number;
  used: number;
  remaining: number;
}

export interface RequestFacts {
  at: Date;
  costMs: number;
  clientIp: string | null;
}
