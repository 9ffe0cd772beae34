import { AccountKind } from "../../accounts/index.js";
import { DispatchMethod } from "../mass-send.enums.js";

/** How a send names its recipients to WeChat; `wechatTagId` with BY_TAG only. */
export interface SendTarget {
  method: DispatchMethod;
  wechatTagId: number | null;
}

/** The people under one call of mass/sendall. */
export interface SendallGroup {
  target: SendTarget;
  /** As texts name it: "all followers", or the tag. */
  name: string;
  /** Whom WeChat may reach: who follows and is not on its blacklist, under the month's limit or not. */
  reached: number;
  /** Of the audience's sendable ones: those in the group. */
  shared: number;
  /** Who follows, whatever else: what WeChat counts. */
  followers: number;
  /** Why what is known here of the group may not be all there is at WeChat; null: it is. */
  doubt: string | null;
}

export interface SendFacts {
  account: { kind: AccountKind; verified: boolean };
  /** Whom of the audience a mass send reaches. */
  reachable: number;
  /** These, and who would be reachable but for the month's limit. */
  sendable: number;
  /** The cheapest first. */
  groups: readonly SendallGroup[];
}

/** WeChat's "four to everyone" of a calendar month, for service accounts. */
export const SENDS_TO_ALL_A_MONTH = 4;
/** So old may the last full list of followers be: whoever came or went since is known by callback alone. */
const FRESH_MS = 24 * 3_600_000;

export const UNVERIFIED =
  "this account is not verified by WeChat, which takes mass sends by API from verified accounts alone (48001): have it verified, then set it so with update-tenant";
const NO_LISTS =
  "this is a subscription account (订阅号): WeChat lets it send to all followers or to one of its own tags, not to a list of people";
const REMEDY =
  "give exactly this audience a tag with `mirrorToWeChat` (createTag, tagUsers), wait until `Tag.mirror` is IN_STEP, and send to that tag";

/**
 * Why the group is not exactly the audience's sendable people: someone else would get the message, or someone of them would not.
 * Null where the two are the same.
 */
export function coverageDoubt(sendable: number, { name, reached, shared }: SendallGroup): string | null {
  if (reached > shared) return `${name}: ${reached - shared} people outside the audience would get it too`;
  if (shared < sendable) return `${name}: ${sendable - shared} of the audience are not among them`;
  return null;
}

/** Why followers known here may not be all there are: they were never listed whole, or too long ago. */
export function syncDoubt(syncedAt: Date | null, now: Date): string | null {
  if (syncedAt === null) return "the followers were never listed from WeChat (syncFromWeChat)";
  if (now.getTime() - syncedAt.getTime() <= FRESH_MS) return null;
  return `the followers were last listed from WeChat on ${syncedAt.toISOString()}, more than 24 hours ago (syncFromWeChat)`;
}

/** Why the number that WeChat tells speaks against it; null where both count the same. */
export function countDoubt({ name, followers }: SendallGroup, atWeChat: number | null): string | null {
  if (atWeChat === null) return `${name}: WeChat does not say how many there are`;
  if (atWeChat === followers) return null;
  return `${name}: WeChat counts ${atWeChat}, Tagcast knows ${followers} (syncFromWeChat; people who were erased here and still follow are not known either)`;
}

/** What is left where no sendall is exact: lists of openids, or a refusal with the way out. */
export function withoutSendall({ account }: SendFacts, doubts: readonly string[]): { target: SendTarget } | { refusal: string } {
  if (account.kind === AccountKind.SERVICE) return { target: { method: DispatchMethod.BY_OPENID, wechatTagId: null } };
  return { refusal: [NO_LISTS, ...doubts, REMEDY].join("; ") };
}
