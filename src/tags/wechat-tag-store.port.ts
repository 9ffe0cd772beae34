import type { Turn } from "./mirror/tag-exchange.js";

/** A follower's tags as WeChat lists them. */
export interface WeChatMembership {
  openid: string;
  wechatTagIds: readonly number[];
}

/** Takes over WeChat's tags of one account. What was read at WeChat is written within the turn it was read in. */
export interface WeChatTagStore {
  /**
   * Makes `tags` the tenant's WeChat tags: one of the same name is attached, others are made, and what WeChat renamed is
   * renamed here. A tag WeChat no longer has keeps its users, without the WeChat id, and is no longer mirrored.
   */
  saveTags(tenantId: number, tags: readonly { id: number; name: string }[], turn: Turn): Promise<void>;
  /**
   * Takes over what WeChat changed for these followers (at most 10,000) since they were last seen, and logs it; what was
   * changed here since then stays. Gives how many of their tags changed.
   */
  setMemberships(tenantId: number, memberships: readonly WeChatMembership[], turn: Turn): Promise<number>;
}
