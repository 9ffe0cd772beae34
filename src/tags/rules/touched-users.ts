import type { LoggedUsers } from "../../audiences/index.js";

/** Users that changed, and by what: a tag of theirs, or anything else about them. */
export class TouchedUsers {
  /** By tag; null: the users themselves. */
  private readonly sets = new Map<number | null, Set<number>>();

  constructor(changes: readonly LoggedUsers[]) {
    for (const { tagId, ordinals } of changes) this.add(tagId, ordinals);
  }

  add(tagId: number | null, ordinals: Iterable<number>): void {
    const set = this.sets.get(tagId) ?? new Set();
    for (const ordinal of ordinals) set.add(ordinal);
    this.sets.set(tagId, set);
  }

  /** Ordinals, ascending, of those who changed themselves or in one of the tags. */
  in(tagIds: readonly number[]): Uint32Array {
    const touched = new Set(this.sets.get(null) ?? []);
    for (const tagId of tagIds) for (const ordinal of this.sets.get(tagId) ?? []) touched.add(ordinal);
    return Uint32Array.from(touched).sort();
  }
}
