import type { User } from "./user.types.js";

/** Users for other domains' answers: samples, recipients. */
export interface UserLookup {
  /** Ascending by ordinal, with profile and preferences, one statement whatever the number; ordinals without a user are left out. */
  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]>;
}

/** Reads users of one tenant. */
export interface UserStore extends UserLookup {
  byId(tenantId: number, userId: number): Promise<User | null>;
  byOpenid(tenantId: number, openid: string): Promise<User | null>;
}

/** Identity numbers, which are stored sealed and found by a keyed hash. */
export interface IdentityCards {
  /** Throws where the value was sealed under another key. */
  open(sealed: Uint8Array): string;
  /** What a number, normalised, is found by. */
  hash(card: string): Uint8Array;
}
