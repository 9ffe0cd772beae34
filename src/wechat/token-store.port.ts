/** How a token was got: `stable_token`, the same by force, the older `token` endpoint, or put in by an operator. */
export type TokenSource = "stable_token" | "stable_token_forced" | "token" | "manual";

export interface StoredToken {
  token: string;
  /** Grows by one with every new token of the tenant. */
  version: number;
  source: TokenSource;
  expiresAt: Date;
  refreshedAt: Date;
}

/** Where all processes share a tenant's access token. */
export interface TokenStore {
  load(tenantId: number): Promise<StoredToken | null>;
  /** Runs `work` while no other process is in it for this tenant; a process that dies in it lets the next one in. */
  withRefreshLock<T>(tenantId: number, work: (locked: LockedTokenStore) => Promise<T>): Promise<T>;
}

/** The tenant's token, as the holder of the lock sees it. */
export interface LockedTokenStore {
  load(): Promise<StoredToken | null>;
  /** False, and nothing changed, where the stored version is as new or newer. */
  saveIfNewer(token: StoredToken): Promise<boolean>;
}
