/** How a token was got: `stable_token`, the same by force, the older `token` endpoint, or put in by an operator. */
export type TokenSource = "stable_token" | "stable_token_forced" | "token" | "manual";

/** A tenant's token as the store holds it. All times are the store's, so that no two processes' clocks are ever compared. */
export interface StoredToken {
  /** Null where it does not open: it was written under another secret key. */
  token: string | null;
  /** Grows with every new token of the tenant. */
  version: number;
  source: TokenSource;
  expiresAt: Date;
  refreshedAt: Date;
  /** When this was read: what the other two are to be measured from. */
  readAt: Date;
}

export interface NewToken {
  token: string;
  version: number;
  source: TokenSource;
  /** From now on. */
  lifeMs: number;
}

/** Where all processes share a tenant's access token. */
export interface TokenStore {
  load(tenantId: number): Promise<StoredToken | null>;
  /**
   * Runs `work` while no other process is in it for this tenant; a process that dies in it lets the next one in. What was
   * saved counts once this resolves.
   */
  withRefreshLock<T>(tenantId: number, work: (locked: LockedTokenStore) => Promise<T>): Promise<T>;
}

/** The tenant's token, as the holder of the lock sees it. */
export interface LockedTokenStore {
  load(): Promise<StoredToken | null>;
  /** What is stored now; null, and nothing changed, where the stored version is as new or newer. */
  save(token: NewToken): Promise<StoredToken | null>;
}
