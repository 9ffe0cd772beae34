/** Followers (user/*). */
export interface FollowerCalls {
  /** One page of up to 10,000 followers after `nextOpenid` ("" from the start); `nextOpenid` "" at the end. */
  followers(nextOpenid: string): Promise<OpenidPage>;
  /** Up to 100 profiles. */
  profiles(openids: readonly string[]): Promise<WeChatProfile[]>;
  profile(openid: string): Promise<WeChatProfile>;
  /** Fewer than 30 characters; "" takes the remark away. */
  updateRemark(openid: string, remark: string): Promise<void>;
}

/** The blacklist (tags/members/*black*): who is on it gets no mass sends. */
export interface BlacklistCalls {
  /** One page of up to 10,000 openids after `beginOpenid` ("" from the start); `nextOpenid` "" at the end. */
  blacklist(beginOpenid: string): Promise<OpenidPage>;
  /** Up to 20 openids; those on it already stay. */
  blacklistOpenids(openids: readonly string[]): Promise<void>;
  /** Up to 20 openids. */
  unblacklistOpenids(openids: readonly string[]): Promise<void>;
}

export interface OpenidPage {
  /** Of all pages. */
  total: number;
  openids: string[];
  nextOpenid: string;
}

/** `subscribed: false` comes with nothing but openid and perhaps unionid. */
export interface WeChatProfile {
  openid: string;
  subscribed: boolean;
  unionid: string | null;
  nickname: string | null;
  sex: "MALE" | "FEMALE" | "UNKNOWN";
  headImageUrl: string | null;
  subscribedAt: Date | null;
  remark: string | null;
  wechatTagIds: number[];
}
