import type { AuditTrail } from "../accounts/index.js";
import type { AudienceIndex, TagLookup } from "../audiences/index.js";
import type { Principal } from "../graphql/context.js";
import { ConflictError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { optionalText, shortText } from "../graphql/text-input.js";
import type { TagInput } from "./tag.input.js";
import type { Tag } from "./tag.types.js";
import type { TagFields, TagStore } from "./tag-store.port.js";

const MAX_NAME = 64;
const MAX_DESCRIPTION = 500;

export class TagService implements TagLookup {
  constructor(
    private readonly store: TagStore,
    private readonly index: Pick<AudienceIndex, "tagCounts">,
    private readonly audit: AuditTrail,
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

  async existing(tenantId: number, ids: readonly number[]): Promise<Set<number>> {
    return new Set((await this.tagsByIds(tenantId, ids)).map(({ tagId }) => tagId));
  }

  tagsOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, Tag[]>> {
    return this.store.tagsOfUsers(tenantId, userIds);
  }

  /** Users carrying each tag, from the audience index. */
  userCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>> {
    return this.index.tagCounts(tenantId, tagIds);
  }

  async createTag(principal: Principal, input: TagInput): Promise<Tag> {
    const { name, group = null, description = null } = fieldsOf(input);
    const tag = await this.store.create(principal.tenantId, { name, group, description });
    if (tag === null) throw nameTaken(name);
    await this.record(principal, "createTag", tag.tagId, name);
    return tag;
  }

  async updateTag(principal: Principal, id: string, input: TagInput): Promise<Tag> {
    const fields = fieldsOf(input);
    const tagId = intIdOrNull(id);
    const tag = tagId === null ? "NOT_FOUND" : await this.store.update(principal.tenantId, tagId, fields);
    if (tag === "NOT_FOUND") throw new NotFoundError("tag", id, "id");
    if (tag === "NAME_TAKEN") throw nameTaken(fields.name);
    await this.record(principal, "updateTag", tag.tagId, tag.name);
    return tag;
  }

  async deleteTag(principal: Principal, id: string): Promise<boolean> {
    const { tagId, name } = await this.tag(principal.tenantId, id);
    if (!(await this.store.delete(principal.tenantId, tagId))) throw new NotFoundError("tag", id, "id");
    await this.record(principal, "deleteTag", tagId, name);
    return true;
  }

  private record(principal: Principal, action: string, tagId: number, detail: string): Promise<void> {
    return this.audit.record({ tenantId: principal.tenantId, operator: principal.name, action, target: `tag:${tagId}`, detail });
  }
}

/** Undefined stays undefined ("leave as is"), null and blank become null ("clear"). */
function fieldsOf(input: TagInput): Pick<TagFields, "name"> & Partial<TagFields> {
  const fields: Pick<TagFields, "name"> & Partial<TagFields> = { name: shortText("input.name", input.name, { min: 1, max: MAX_NAME }) };
  if (input.group !== undefined) fields.group = optionalText("input.group", input.group, MAX_NAME);
  if (input.description !== undefined) fields.description = optionalText("input.description", input.description, MAX_DESCRIPTION);
  return fields;
}

function nameTaken(name: string): ConflictError {
  return new ConflictError("input.name", `there is a tag named ${name} already`);
}
