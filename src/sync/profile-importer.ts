import type { Turn, WeChatTagStore } from "../tags/index.js";
import type { FollowerStore } from "../users/index.js";
import type { WeChatProfile } from "../wechat/index.js";

/** Takes profiles over: the person, then the person's WeChat tags. */
export class ProfileImporter {
  constructor(
    private readonly followers: FollowerStore,
    private readonly tags: WeChatTagStore,
  ) {}

  /**
   * @param observedAt the database's time before WeChat was asked.
   * @param turn the one in which WeChat was asked.
   */
  async import(tenantId: number, profiles: readonly WeChatProfile[], observedAt: Date, turn: Turn): Promise<void> {
    if (profiles.length === 0) return;
    await this.followers.upsertFollowers(tenantId, profiles, observedAt);
    // WeChat lists no tags of somebody who left; that is no reason to take them away here.
    const following = profiles.filter(({ subscribed }) => subscribed);
    if (following.length > 0) await this.tags.setMemberships(tenantId, following, turn);
  }
}
