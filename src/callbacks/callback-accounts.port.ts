/** What the callback server must know of an account; answered by whoever keeps accounts. */
export interface CallbackAccounts {
  /** Null for an appid that is no tenant's. */
  byAppId(appId: string): Promise<CallbackAccount | null>;
  /** Notes the gh_… id that the account's callbacks carry. */
  learnOriginalId(tenantId: number, originalId: string): Promise<void>;
}

export interface CallbackAccount {
  tenantId: number;
  appId: string;
  /** The "Token" of the account's server configuration: signs every call WeChat makes to us. */
  callbackToken: string;
  /** 43 characters; set in safe and in compatible mode, null in plain mode. */
  encodingAesKey: string | null;
  /** Valid as well until then: what was before the last change. */
  previous: { callbackToken: string; encodingAesKey: string | null; until: Date } | null;
  /** gh_…; null until the first callback told it. */
  originalId: string | null;
}
