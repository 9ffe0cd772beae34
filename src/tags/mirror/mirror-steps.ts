import type { WeChatClient } from "../../wechat/index.js";
import { tagRefusalOf, WeChatError } from "../../wechat/index.js";
import type { MirrorNames } from "./mirror-names.js";
import type { MirrorPusher } from "./mirror-pusher.js";
import type { AttachedTag, MirroredTag, MirrorMemberStore, MirrorTagStore } from "./mirror-store.port.js";
import type { Turn } from "./tag-exchange.js";

/** A comparison of all mirrored tags: where to go on. */
export interface ComparePosition {
  tagId: number;
  after: number;
}

/** The work of mirroring, in steps of some seconds, each within one turn; what a killed step leaves, the next one takes up. */
export class MirrorSteps {
  constructor(
    private readonly tags: MirrorTagStore,
    private readonly members: MirrorMemberStore,
    private readonly names: MirrorNames,
    private readonly pusher: MirrorPusher,
  ) {}

  /** Does what is most urgent; false where there is nothing to do. Rejects with WeChatError. */
  async step(tenantId: number, client: WeChatClient, turn: Turn): Promise<boolean> {
    const tags = await this.tags.mirrored(tenantId);
    const attached = tags.filter(isAttached);
    return this.watchingForGone(tenantId, client, attached, async () => {
      if (await this.names.settle(tenantId, client, tags, turn)) return true;
      // In this order: a doubtful call is settled before anything is read or compared.
      if (await this.settleDoubts(tenantId, client, attached, turn)) return true;
      if (await this.readList(tenantId, client, attached, turn)) return true;
      if (await this.followLog(tenantId, client, attached, turn)) return true;
      return this.compareOne(tenantId, client, attached, turn);
    });
  }

  /** One stretch of users of one tag, or of the next; null after the last tag. `from` null: from the start. */
  async compareAll(tenantId: number, client: WeChatClient, from: ComparePosition | null, turn: Turn): Promise<ComparePosition | null> {
    const tags = (await this.tags.mirrored(tenantId)).filter(isAttached);
    const at = from ?? { tagId: 0, after: 0 };
    const tag = tags.find(({ tagId }) => tagId >= at.tagId);
    if (tag === undefined) return null;
    const after = tag.tagId === at.tagId ? at.after : 0;
    let next: number | null = null;
    await this.watchingForGone(tenantId, client, [tag], async () => {
      next = await this.compare(tenantId, client, tag, after, turn);
      return true;
    });
    return next === null ? { tagId: tag.tagId + 1, after: 0 } : { tagId: tag.tagId, after: next };
  }

  /** 45159 may mean that somebody has deleted the tag at WeChat. */
  private async watchingForGone(
    tenantId: number,
    client: WeChatClient,
    tags: readonly AttachedTag[],
    work: () => Promise<boolean>,
  ): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WeChatError) || tagRefusalOf(error) !== "unknown-tag") throw error;
      if (await this.names.detachGone(tenantId, client, tags)) return true;
      throw error;
    }
  }

  private async settleDoubts(tenantId: number, client: WeChatClient, tags: readonly AttachedTag[], turn: Turn): Promise<boolean> {
    const calls = await this.members.doubtful(tenantId);
    for (const tag of tags) {
      const own = calls.filter(({ tagId }) => tagId === tag.tagId);
      if (own.length === 0) continue;
      const userIds = [...new Set(own.flatMap((call) => call.userIds))];
      const wanted = await this.members.wanted(tenantId, tag.tagId, userIds);
      const instead = own.map(({ callId }) => callId);
      await this.pusher.push(tenantId, client, tag, wanted, turn, instead);
    }
    return calls.length > 0;
  }

  private async readList(tenantId: number, client: WeChatClient, tags: readonly AttachedTag[], turn: Turn): Promise<boolean> {
    const tag = tags.find(({ membersAfter }) => membersAfter !== null);
    if (tag === undefined) return false;
    const { openids, nextOpenid } = await client.tagMembers(tag.wechatTagId, tag.membersAfter ?? "");
    const next = openids.length === 0 || nextOpenid === "" ? null : nextOpenid;
    await this.members.listed(tenantId, turn, tag, openids, next);
    return true;
  }

  private async followLog(tenantId: number, client: WeChatClient, tags: readonly AttachedTag[], turn: Turn): Promise<boolean> {
    if (tags.length === 0) return false;
    const changes = await this.members.changes(
      tenantId,
      tags.map(({ tagId }) => tagId),
    );
    if (changes === null) return false;
    for (const { tagId, userIds } of changes.touched) {
      const tag = tags.find((one) => one.tagId === tagId);
      if (tag) await this.pusher.push(tenantId, client, tag, await this.members.differences(tenantId, tagId, userIds), turn);
    }
    await this.members.reached(tenantId, changes.position);
    return true;
  }

  private async compareOne(tenantId: number, client: WeChatClient, tags: readonly AttachedTag[], turn: Turn): Promise<boolean> {
    const tag = tags.find(({ comparedTo }) => comparedTo !== null);
    if (tag === undefined) return false;
    const next = await this.compare(tenantId, client, tag, tag.comparedTo ?? 0, turn);
    await this.members.compared(tag.tagId, next);
    return true;
  }

  private async compare(tenantId: number, client: WeChatClient, tag: AttachedTag, after: number, turn: Turn): Promise<number | null> {
    const { userIds, next } = await this.members.compare(tag.tagId, after);
    if (userIds.length > 0) {
      await this.pusher.push(tenantId, client, tag, await this.members.differences(tenantId, tag.tagId, userIds), turn);
    }
    return next;
  }
}

function isAttached(tag: MirroredTag): tag is AttachedTag {
  return tag.wechatTagId !== null;
}
