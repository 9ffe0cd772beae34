import { AccountKind } from "../../accounts/index.js";
import { type Audience, type AudienceIndex, reachableOf, sendallReaches, tagIdsIn } from "../../audiences/index.js";
import { monthStart } from "../ledger/month.js";
import { DispatchMethod } from "../mass-send.enums.js";
import { type Words, words } from "../words.js";
import {
  countDoubt,
  coverageDoubt,
  SENDS_TO_ALL_A_MONTH,
  type SendallGroup,
  type SendFacts,
  type SendTarget,
  syncDoubt,
  UNVERIFIED,
  withoutSendall,
} from "./choose-target.js";
import type { AttachedTag, AttachedTags, MirrorCheck, PlanningFacts, SendingAccounts } from "./planning.port.js";
import type { WeChatCounts } from "./wechat-counts.js";

export interface SendPlannerParts {
  index: Pick<AudienceIndex, "counts">;
  accounts: SendingAccounts;
  tags: AttachedTags;
  mirrors: MirrorCheck;
  facts: Pick<PlanningFacts, "followersSyncedAt" | "sendallsSince">;
  counts: Pick<WeChatCounts, "followers" | "carriers">;
  clock: () => Date;
}

/** How a send would go out, or why it cannot. `doubts`: why a group of WeChat's that looks like the audience is not taken for it. */
export type SendPlan = { target: SendTarget; refusal: null; doubts: readonly Words[] } | { target: null; refusal: Words };

const EVERYONE: Audience = { kind: "everyone" };
const FOLLOWS: Audience = { kind: "subscribed", value: true };

/** Chooses how the recipients are named to WeChat: the cheapest way that reaches exactly them. Forecast and start ask the same one. */
export class SendPlanner {
  constructor(private readonly parts: SendPlannerParts) {}

  /**
   * `frozen`: how many were frozen, where they were; a group that is not exactly them is no way then. `fresh`: WeChat is asked for
   * its numbers now, instead of some minutes ago.
   */
  async plan(
    tenantId: number,
    audience: Audience,
    { frozen = null, fresh = false }: { frozen?: number | null; fresh?: boolean } = {},
  ): Promise<SendPlan> {
    const facts = await this.facts(tenantId, audience);
    if (!facts.account.verified) return { target: null, refusal: UNVERIFIED };
    const [others, doubts]: [Words[], Words[]] = [[], []];
    for (const group of facts.groups) {
      const changed =
        frozen !== null && frozen !== facts.reachable ? words("the audience changed while it was planned", "人群在计算期间有了变化") : null;
      const other = changed ?? coverageDoubt(facts.sendable, group);
      const doubt = other ?? group.doubt ?? (await this.countDoubt(tenantId, group, fresh));
      if (doubt === null) return { target: group.target, refusal: null, doubts: [] };
      (other === null ? doubts : others).push(doubt);
    }
    const rest = withoutSendall(facts, [...others, ...doubts]);
    return "target" in rest ? { ...rest, refusal: null, doubts } : { ...rest, target: null };
  }

  /**
   * Why mass/sendall must not be called for a send any more: since it was planned, someone came under the call who is not in the
   * audience. Null where it may. Who joined the audience itself meanwhile gets the message too.
   */
  async objection(tenantId: number, audience: Audience, target: SendTarget, isRepeat: boolean): Promise<Words | null> {
    const { groups } = await this.facts(tenantId, audience);
    const group = groups.find(({ target: { method, wechatTagId } }) => method === target.method && wechatTagId === target.wechatTagId);
    if (!group)
      return words(
        "the audience's tag is no longer the one at WeChat that the send was planned for",
        "人群的标签已不是计划时微信上的那一个",
      );
    if (group.reached > group.shared) return coverageDoubt(group.shared, group);
    if (target.wechatTagId === null) return null;
    if (group.doubt !== null) return group.doubt;
    // To a tag it does not have WeChat answers -1 (system error), for ever: as a repeat would meet it.
    const gone = isRepeat && (await this.parts.counts.carriers(tenantId, target.wechatTagId)) === null;
    return gone
      ? words(
          `${group.name.en}: WeChat has no such tag any more, or does not answer`,
          `${group.name.zh}：微信上已没有这个标签，或微信没有回应`,
        )
      : null;
  }

