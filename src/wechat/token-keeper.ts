import { createHash } from "node:crypto";
import type { IssuedToken } from "./token-source.js";
import type { LockedTokenStore, StoredToken, TokenSource, TokenStore } from "./token-store.port.js";
import { WeChatError } from "./wechat-error.js";
import type { WeChatLog } from "./wechat-log.js";

/** A token with less life than this is not sent any more: the call could arrive after its end. */
const USABLE_MS = 10_000;
/** stable_token gives a new token in the last 5 minutes of the old one's life; earlier it gives the old one again. */
const AHEAD_MS = 4 * 60_000;
const RETRY_AHEAD_MS = 20_000;
/** Unforced, WeChat gives the same token that it has just refused: force a new one, but WeChat allows that 20 times a day. */
const FORCE_INTERVAL_MS = 10 * 60_000;
/** Two statements of one token's end that differ by less are taken as the same. */
const SAME_EXPIRY_MS = 60_000;

export interface TokenKeeperParts {
  tenantId: number;
  store: TokenStore;
  /** A new token from WeChat. */
  issue(force: boolean): Promise<IssuedToken>;
  log: WeChatLog;
}

export interface RefreshRequest {
  /** Drop WeChat's present token at once. */
  force?: boolean;
  /** The version that WeChat refused; anything newer will do, whoever got it. */
  rejectedVersion?: number;
}

/** What may be told of a token: never the token itself. */
export interface TokenStatus {
  /** First 8 hex digits of its SHA-256. */
  fingerprint: string;
  expiresAt: Date;
  refreshedAt: Date;
  version: number;
  source: TokenSource;
}

interface Wanted {
  force: boolean;
  rejected: boolean;
  /** Only a version above this one will do. */
  above: number;
}

/**
 * One tenant's access token: shared by all processes through the store, got once however many ask, renewed ahead of its
 * end. A token of an older version never takes the place of a newer one.
 */
export class TokenKeeper {
  private cached: StoredToken | null = null;
  private running: { force: boolean; result: Promise<StoredToken> } | null = null;
  private timer: NodeJS.Timeout | null = null;
  private started = false;

  constructor(private readonly parts: TokenKeeperParts) {}

  /** A token to call WeChat with; waits only when there is none, or it is at its end. Rejects with WeChatError. */
  async current(): Promise<{ token: string; version: number }> {
    const cached = this.cached;
    return cached && isUsable(cached) ? cached : this.obtain({ force: false, rejected: false, above: 0 });
  }

  /** A token other than the one in use. All who ask at the same time get the same one. Rejects with WeChatError. */
  async refresh({ force = false, rejectedVersion }: RefreshRequest = {}): Promise<{ token: string; version: number }> {
    const rejected = rejectedVersion !== undefined;
    return this.obtain({ force, rejected, above: rejectedVersion ?? this.cached?.version ?? 0 });
  }

  /** Null where no token was ever got. */
  async status(): Promise<TokenStatus | null> {
    const stored = await this.parts.store.load(this.parts.tenantId);
    if (!stored) return null;
    const { token, expiresAt, refreshedAt, version, source } = stored;
    return { fingerprint: createHash("sha256").update(token).digest("hex").slice(0, 8), expiresAt, refreshedAt, version, source };
  }

  /** Gets a token now and renews it ahead of its end from then on, until `stop`. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.schedule(0);
  }

  /** Ends the renewing; resolves when no refresh is under way any more. */
  async stop(): Promise<void> {
    this.started = false;
    if (this.timer) clearTimeout(this.timer);
    await this.running?.result.catch(() => null);
  }

  private async obtain(wanted: Wanted): Promise<StoredToken> {
    const satisfies = (token: StoredToken | null) => token !== null && isUsable(token) && token.version > wanted.above;
    if (!wanted.force && this.cached && satisfies(this.cached)) return this.cached;
    if (this.running) {
      const { force, result } = this.running;
      const token = await result;
      if ((force || !wanted.force) && (!wanted.rejected || satisfies(token))) return token;
      return this.obtain(wanted);
    }
    const result = this.refreshOnce(wanted, satisfies).finally(() => {
      this.running = null;
    });
    this.running = { force: wanted.force, result };
    return result;
  }

