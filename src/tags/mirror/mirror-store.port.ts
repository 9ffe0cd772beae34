import type { Turn } from "./tag-exchange.js";

/** A tag that is mirrored to WeChat. */
export interface MirroredTag {
  tagId: number;
  name: string;
  /** Null: it is not there yet. */
  wechatTagId: number | null;
  /** Its name at WeChat as last seen or put there. */
  wechatName: string | null;
  /** Tagcast has made it there, or was about to. */
  madeHere: boolean;
  /** The openid after which WeChat's own list is still to be read ("" from the start), null when it was read. */
  membersAfter: string | null;
  /** The user id after which all users are still to be compared, null when none are. */
  comparedTo: number | null;
  /** Why WeChat does not take it or its name: not tried again until somebody changes the tag, or syncs. */
  nameError: string | null;
}

/** One that exists at WeChat. */
export type AttachedTag = MirroredTag & { wechatTagId: number };

export interface Follower {
  userId: number;
  openid: string;
}

/** Tags as such: which there are at WeChat, and under which names. */
export interface MirrorTagStore {
  mirrored(tenantId: number): Promise<MirroredTag[]>;
  /** WeChat ids of tags to be deleted there. */
  removals(tenantId: number): Promise<number[]>;
  removed(tenantId: number, wechatTagId: number): Promise<void>;
  /** Says before the call that the tag is made at WeChat by us: its answer may be lost. */
  making(tagId: number): Promise<void>;
  /**
   * The tag stands at WeChat under `wechat`; all its users are to be compared, after WeChat's own list was read where it was
   * there before. False where the tag is gone or no longer mirrored, or where another one stands for that id.
   */
  attach(tenantId: number, tagId: number, wechat: { id: number; name: string }, wasThere: boolean): Promise<boolean>;
  /** Somebody deleted it at WeChat: here it stays, and is no longer mirrored. */
  detach(tenantId: number, tagId: number): Promise<void>;
  /** To be deleted at WeChat. */
  remove(tenantId: number, wechatTagId: number): Promise<void>;
  renamed(tagId: number, name: string): Promise<void>;
  nameRefused(tagId: number, error: string): Promise<void>;
  /** What WeChat refused may be tried again. */
  forgetRefusals(tenantId: number): Promise<void>;
}

/** Users of one tag that the change log or a comparison found. */
export interface TouchedUsers {
  tagId: number;
  userIds: number[];
}

/** A call about to be made: its users, all with one tag. */
export interface PlannedCall {
  callId: bigint;
  /** The database's time at which it was written down. */
  plannedAt: Date;
}

/** Who carries a mirrored tag: here (user_tag), and at WeChat as last seen or put there (the base). */
export interface MirrorMemberStore {
  /** What the change log says of the mirrored tags since the saved position; null when there is nothing new. */
  changes(tenantId: number, tagIds: readonly number[]): Promise<{ position: bigint; touched: TouchedUsers[] } | null>;
  reached(tenantId: number, position: bigint): Promise<void>;
  /** Users after `after` in whom here and base differ, of one stretch of users; `next` null after the last stretch. */
  compare(tagId: number, after: number): Promise<{ userIds: number[]; next: number | null }>;
  compared(tagId: number, to: number | null): Promise<void>;
  /** Calls whose outcome is not known, of tags that are mirrored. */
  doubtful(tenantId: number): Promise<{ callId: bigint; tagId: number; userIds: number[] }[]>;
  /** Of those users who follow now: who lacks the tag at WeChat, and who has it there and not here. */
  differences(tenantId: number, tagId: number, userIds: readonly number[]): Promise<{ add: Follower[]; remove: Follower[] }>;
  /** The same for users of whom it is not known what WeChat has: everybody is either added or removed. */
  wanted(tenantId: number, tagId: number, userIds: readonly number[]): Promise<{ add: Follower[]; remove: Follower[] }>;
  /** Writes calls down before they are made, in place of `instead`. */
  plan(tenantId: number, tagId: number, calls: readonly (readonly number[])[], instead: readonly bigint[]): Promise<PlannedCall[]>;
  /** WeChat did it for `userIds`. Whoever left or came anew since the plan stays in doubt. Nothing happens where somebody took the call over. */
  done(call: PlannedCall, tagId: number, userIds: readonly number[], added: boolean): Promise<void>;
  /** WeChat has not done these calls. */
  notDone(callIds: readonly bigint[]): Promise<void>;
  /** Takes a page of WeChat's own list over: each has the tag there, and gets it here unless that was known before. */
  listed(tenantId: number, turn: Turn, tag: AttachedTag, openids: readonly string[], next: string | null): Promise<void>;
  /** WeChat lets these users not have the tag: shown with the tag as long as it lasts. */
  refused(tagId: number, userIds: readonly number[]): Promise<void>;
}

/** When and why the mirror of a tenant waits. */
export interface MirrorPauseStore {
  /** Tenants with something to push that do not wait for anything. */
  waiting(limit: number): Promise<number[]>;
  pausedUntil(tenantId: number): Promise<Date | null>;
  pause(tenantId: number, until: Date, error: string): Promise<void>;
  goOn(tenantId: number): Promise<void>;
}

/** Hints to the workers; the rows are the truth. */
export interface MirrorQueue {
  wake(tenantId: number): Promise<void>;
}