  private countDoubt(tenantId: number, group: SendallGroup, fresh: boolean): Promise<Words | null> {
    const { counts } = this.parts;
    const { wechatTagId } = group.target;
    const asked = wechatTagId === null ? counts.followers(tenantId, fresh) : counts.carriers(tenantId, wechatTagId);
    return asked.then((atWeChat) => countDoubt(group, atWeChat));
  }

  private async facts(tenantId: number, audience: Audience): Promise<SendFacts> {
    const { accounts, index } = this.parts;
    const [account, tags] = await Promise.all([accounts.tenant(tenantId), this.attached(tenantId, audience)]);
    const sendable: Audience = { kind: "all", of: [sendallReaches(audience), { kind: "status", status: "NORMAL" }] };
    const scopes: Audience[] = [EVERYONE, ...tags.map(({ tagId }): Audience => ({ kind: "tag", tagId }))];
    const questions = scopes.flatMap((scope): Audience[] => [
      sendallReaches(scope),
      { kind: "all", of: [sendable, scope] },
      { kind: "all", of: [scope, FOLLOWS] },
    ]);
    const [reachable = 0, all = 0, ...counts] = await index.counts(tenantId, [reachableOf(audience), sendable, ...questions]);
    const numbers = scopes.map((_, i) => {
      const [reached = 0, shared = 0, followers = 0] = counts.slice(i * 3, i * 3 + 3);
      return { reached, shared, followers };
    });
    const groups = await Promise.all(
      numbers.map((of, i) => (i === 0 ? this.everyone(tenantId, account, of) : this.tag(tenantId, tags[i - 1] as AttachedTag, of))),
    );
    return { account, reachable, sendable: all, groups };
  }

  private async everyone(
    tenantId: number,
    { kind }: SendFacts["account"],
    numbers: Pick<SendallGroup, "reached" | "shared" | "followers">,
  ): Promise<SendallGroup> {
    const { facts, clock } = this.parts;
    const now = clock();
    const [syncedAt, sends] = await Promise.all([facts.followersSyncedAt(tenantId), facts.sendallsSince(tenantId, monthStart(now))]);
    const usedUp =
      kind === AccountKind.SERVICE && sends.toAll >= SENDS_TO_ALL_A_MONTH
        ? words(
            `this month's ${SENDS_TO_ALL_A_MONTH} sends to all followers are used up`,
            `本月发给全部粉丝的 ${SENDS_TO_ALL_A_MONTH} 次已用完`,
          )
        : null;
    const target = { method: DispatchMethod.TO_ALL, wechatTagId: null };
    return { target, name: words("all followers", "全部粉丝"), ...numbers, doubt: usedUp ?? syncDoubt(syncedAt, now) };
  }

  private async tag(
    tenantId: number,
    { tagId, name, wechatTagId }: AttachedTag,
    numbers: Pick<SendallGroup, "reached" | "shared" | "followers">,
  ): Promise<SendallGroup> {
    const inStep = await this.parts.mirrors.isInStep(tenantId, tagId);
    const doubt = inStep
      ? null
      : words(
          `the tag ${name} is not mirrored to WeChat, or not in step with it now (\`Tag.mirror\` says why)`,
          `标签“${name}”没有同步到微信，或目前与微信不一致（标签页上有原因）`,
        );
    return { target: { method: DispatchMethod.BY_TAG, wechatTagId }, name: words(`the tag ${name}`, `标签“${name}”`), ...numbers, doubt };
  }

  /** Tags that the audience names and WeChat has. */
  private async attached(tenantId: number, audience: Audience): Promise<AttachedTag[]> {
    const tags = await this.parts.tags.tagsByIds(tenantId, [...new Set(tagIdsIn(audience))]);
    return tags.filter(({ wechatTagId }) => wechatTagId !== null);
  }
}
