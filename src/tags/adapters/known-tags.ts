import type { TagLookup } from "../../audiences/index.js";
import type { BriefMemory } from "../../platform/memory/brief-memory.js";
import type { Tag } from "../tag.types.js";
import type { TagStore } from "../tag-store.port.js";

/** Tags from memory where they are there: every preview asks for some twenty of them, and they hardly ever change. */
export class KnownTags implements TagLookup {
  constructor(
    private readonly store: Pick<TagStore, "byIds">,
    private readonly memory: BriefMemory<number, Tag>,
  ) {}

  /** In the order of `ids`; unknown ones are left out. */
  async tagsByIds(tenantId: number, ids: readonly number[]): Promise<Tag[]> {
    const found = new Map<number, Tag>();
    for (const id of ids) {
      const tag = this.memory.get(id);
      if (tag) found.set(id, tag);
    }
    const unknown = ids.filter((id) => !found.has(id));
    if (unknown.length > 0) await this.read(tenantId, unknown, found);
    return ids.flatMap((id) => {
      const tag = found.get(id);
      return tag?.tenantId === tenantId ? tag : [];
    });
  }

  async existing(tenantId: number, ids: readonly number[]): Promise<Set<number>> {
    return new Set((await this.tagsByIds(tenantId, ids)).map(({ tagId }) => tagId));
  }

  private async read(tenantId: number, ids: readonly number[], into: Map<number, Tag>): Promise<void> {
    const keep = this.memory.keeper();
    for (const tag of await this.store.byIds(tenantId, ids)) {
      into.set(tag.tagId, tag);
      keep(tag.tagId, tag);
    }
  }
}
