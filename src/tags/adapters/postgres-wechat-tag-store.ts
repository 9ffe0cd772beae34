import type { AudienceChange, AudienceChangeLog, SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { Turn } from "../mirror/tag-exchange.js";
import type { WeChatMembership, WeChatTagStore } from "../wechat-tag-store.port.js";
import { addBase, removeBase } from "./base-rows.js";
import { doubtfulPairs, settlePulled } from "./doubtful-pairs.js";
import { holdTurn } from "./postgres-tag-exchange.js";
import { addTag, ordinalsOf, type Person, removeTag } from "./user-tag-rows.js";
import { mergeTagNames } from "./wechat-tag-names.js";

interface PulledTag {
  tagId: number;
  mirrored: boolean;
  /** Who carries it at WeChat. */
  listed: Set<number>;
}

export class PostgresWeChatTagStore implements WeChatTagStore {
  constructor(
    private readonly database: Pick<Database, "transaction">,
    private readonly changeLog: AudienceChangeLog,
  ) {}

  saveTags(tenantId: number, tags: readonly { id: number; name: string }[], turn: Turn): Promise<void> {
    const clean = tags.map(({ id, name }) => ({ id, name: name.replaceAll("\0", "").trim() || `WeChat ${id}` }));
    return this.database.transaction(async (tx) => {
      await holdTurn(tx, tenantId, turn);
      await mergeTagNames(tx, tenantId, clean);
    });
  }

  async setMemberships(tenantId: number, memberships: readonly WeChatMembership[], turn: Turn): Promise<number> {
    return this.database.transaction(async (tx) => {
      await holdTurn(tx, tenantId, turn);
      const { rows: people } = await tx.query<Person & { openid: string }>(PEOPLE, [tenantId, memberships.map(({ openid }) => openid)]);
      const tags = await pulledTags(tx, tenantId, people, memberships);
      const bases = await basesOf(tx, people, tags);
      const doubtful = await doubtfulPairs(tx, tenantId);
      const changes: AudienceChange[] = [];
      for (const tag of tags)
        changes.push(...(await mergeTag(tx, people, tag, bases.get(tag.tagId) ?? new Set(), doubtful.get(tag.tagId))));
      await settlePulled(tx, doubtful, tags, people);
      if (changes.length > 0) await this.changeLog.append(tx, tenantId, changes);
      return changes.reduce((sum, change) => sum + ("ordinals" in change ? change.ordinals.length : 0), 0);
    });
  }
}

/** What WeChat changed since the base is changed here too, and the base is as WeChat has it. A doubtful push is no change of WeChat's. */
async function mergeTag(
  tx: SqlExecutor,
  people: readonly Person[],
  { tagId, listed }: PulledTag,
  base: ReadonlySet<number>,
  doubtful: ReadonlySet<number> | undefined,
): Promise<AudienceChange[]> {
  const added = people.flatMap(({ userId }) => (listed.has(userId) && !base.has(userId) ? [userId] : []));
  const removed = people.flatMap(({ userId }) => (!listed.has(userId) && base.has(userId) ? [userId] : []));
  const changes: AudienceChange[] = [];
  const sure = (userIds: number[]) => (doubtful ? userIds.filter((userId) => !doubtful.has(userId)) : userIds);
  const took = removed.length > 0 ? ordinalsOf(people, await removeTag(tx, tagId, sure(removed))) : [];
  if (took.length > 0) changes.push({ kind: "UNTAGGED", tagId, ordinals: took });
  const gave = added.length > 0 ? ordinalsOf(people, await addTag(tx, tagId, sure(added))) : [];
  if (gave.length > 0) changes.push({ kind: "TAGGED", tagId, ordinals: gave });
  await removeBase(tx, tagId, removed);
  await addBase(tx, tagId, added);
  return changes;
}

/** The tenant's tags that WeChat has, ascending, with those of `people` who carry them there. */
async function pulledTags(
  tx: SqlExecutor,
  tenantId: number,
  people: readonly (Person & { openid: string })[],
  memberships: readonly WeChatMembership[],
): Promise<PulledTag[]> {
  const { rows } = await tx.query<{ tagId: number; mirrored: boolean; wechatTagId: number }>(TAGS, [tenantId]);
  const tags = new Map(rows.map(({ wechatTagId, ...tag }) => [wechatTagId, { ...tag, listed: new Set<number>() }]));
  const userIdOf = new Map(people.map(({ openid, userId }) => [openid, userId]));
  for (const { openid, wechatTagIds } of memberships) {
    const userId = userIdOf.get(openid);
    if (userId !== undefined) for (const id of wechatTagIds) tags.get(id)?.listed.add(userId);
  }
  return [...tags.values()];
}

async function basesOf(tx: SqlExecutor, people: readonly Person[], tags: readonly PulledTag[]): Promise<Map<number, Set<number>>> {
  const { rows } = await tx.query<{ tag_id: number; user_ids: number[] }>(BASES, [
    people.map(({ userId }) => userId),
    tags.map(({ tagId }) => tagId),
  ]);
  return new Map(rows.map(({ tag_id, user_ids }) => [tag_id, new Set(user_ids)]));
}

const TAGS = `
  SELECT id AS "tagId", mirror_to_wechat AS mirrored, wechat_tag_id AS "wechatTagId" FROM tag
  WHERE tenant_id = $1 AND wechat_tag_id IS NOT NULL ORDER BY id`;

const PEOPLE = `
  SELECT user_id AS "userId", ordinal, openid FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[]) AND subscribed ORDER BY user_id`;

const BASES = `
  SELECT tag_id, array_agg(user_id) AS user_ids FROM wechat_user_tag
  WHERE user_id = ANY($1::int[]) AND tag_id = ANY($2::int[]) GROUP BY tag_id`;