  private async refreshOnce(wanted: Wanted, satisfies: (token: StoredToken | null) => boolean): Promise<StoredToken> {
    const { store, tenantId } = this.parts;
    const stored = wanted.force ? null : await store.load(tenantId);
    if (stored && satisfies(stored)) return this.adopt(stored);
    return store.withRefreshLock(tenantId, async (locked) => {
      // Whoever held the lock before may have got just what is wanted.
      const newest = await locked.load();
      if (!wanted.force && newest && satisfies(newest)) return this.adopt(newest);
      return this.adopt(await this.replace(locked, newest, wanted));
    });
  }

  private async replace(locked: LockedTokenStore, newest: StoredToken | null, wanted: Wanted): Promise<StoredToken> {
    const issued = await this.issueOther(newest, wanted);
    if (newest && !wanted.rejected && isSame(newest, issued)) return newest;
    const next: StoredToken = { ...issued, version: (newest?.version ?? 0) + 1, refreshedAt: new Date() };
    if (!(await locked.saveIfNewer(next))) return (await locked.load()) ?? next;
    this.parts.log.info(
      { tenantId: this.parts.tenantId, version: next.version, source: next.source, expiresAt: next.expiresAt },
      "access token renewed",
    );
    return next;
  }

  private async issueOther(newest: StoredToken | null, wanted: Wanted): Promise<IssuedToken> {
    const issued = await this.parts.issue(wanted.force);
    if (!wanted.rejected || issued.token !== newest?.token) return issued;
    const forcedAgo = newest.source === "stable_token_forced" ? Date.now() - newest.refreshedAt.getTime() : Number.POSITIVE_INFINITY;
    if (forcedAgo < FORCE_INTERVAL_MS) {
      throw new WeChatError(
        "token",
        "/cgi-bin/stable_token",
        null,
        "WeChat refuses the token that it gives out, also after a forced refresh",
      );
    }
    return this.parts.issue(true);
  }

  private adopt(token: StoredToken): StoredToken {
    if (this.cached && this.cached.version > token.version) return this.cached;
    this.cached = token;
    this.schedule(untilRenewal(token));
    return token;
  }

  private schedule(delayMs: number): void {
    if (!this.started) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), delayMs).unref();
  }

  private async renew(): Promise<void> {
    try {
      const cached = this.cached;
      const above = cached && isDue(cached) ? cached.version : 0;
      const token = await this.obtain({ force: false, rejected: false, above });
      if (token.version === cached?.version) this.schedule(RETRY_AHEAD_MS);
    } catch (error) {
      this.parts.log.warn({ tenantId: this.parts.tenantId, err: error }, "could not renew the access token; trying again");
      this.schedule(RETRY_AHEAD_MS);
    }
  }
}

function isUsable(token: StoredToken): boolean {
  return token.expiresAt.getTime() - Date.now() > USABLE_MS;
}

function isSame(newest: StoredToken, issued: IssuedToken): boolean {
  return issued.token === newest.token && Math.abs(issued.expiresAt.getTime() - newest.expiresAt.getTime()) < SAME_EXPIRY_MS;
}

/** How long before its end a token is renewed; a short-lived one in its last quarter. */
function aheadOf(token: StoredToken): number {
  return Math.min(AHEAD_MS, (token.expiresAt.getTime() - token.refreshedAt.getTime()) / 4);
}

function isDue(token: StoredToken): boolean {
  return token.expiresAt.getTime() - Date.now() <= aheadOf(token);
}

/** Milliseconds until renewal, at another moment in each process: the first one renews, the others find the new token. */
function untilRenewal(token: StoredToken): number {
  const ahead = aheadOf(token);
  return Math.max(0, token.expiresAt.getTime() - Date.now() - ahead + Math.random() * (ahead / 4));
}
