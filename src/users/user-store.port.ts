import type { User } from "./user.types.js";
import type { UserSearch } from "./user-search.js";

/** Reads users of one tenant, each with profile and preferences, whatever the number, in one statement. */
export interface UserStore {
  /** Ascending by ordinal; ordinals without a user are left out. */
  byOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]>;
  byId(tenantId: number, userId: number): Promise<User | null>;
  byOpenid(tenantId: number, openid: string): Promise<User | null>;
  /**
   * Ordinals of those who match, ascending, in batches. Users with status DELETED only with `includeDeleted`.
   * Rejects with UnavailableError when a batch takes too long.
   */
  search(tenantId: number, search: UserSearch, options: { includeDeleted: boolean }): AsyncIterable<readonly number[]>;
}

/** Identity numbers, which are stored sealed and found by a keyed hash. */
export interface IdentityCards {
  /** Throws where the value was sealed under another key. */
  open(sealed: Uint8Array): string;
  /** What a number, normalised, is found by. */
  hash(card: string): Uint8Array;
}
