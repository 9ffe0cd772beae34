import type { EntryOf } from "../accounts/index.js";
import type { AudienceJson, SegmentLookup } from "../audiences/index.js";
import type { TakenTags } from "./mirror/wechat-limits.js";
import type { StoredRule } from "./rules/rule-work-store.port.js";
import type { Tag } from "./tag.types.js";

export interface TagFields {
  name: string;
  group: string | null;
  description: string | null;
  /** Turned on: the tag is brought to WeChat. Turned off: what Tagcast made there is to be deleted there. */
  mirrorToWeChat: boolean;
  /** Set, also to what it was: all users are compared with it anew. Null: the tag's users stay as they are. */
  rule?: TagRuleFields | null;
}

export interface TagRuleFields {
  /** In AudienceInput's shape. */
  json: AudienceJson;
  /** Throws where the tag must not have it: asked in an update, while nobody else changes rules or segments of the tenant. */
  check(rules: readonly StoredRule[], segments: SegmentLookup): Promise<void>;
}

/** The tag would be the account's 101st at WeChat; nothing was written. */
export class WeChatTagsFullError extends Error {
  override readonly name = "WeChatTagsFullError";

  constructor(readonly taken: TakenTags) {
    super("WeChat keeps no more tags of this account");
  }
}

/** Tags of one tenant; another tenant's are not there. */
export interface TagStore {
  /** By name; `search` is part of a name or group, whatever the case. */
  list(tenantId: number, search: string | null): Promise<Tag[]>;
  /** Ascending by id; unknown ids are left out. */
  byIds(tenantId: number, ids: readonly number[]): Promise<Tag[]>;
  /** Those of the ids that the tenant has. */
  existing(tenantId: number, ids: readonly number[]): Promise<Set<number>>;
  /** Each user's tags, ascending by tag id; users without tags are absent. One statement. */
  tagsOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, Tag[]>>;
  /** The same as names only: for thousands of users, where a whole tag for each of theirs would be too much to read. */
  tagNamesOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, string[]>>;
}

/** A tag as it was and as it is. */
export interface TagChanged {
  before: Tag;
  after: Tag;
}

/** The one way in which somebody changes tags; each change enters the audit log in its transaction. */
export interface TagChanges {
  /** Null where another tag has the name. Rejects with WeChatTagsFullError. */
  create(tenantId: number, fields: TagFields, entry: EntryOf<Tag>): Promise<Tag | null>;
  /** An absent field stays. Rejects with WeChatTagsFullError. */
  update(
    tenantId: number,
    id: number,
    fields: Partial<TagFields>,
    entry: EntryOf<TagChanged>,
  ): Promise<TagChanged | "NAME_TAKEN" | "NOT_FOUND">;
  /**
   * The tag and its users' rows, these in chunks, each with its entry in the change log; false where there was no such tag.
   * A mirrored one is also to be deleted at WeChat. In the audit log from the first of these transactions on.
   */
  delete(tenantId: number, id: number, entry: EntryOf<Tag>): Promise<boolean>;
}
