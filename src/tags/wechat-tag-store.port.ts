/** A follower's tags as WeChat lists them. */
export interface WeChatMembership {
  openid: string;
  wechatTagIds: readonly number[];
}

/** Takes over WeChat's tags of one account. */
export interface WeChatTagStore {
  /**
   * Makes `tags` the tenant's WeChat tags: one of the same name is attached, others are made, names follow WeChat's. A tag
   * WeChat no longer has keeps its users, without the WeChat id.
   */
  saveTags(tenantId: number, tags: readonly { id: number; name: string }[]): Promise<void>;
  /**
   * Gives each of these followers (at most 10,000) exactly the WeChat tags listed, and logs the changes; gives how many rows
   * changed. Tags that a job here has added or removed are left alone: what differs from WeChat there is our own work.
   */
  setMemberships(tenantId: number, memberships: readonly WeChatMembership[]): Promise<number>;
}
