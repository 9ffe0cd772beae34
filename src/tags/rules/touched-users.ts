import type { LoggedUsers } from "../../audiences/index.js";

/** Users that changed, and by what: a tag of theirs, or anything else about them. */
export class TouchedUsers {
  /** By tag; null: the users themselves. */
  private readonly sets = new Map<number | null, Set<number>>();
  /** Those touched themselves: all that most rules have to look at. */
  private everybody: Uint32Array | null = null;

  constructor(changes: readonly LoggedUsers[]) {
    for (const { tagId, ordinals } of changes) this.add(tagId, ordinals);
  }

  add(tagId: number | null, ordinals: Iterable<number>): void {
    if (tagId === null) this.everybody = null;
    const set = this.sets.get(tagId) ?? new Set();
    for (const ordinal of ordinals) set.add(ordinal);
    this.sets.set(tagId, set);
  }

  /** Ordinals, ascending, of those who changed themselves or in one of the tags. */
  in(tagIds: readonly number[]): Uint32Array {
    const users = this.sets.get(null) ?? new Set();
    const byTags = tagIds.flatMap((tagId) => this.sets.get(tagId) ?? []).filter((set) => set.size > 0);
    if (byTags.length === 0) {
      this.everybody ??= sorted(users);
      return this.everybody;
    }
    const touched = new Set(users);
    for (const set of byTags) for (const ordinal of set) touched.add(ordinal);
    return sorted(touched);
  }
}

function sorted(ordinals: ReadonlySet<number>): Uint32Array {
  return Uint32Array.from(ordinals).sort();
}
