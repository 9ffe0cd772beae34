import { type TagCalls, tagRefusalOf, WeChatError } from "../../wechat/index.js";
import type { MirroredTag, MirrorTagStore } from "./mirror-store.port.js";
import type { Turn } from "./tag-exchange.js";

/** WeChat's limit for one untagging call. */
const USERS_PER_CALL = 50;

export type TagNameCalls = Pick<TagCalls, "tags" | "createTag" | "renameTag" | "deleteTag" | "tagMembers" | "untagOpenids">;

export interface MirrorLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Sees to it that mirrored tags exist at WeChat under their names, and that removed ones do not. */
export class MirrorNames {
  constructor(
    private readonly store: MirrorTagStore,
    private readonly log: MirrorLogger,
  ) {}

  /** One thing that is not as it should be; false where all is. */
  async settle(tenantId: number, client: TagNameCalls, tags: readonly MirroredTag[], turn: Turn): Promise<boolean> {
    const [removal] = await this.store.removals(tenantId);
    if (removal !== undefined) {
      await this.remove(tenantId, client, removal, turn);
      return true;
    }
    const open = tags.filter(({ nameError }) => nameError === null);
    const missing = open.filter(({ wechatTagId }) => wechatTagId === null);
    if (missing.length > 0) await this.create(tenantId, client, missing, turn);
    const renamed = open.find(({ wechatTagId, name, wechatName }) => wechatTagId !== null && wechatName !== null && name !== wechatName);
    if (renamed) await this.rename(client, renamed, turn);
    return missing.length > 0 || renamed !== undefined;
  }

  /** Tags whose ids WeChat no longer knows. */
  async detachGone(tenantId: number, client: Pick<TagCalls, "tags">, tags: readonly MirroredTag[]): Promise<boolean> {
    const known = new Set((await client.tags()).map(({ id }) => id));
    const gone = tags.filter(({ wechatTagId }) => wechatTagId !== null && !known.has(wechatTagId));
    for (const { tagId } of gone) {
      this.log.warn({ tenantId, tagId }, "a mirrored tag was deleted at WeChat; it stays here and is no longer mirrored");
      await this.store.detach(tenantId, tagId);
    }
    return gone.length > 0;
  }

  private async create(tenantId: number, client: TagNameCalls, missing: readonly MirroredTag[], turn: Turn): Promise<void> {
    const there = new Map((await client.tags()).map((tag) => [tag.name, tag]));
    for (const { tagId, name, madeHere } of missing) {
      const namesake = there.get(name);
      if (namesake) {
        // After a lost answer the namesake is the one made here.
        if (!(await this.store.attach(tenantId, tagId, namesake, !madeHere)))
          await this.store.nameRefused(tagId, `another tag stands for WeChat's ${name}`);
        continue;
      }
      await this.store.making(tagId);
      turn.assertHeld();
      await this.orRefused(tagId, async () => {
        const made = await client.createTag(name);
        // Deleted or no longer mirrored by now.
        if (!(await this.store.attach(tenantId, tagId, made, false))) await this.store.remove(tenantId, made.id);
      });
    }
  }

  private async rename(client: TagNameCalls, { tagId, wechatTagId, name }: MirroredTag, turn: Turn): Promise<void> {
    turn.assertHeld();
    await this.orRefused(tagId, async () => {
      await client.renameTag(wechatTagId ?? 0, name);
      await this.store.renamed(tagId, name);
    });
  }

  /** WeChat's reason is kept with the tag, where it is one that lasts. */
  private async orRefused(tagId: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof WeChatError) || tagRefusalOf(error) !== "tag") throw error;
      await this.store.nameRefused(tagId, error.message);
    }
  }

  /** WeChat deletes no tag of more than 100,000 followers: then a page of them is untagged, and the rest comes next time. */
  private async remove(tenantId: number, client: TagNameCalls, wechatTagId: number, turn: Turn): Promise<void> {
    turn.assertHeld();
    try {
      await client.deleteTag(wechatTagId);
    } catch (error) {
      const refusal = error instanceof WeChatError ? tagRefusalOf(error) : null;
      if (refusal === "too-many-followers") return this.untagPage(client, wechatTagId, turn);
      // Gone already, perhaps by our own call whose answer was lost; or one of WeChat's own, which nobody deletes.
      if (refusal !== "unknown-tag" && refusal !== "tag") throw error;
    }
    await this.store.removed(tenantId, wechatTagId);
  }

  private async untagPage(client: TagNameCalls, wechatTagId: number, turn: Turn): Promise<void> {
    const { openids } = await client.tagMembers(wechatTagId, "");
    for (let i = 0; i < openids.length; i += USERS_PER_CALL) {
      turn.assertHeld();
      await client.untagOpenids(wechatTagId, openids.slice(i, i + USERS_PER_CALL));
    }
  }
}
