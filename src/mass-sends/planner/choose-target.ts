import { AccountKind } from "../../accounts/index.js";
import { DispatchMethod } from "../mass-send.enums.js";
import { chinaTime } from "../pacing.js";
import { listed, type Words, words } from "../words.js";

/** How a send names its recipients to WeChat; `wechatTagId` with BY_TAG only. */
export interface SendTarget {
  method: DispatchMethod;
  wechatTagId: number | null;
}

/** The people under one call of mass/sendall. */
export interface SendallGroup {
  target: SendTarget;
  /** As texts name it: "all followers", or the tag. */
  name: Words;
  /** Whom WeChat may reach: who follows and is not on its blacklist, under the month's limit or not. */
  reached: number;
  /** Of the audience's sendable ones: those in the group. */
  shared: number;
  /** Who follows, whatever else: what WeChat counts. */
  followers: number;
  /** Why what is known here of the group may not be all there is at WeChat; null: it is. */
  doubt: Words | null;
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

export const UNVERIFIED = words(
  "this account is not verified by WeChat, which takes mass sends by API from verified accounts alone (48001): have it verified, then set it so with update-tenant",
  "这个公众号没有通过微信认证，微信只接受认证账号通过接口群发（48001）：请先完成认证，再用 update-tenant 登记",
);
const NO_LISTS = words(
  "this is a subscription account (订阅号): WeChat lets it send to all followers or to one of its own tags, not to a list of people",
  "这是订阅号：微信只允许它发给全部粉丝或它自己的一个标签，不能按名单发送",
);
const REMEDY = words(
  "give exactly this audience a tag with `mirrorToWeChat` (createTag, tagUsers), wait until `Tag.mirror` is IN_STEP, and send to that tag",
  "请给这个人群打上一个「同步到微信」的标签，等它与微信一致后，再发给这个标签",
);

/**
 * Why the group is not exactly the audience's sendable people: someone else would get the message, or someone of them would not.
 * Null where the two are the same.
 */
export function coverageDoubt(sendable: number, { name, reached, shared }: SendallGroup): Words | null {
  const [more, fewer] = [reached - shared, sendable - shared];
  if (more > 0)
    return words(`${name.en}: ${more} people outside the audience would get it too`, `${name.zh}：人群以外的 ${more} 人也会收到`);
  if (fewer > 0) return words(`${name.en}: ${fewer} of the audience are not among them`, `${name.zh}：人群中有 ${fewer} 人不在其中`);
  return null;
}

/** Why followers known here may not be all there are: they were never listed whole, or too long ago. */
export function syncDoubt(syncedAt: Date | null, now: Date): Words | null {
  if (syncedAt === null) return words("the followers were never listed from WeChat (syncFromWeChat)", "还没有从微信同步过粉丝名单");
  if (now.getTime() - syncedAt.getTime() <= FRESH_MS) return null;
  return words(
    `the followers were last listed from WeChat on ${syncedAt.toISOString()}, more than 24 hours ago (syncFromWeChat)`,
    `上次从微信同步粉丝名单是在 ${chinaTime(syncedAt)}，已超过 24 小时，请再同步一次`,
  );
}

/** Why the number that WeChat tells speaks against it; null where both count the same. */
export function countDoubt({ name, followers }: SendallGroup, atWeChat: number | null): Words | null {
  if (atWeChat === null) return words(`${name.en}: WeChat does not say how many there are`, `${name.zh}：微信没有返回人数`);
  if (atWeChat === followers) return null;
  return words(
    `${name.en}: WeChat counts ${atWeChat}, Tagcast knows ${followers} (syncFromWeChat; people who were erased here and still follow are not known either)`,
    `${name.zh}：微信有 ${atWeChat} 人，这里有 ${followers} 人（请同步；在这里删除了但仍关注的人也不计入）`,
  );
}

/** What is left where no sendall is exact: lists of openids, or a refusal with the way out. */
export function withoutSendall({ account }: SendFacts, doubts: readonly Words[]): { target: SendTarget } | { refusal: Words } {
  if (account.kind === AccountKind.SERVICE) return { target: { method: DispatchMethod.BY_OPENID, wechatTagId: null } };
  return { refusal: listed([NO_LISTS, ...doubts, REMEDY]) };
}
