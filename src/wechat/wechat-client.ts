import type { DraftCalls, PublishCalls } from "./calls/draft-calls.js";
import type { BlacklistCalls, FollowerCalls } from "./calls/follower-calls.js";
import type { MassCalls } from "./calls/mass-calls.js";
import type { MaterialCalls } from "./calls/material-calls.js";
import type { MediaCalls } from "./calls/media-calls.js";
import type { MessageCalls } from "./calls/message-calls.js";
import type { QuotaCalls } from "./calls/quota-calls.js";
import type { TagCalls } from "./calls/tag-calls.js";

export type * from "./calls/article.js";
export type * from "./calls/draft-calls.js";
export type * from "./calls/follower-calls.js";
export type * from "./calls/mass-calls.js";
export type * from "./calls/material-calls.js";
export type * from "./calls/media-calls.js";
export type * from "./calls/message-calls.js";
export type * from "./calls/quota-calls.js";
export type * from "./calls/tag-calls.js";

/**
 * The calls Tagcast makes to WeChat for one account, as the domains use them; a user asks for the areas it needs
 * (`Pick<WeChatClient, …>` or `TagCalls`). Each rejects with WeChatError. Tokens are fetched, sent and renewed inside; a call
 * refused for its token is repeated with the next one. What breaks a limit named here (too many openids, too long a text)
 * is not sent: `invalid` without errcode.
 */
export interface WeChatClient
  extends MassCalls,
    TagCalls,
    FollowerCalls,
    BlacklistCalls,
    QuotaCalls,
    MediaCalls,
    MaterialCalls,
    DraftCalls,
    PublishCalls,
    MessageCalls {}

/** The client of a tenant's account; throws NotFoundError for an unknown tenant. */
export interface WeChatClients {
  forTenant(tenantId: number): Promise<WeChatClient>;
}
