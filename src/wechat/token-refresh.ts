import { setTimeout as sleep } from "node:timers/promises";
import { Backoff } from "./token-backoff.js";
import { ForceLimit } from "./token-force-limit.js";
import { ageMs, type HeldToken, hold, isUsable, leftMs } from "./token-life.js";
import type { IssuedToken } from "./token-source.js";
import type { LockedTokenStore, NewToken, StoredToken, TokenStore } from "./token-store.port.js";
import { WeChatError } from "./wechat-error.js";
import type { WeChatLog } from "./wechat-log.js";

export interface TokenRefreshParts {
  tenantId: number;
  store: TokenStore;
  /** A new token from WeChat. */
  issue(force: boolean): Promise<IssuedToken>;
  log: WeChatLog;
}

export interface Wanted {
  /** Drop WeChat's present token at once. */
  force: boolean;
  /** WeChat refused version `above`. */
  rejected: boolean;
  /** Only a version above this one will do. */
  above: number;
  /** Somebody asked for just this, now: do not wait after failures. */
  eager: boolean;
}

/** Two statements of one token's end that differ by less are taken as the same. */
const SAME_END_MS = 60_000;
/** The lock must not outlast what others wait for it (45 s). */
const ISSUE_MS = 40_000;
/** While WeChat refuses what it gives out, it is asked so often whether that has changed. */
const STUCK_MS = 30_000;
/** /cgi-bin/token kills the token of whoever else asks there, who then kills ours; it may be asked 2,000 times a day. */
const CLASSIC_INTERVAL_MS = 60_000;

/** Gets one tenant's next token: once for all processes, under the store's lock. */
export class TokenRefresh {
  readonly backoff = new Backoff();
  private readonly forces = new ForceLimit();
  private stuck = { version: -1, until: 0 };

  constructor(private readonly parts: TokenRefreshParts) {}

  /**
   * A token that is wanted so, from the store if another process got it meanwhile. `floor`: the newest version this process
   * has seen. Rejects with WeChatError (kind `token` where WeChat refuses what it gives out), or with what the store says.
   */
  async run(wanted: Wanted, floor: number): Promise<HeldToken> {
    const found = satisfying(await this.counted(() => this.load(), wanted), wanted);
    if (found) return found;
    if (!wanted.eager) this.backoff.check();
    if (wanted.rejected && wanted.above <= this.stuck.version && performance.now() < this.stuck.until) throw refusesItsOwn();
    const got = await this.counted(() => this.throughLock(wanted, floor), wanted);
    this.backoff.succeeded();
    return got;
  }

  /** What the store has, whatever it is worth. */
  async stored(): Promise<HeldToken | null> {
    const stored = await this.load();
    return stored && hold(stored);
  }

  /** Stores a token that somebody brought, as the newest. */
  async put(token: Omit<NewToken, "version">, floor: number): Promise<HeldToken> {
    const { store, tenantId } = this.parts;
    const stored = await store.withRefreshLock(tenantId, async (locked) => this.save(locked, await locked.load(), token, floor));
    this.backoff.succeeded();
    return held(stored);
  }

  private async load(): Promise<StoredToken | null> {
    return this.seen(await this.parts.store.load(this.parts.tenantId));
  }

  /** What other processes forced counts here too. */
  private seen(stored: StoredToken | null): StoredToken | null {
    if (stored?.source === "stable_token_forced") this.forces.note(stored.version, ageMs(stored));
    return stored;
  }

  private async counted<T>(work: () => Promise<T>, { force, above }: Wanted): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isStuck(error)) this.stuck = { version: above, until: performance.now() + STUCK_MS };
      else if (!force) this.backoff.failed(error);
      throw error;
    }
  }

  private async throughLock(wanted: Wanted, floor: number): Promise<HeldToken> {
    const { store, tenantId } = this.parts;
    const stored = await store.withRefreshLock(tenantId, async (locked) => {
      // Whoever held the lock before may have got just what is wanted.
      const newest = this.seen(await locked.load());
      return newest && satisfying(newest, wanted) ? newest : this.replace(locked, newest, wanted, floor);
    });
    return held(stored);
  }

  private async replace(locked: LockedTokenStore, newest: StoredToken | null, wanted: Wanted, floor: number): Promise<StoredToken> {
    const { log, tenantId } = this.parts;
    if (newest?.token === null) log.warn({ tenantId }, "the stored access token was written under another secret key; getting a new one");
    const issued = await this.issueOther(newest, wanted);
    if (newest && !wanted.rejected && isSame(newest, issued)) return newest;
    return this.save(locked, newest, issued, Math.max(floor, wanted.above));
  }

  private async save(locked: LockedTokenStore, newest: StoredToken | null, token: Omit<NewToken, "version">, floor: number) {
    const saved = await locked.save({ ...token, version: Math.max(newest?.version ?? 0, floor) + 1 });
    if (saved) {
      const { version, source, expiresAt } = saved;
      this.seen(saved);
      this.parts.log.info({ tenantId: this.parts.tenantId, version, source, expiresAt }, "access token renewed");
      return saved;
    }
    const newer = await locked.load();
    if (!newer) throw new Error("the token store neither takes a token nor has one");
    return newer;
  }

  private async issueOther(newest: StoredToken | null, wanted: Wanted): Promise<IssuedToken> {
    if (!wanted.rejected || newest === null) return this.issue(wanted.force);
    if (newest.source === "token" && newest.token !== null && ageMs(newest) < CLASSIC_INTERVAL_MS) throw refusesItsOwn();
    const issued = await this.issue(false);
    return issued.token === newest.token ? this.forceOther(newest) : issued;
  }

  /** Unforced, WeChat has just given out the token that it refuses. */
  private async forceOther(newest: StoredToken): Promise<IssuedToken> {
    if (!this.forces.allows()) throw refusesItsOwn();
    try {
      return await this.issue(true);
    } catch (error) {
      if (!(error instanceof WeChatError) || error.kind !== "quota-day") throw error;
      // The day's 20 forces are used up; for the call under way that is a refused token, not a quota of its own.
      this.forces.note(newest.version + 1, 0);
      throw refusesItsOwn();
    }
  }

  private async issue(force: boolean): Promise<IssuedToken> {
    const hurry = new AbortController();
    const late = sleep(ISSUE_MS, null, { signal: hurry.signal, ref: false }).then(() => {
      throw new WeChatError("unclear", "/cgi-bin/stable_token", null, "no token in time");
    });
    try {
      return await Promise.race([this.parts.issue(force), late]);
    } finally {
      late.catch(() => null);
      hurry.abort();
    }
  }
}

function satisfying(stored: StoredToken | null, { force, above }: Wanted): HeldToken | null {
  const token = stored && !force && stored.version > above ? hold(stored) : null;
  return token && isUsable(token) ? token : null;
}

function held(stored: StoredToken): HeldToken {
  const token = hold(stored);
  if (!token) throw new Error("a token that was just written does not open");
  return token;
}

function isSame(newest: StoredToken, issued: IssuedToken): boolean {
  return issued.token === newest.token && Math.abs(issued.lifeMs - leftMs(newest)) < SAME_END_MS;
}

function refusesItsOwn(): WeChatError {
  return new WeChatError("token", "/cgi-bin/stable_token", null, "WeChat refuses the token that it gives out");
}

function isStuck(error: unknown): boolean {
  return error instanceof WeChatError && error.kind === "token";
}
