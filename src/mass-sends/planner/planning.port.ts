import type { AccountKind } from "../../accounts/index.js";

/** What kind of account sends; WeChat's two kinds may do different things. */
export interface SendingAccounts {
  tenant(tenantId: number): Promise<{ kind: AccountKind; verified: boolean }>;
}

/** A tag that stands for one of WeChat's. */
export interface AttachedTag {
  tagId: number;
  name: string;
  wechatTagId: number | null;
}

export interface AttachedTags {
  /** Those of the tags that the tenant has. */
  tagsByIds(tenantId: number, tagIds: readonly number[]): Promise<AttachedTag[]>;
}

export interface MirrorCheck {
  /** Whether WeChat, as last seen, has exactly those followers under the tag that carry it here. */
  isInStep(tenantId: number, tagId: number): Promise<boolean>;
}

/** What the tables know that bears on mass/sendall. */
export interface PlanningFacts {
  /** When the newest sync that succeeded began to list the followers; null: there was none. */
  followersSyncedAt(tenantId: number): Promise<Date | null>;
  /** Calls of mass/sendall that WeChat accepted since a moment: to all, and to all or a tag. */
  sendallsSince(tenantId: number, since: Date): Promise<{ toAll: number; any: number }>;
  /** Batches given to WeChat since a moment. */
  callsSince(tenantId: number, since: Date): Promise<number>;
}
