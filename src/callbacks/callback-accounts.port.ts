/** What the callback server must know of an account; answered by whoever keeps accounts. */
export interface CallbackAccounts {
  /** Null for an appid that is no tenant's. */
  byAppId(appId: string): Promise<CallbackAccount | null>;
}

export interface CallbackAccount {
  tenantId: number;
  appId: string;
  /** The "Token" of the account's server configuration: signs every call WeChat makes to us. */
  callbackToken: string;
  /** 43 characters; set in safe and in compatible mode, null in plain mode. */
  encodingAesKey: string | null;
}
