/**
 * The calls Tagcast makes to WeChat for one account, as the domains use them. Each rejects with WeChatError. Tokens are
 * fetched, sent and renewed inside; a call refused for its token is repeated once with a new one.
 */
export interface WeChatClient {
  // Mass sends (message/mass/*). Every sending call carries the caller's clientMsgId (≤ 64 bytes).
  massSendToAll(request: MassRequest): Promise<MassAccepted>;
  massSendByTag(request: MassRequest & { wechatTagId: number }): Promise<MassAccepted>;
  /** 2 to 10,000 openids. */
  massSendByOpenids(request: MassRequest & { openids: readonly string[] }): Promise<MassAccepted>;
  massPreview(to: { openid: string } | { wechatName: string }, content: MassContent): Promise<void>;
  massStatus(msgId: bigint): Promise<MassStatus>;

  // Users and tags.
  /** One page of up to 10,000 followers after `nextOpenid` ("" from the start); `nextOpenid` "" at the end. */
  followers(nextOpenid: string): Promise<{ total: number; openids: string[]; nextOpenid: string }>;
  /** Up to 100 profiles. */
  profiles(openids: readonly string[]): Promise<WeChatProfile[]>;
  /** One page of up to 10,000 blacklisted openids. */
  blacklist(beginOpenid: string): Promise<{ total: number; openids: string[]; nextOpenid: string }>;
  tags(): Promise<{ id: number; name: string; count: number }[]>;
  createTag(name: string): Promise<{ id: number; name: string }>;
  renameTag(id: number, name: string): Promise<void>;
  deleteTag(id: number): Promise<void>;
  /** Up to 50 openids. */
  tagOpenids(wechatTagId: number, openids: readonly string[]): Promise<void>;
  /** Up to 50 openids. */
  untagOpenids(wechatTagId: number, openids: readonly string[]): Promise<void>;
}

export interface MassRequest {
  content: MassContent;
  clientMsgId: string;
  sendIgnoreReprint: boolean;
}

export type MassContent =
  | { kind: "TEXT"; text: string }
  | { kind: "NEWS"; mediaId: string }
  | { kind: "IMAGE"; mediaIds: readonly string[] }
  | { kind: "VOICE"; mediaId: string }
  | { kind: "VIDEO"; mediaId: string }
  | { kind: "CARD"; cardId: string };

/** WeChat took the job; the result comes as a MASSSENDJOBFINISH callback. */
export interface MassAccepted {
  msgId: bigint;
  /** Only for news. */
  msgDataId: bigint | null;
}

export type MassStatus = "SEND_SUCCESS" | "SENDING" | "SEND_FAIL" | "DELETE";

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

/** The client of a tenant's account; throws NotFoundError for an unknown tenant. */
export interface WeChatClients {
  forTenant(tenantId: number): Promise<WeChatClient>;
}
