/** What calling WeChat needs to know of a tenant's account; answered by whoever keeps accounts. */
export interface WeChatAccounts {
  /** Null for an unknown tenant. Asked anew for each refresh, so that a changed secret is taken up. */
  byTenantId(tenantId: number): Promise<WeChatCredentials | null>;
}

export interface WeChatCredentials {
  appId: string;
  appSecret: string;
}
