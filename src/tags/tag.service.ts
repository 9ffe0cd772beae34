import type { AuditRecord } from "../accounts/index.js";
import { type AudienceIndex, type AudienceRule, type AudienceUses, refuseUsed, type TagLookup } from "../audiences/index.js";
import type { Principal } from "../graphql/context.js";
import { ConflictError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { optionalText, shortText } from "../graphql/text-input.js";
import type { MirrorStates } from "./mirror/mirror-states.port.js";
import type { MirrorQueue } from "./mirror/mirror-store.port.js";
import { mirrorOf } from "./mirror/tag-mirror.js";
import type { TagMirror } from "./mirror/tag-mirror.types.js";
import { accountFull, type WeChatLimits } from "./mirror/wechat-limits.js";
import type { TagRules } from "./rules/tag-rules.js";
import { saidOf, type TagInput } from "./tag.input.js";
import type { Tag } from "./tag.types.js";
import { type TagChanges, type TagFields, type TagStore, WeChatTagsFullError } from "./tag-store.port.js";

const MAX_NAME = 64;
const MAX_DESCRIPTION = 500;

export interface TagMirrorParts {
  states: Pick<MirrorStates, "facts">;
  limits: WeChatLimits;
  queue: MirrorQueue;
  log: { warn(details: object, message: string): void };
}

export class TagService implements TagLookup {
  constructor(
    private readonly store: TagStore,
    private readonly changes: TagChanges,
    private readonly index: Pick<AudienceIndex, "tagCounts">,
    private readonly mirror: TagMirrorParts,
    private readonly tagRules: TagRules,
    private readonly uses: Pick<AudienceUses, "usesOfTag">,
  ) {}

  tags(tenantId: number, search: string | null): Promise<Tag[]> {
    return this.store.list(tenantId, optionalText("search", search, MAX_NAME));
  }

  async tag(tenantId: number, id: string): Promise<Tag> {
    const tagId = intIdOrNull(id);
    const [tag] = tagId === null ? [] : await this.store.byIds(tenantId, [tagId]);
    if (!tag) throw new NotFoundError("tag", id, "id");
    return tag;
  }

  /** In the order of `ids`; unknown ones are left out. */
  async tagsByIds(tenantId: number, ids: readonly number[]): Promise<Tag[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.store.byIds(tenantId, ids)).map((tag) => [tag.tagId, tag]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  existing(tenantId: number, ids: readonly number[]): Promise<Set<number>> {
    return this.store.existing(tenantId, ids);
  }

  /** The rules of those of these tags that have one. */
  rules(tenantId: number, tagIds: readonly number[]): Promise<Map<number, AudienceRule>> {
    return this.tagRules.rules(tenantId, tagIds);
  }

  tagsOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, Tag[]>> {
    return this.store.tagsOfUsers(tenantId, userIds);
  }

  tagNamesOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, string[]>> {
    return this.store.tagNamesOfUsers(tenantId, userIds);
  }

  /** Users carrying each tag, from the audience index. */
  userCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>> {
    return this.index.tagCounts(tenantId, tagIds);
  }

  /** How mirrored ones of these tags stand at WeChat; the others are absent. */
  async mirrors(tenantId: number, tagIds: readonly number[]): Promise<Map<number, TagMirror | null>> {
    const facts = await this.mirror.states.facts(tenantId, tagIds);
    return new Map(facts.map((fact) => [fact.tagId, mirrorOf(fact)]));
  }

  async createTag(principal: Principal, input: TagInput): Promise<Tag> {
    const { name, group = null, description = null, mirrorToWeChat = false } = fieldsOf(input);
    const { tenantId } = principal;
    const rule = input.rule == null ? null : await this.tagRules.fields(tenantId, input.rule, null);
    if (mirrorToWeChat) await this.mustFitWeChat(tenantId, name, null);
    const tag = await refusedWhereFull(
      this.changes.create(tenantId, { name, group, description, mirrorToWeChat, rule }, (after) =>
        entryOf(principal, "createTag", after, { after }),
      ),
    );
    if (tag === null) throw nameTaken(name);
    if (mirrorToWeChat) await this.wake(tenantId);
    if (rule) await this.tagRules.wake(tenantId);
    return tag;
  }

  async updateTag(principal: Principal, id: string, input: TagInput): Promise<Tag> {
    const { tenantId } = principal;
    const fields = fieldsOf(input);
    const found = await this.tag(tenantId, id);
    if (input.rule !== undefined) fields.rule = input.rule && (await this.tagRules.fields(tenantId, input.rule, found.tagId));
    if (fields.mirrorToWeChat ?? found.mirrorToWeChat) await this.mustFitWeChat(tenantId, fields.name, found);
    const change = await refusedWhereFull(
      this.changes.update(tenantId, found.tagId, fields, (made) => entryOf(principal, "updateTag", made.after, made)),
    );
    if (change === "NOT_FOUND") throw new NotFoundError("tag", id, "id");
    if (change === "NAME_TAKEN") throw nameTaken(fields.name);
    const { before, after } = change;
    if (before.mirrorToWeChat || after.mirrorToWeChat) await this.wake(tenantId);
    if (fields.rule) await this.tagRules.wake(tenantId);
    return after;
  }

  /** CONFLICT while an audience that is kept for later names the tag: it would mean something else without it. Its own rule is no use. */
  async deleteTag(principal: Principal, id: string): Promise<boolean> {
    const { tagId, mirrorToWeChat } = await this.tag(principal.tenantId, id);
    const uses = await this.uses.usesOfTag(principal.tenantId, tagId);
    refuseUsed(uses.filter((use) => use.kind !== "TAG_RULE" || use.id !== String(tagId)));
    const deleted = await this.changes.delete(principal.tenantId, tagId, (before) => entryOf(principal, "deleteTag", before, { before }));
    if (!deleted) throw new NotFoundError("tag", id, "id");
    if (mirrorToWeChat) await this.wake(principal.tenantId);
    return true;
  }

  /** Before it is mirrored, or renamed there. `before`: null where it is about to be made. */
  private async mustFitWeChat(tenantId: number, name: string, before: Tag | null): Promise<void> {
    const { limits } = this.mirror;
    limits.mustFitName(name);
    if (before?.mirrorToWeChat) return;
    if (before === null || before.wechatTagId === null) await limits.mustFitAccount(tenantId);
    if (before !== null) await limits.mustFitCarriers(tenantId, before.tagId);
  }

  /** What is to be mirrored is committed: without the hint the sweeper finds it some seconds later. */
  private wake(tenantId: number): Promise<void> {
    const { queue, log } = this.mirror;
    return queue.wake(tenantId).catch((error: unknown) => log.warn({ err: error, tenantId }, "mirrored tags not queued"));
  }
}

function entryOf({ tenantId, name }: Principal, action: string, tag: Tag, change: { before?: Tag; after?: Tag }): AuditRecord {
  return { tenantId, operator: name, action, target: `tag:${tag.tagId}`, detail: tag.name, ...change };
}

/** Undefined stays undefined ("leave as is"), null and blank become null ("clear"). */
function fieldsOf(input: TagInput): Pick<TagFields, "name"> & Partial<TagFields> {
  const fields: Pick<TagFields, "name"> & Partial<TagFields> = { name: shortText("input.name", input.name, { min: 1, max: MAX_NAME }) };
  if (input.group !== undefined) fields.group = optionalText("input.group", input.group, MAX_NAME);
  const mirrorToWeChat = saidOf(input.mirrorToWeChat);
  if (mirrorToWeChat !== undefined) fields.mirrorToWeChat = mirrorToWeChat;
  if (input.description !== undefined) fields.description = optionalText("input.description", input.description, MAX_DESCRIPTION);
  return fields;
}

/** Somebody else took the last of WeChat's tags after it was looked. */
async function refusedWhereFull<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    throw error instanceof WeChatTagsFullError ? accountFull(error.taken) : error;
  }
}

function nameTaken(name: string): ConflictError {
  return new ConflictError("input.name", `there is a tag named ${name} already`, { reason: "NAME_TAKEN", name });
}
