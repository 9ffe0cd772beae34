import type { ClockPosition } from "./clock.js";
import type { ContentChange } from "./model/content-changes.js";
import type { ServiceChange } from "./model/service-changes.js";
import type { IssueMode, TokenLine } from "./model/tokens.js";
import type { CallbackOptions } from "./options.js";

/** Whom a mass send is for. `population`: everyone numbered below, so that replaying it under other options gives the same people. */
export type MassTarget =
  | { kind: "all"; population: number }
  | { kind: "tag"; tagId: number }
  /** `people`: see encodePeople; a person listed twice is in it twice. */
  | { kind: "openids"; people: string };

export interface MassAcceptance {
  msgId: bigint;
  msgDataId: bigint | null;
  clientMsgId: string;
  target: MassTarget;
  msgtype: string;
  /** Of news; 0 for anything else. */
  articles: number;
  /** Leaves the draft box when the send ends well. */
  draftId: string | null;
  /** What the callback will say. */
  status: string;
  /** Null: by the number of people and the speed. */
  finishAt: number | null;
  /** Nothing happens before the administrator answers. */
  waits?: boolean;
}

/** Other settings of the callback address. The former secrets sign `formerSecretsFor` more events. */
export interface CallbackSwitch {
  callback: CallbackOptions | null;
  formerSecretsFor: number;
}

/**
 * Everything that alters an account, as plain data. It is applied to the models and written to the journal; applying a
 * journal again gives the same account.
 */
export type AccountChange =
  | { type: "token-issued"; line: TokenLine; value: string; mode: IssueMode }
  | { type: "token-expired"; value: string }
  | { type: "tag-created"; id: number; name: string }
  | { type: "tag-renamed"; id: number; name: string }
  | { type: "tag-deleted"; id: number }
  | { type: "tagged" | "untagged"; id: number; people: string }
  | { type: "blacklisted" | "unblacklisted"; people: string }
  /** `scene`: of the QR code that led to following. */
  | { type: "followed"; person: number; scene?: string | number }
  | { type: "unfollowed"; person: number }
  | { type: "speed-set"; level: number }
  /** Of one interface, or of all. */
  | { type: "quota-reset"; path?: string }
  | { type: "put-in-doubt"; clientMsgId: string }
  | ({ type: "callback-set" } & CallbackSwitch)
  | ContentChange
  | ServiceChange
  | ({ type: "mass-accepted" } & MassAcceptance)
  | { type: "mass-decided"; msgId: bigint; approved: boolean }
  | { type: "mass-finished" | "mass-pushed"; msgId: bigint }
  /** `article` from 1; 0 for all of them. */
  | { type: "mass-deleted"; msgId: bigint; article: number };

/** One line of the journal. `at`: milliseconds of the simulator's clock. `counted`: a call in the quota of that group. */
export type JournalEntry =
  | { appId: string; at: number; change: AccountChange }
  | { appId: string; at: number; counted: string }
  | { clock: ClockPosition };
