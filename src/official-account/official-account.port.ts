import type { QuotaCalls, TokenKeeper, TokenVerdict } from "../wechat/index.js";

/** The tenants' tokens and quotas; `wechat/` answers. Each throws NotFoundError for an unknown tenant. */
export interface OfficialAccounts {
  keeperFor(tenantId: number): Promise<Pick<TokenKeeper, "current" | "refresh" | "replace" | "status">>;
  forTenant(tenantId: number): Promise<Pick<QuotaCalls, "clearQuota" | "apiQuota">>;
  /** Rejects with WeChatError where WeChat gives no clear answer. */
  checkToken(token: string, openids: readonly string[]): Promise<TokenVerdict>;
}

export interface KnownFollowers {
  /** Up to `atMost` openids of people who follow the account. */
  someOpenids(tenantId: number, atMost: number): Promise<string[]>;
}
