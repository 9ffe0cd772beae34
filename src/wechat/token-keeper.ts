import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type HeldToken, isDue, isUsable, untilRenewalMs } from "./token-life.js";
import { TokenRefresh, type TokenRefreshParts, type Wanted } from "./token-refresh.js";
import type { TokenSupply, UsableToken } from "./token-retry.js";
import type { TokenSource } from "./token-store.port.js";
import { WeChatError } from "./wechat-error.js";

export interface TokenKeeperParts extends TokenRefreshParts {
  /** How long WeChat is given to know a token it has just issued. */
  lagWaitMs?: number;
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

export interface TokenLife {
  ageMs: number;
  leftMs: number;
}

/** A token younger than this is new; see `mayPassForNewToken`. */
const FRESH_MS = 3_000;
const LAG_WAIT_MS = 600;
/** How soon at the latest a token that another process got, or an operator put in there, is taken up here. */
const LOOK_MS = 60_000;
const RETRY_AHEAD_MS = 20_000;
const RETRY_MS = 1_000;

/**
 * One tenant's access token: shared by all processes through the store, got once however many ask, renewed ahead of its
 * end. A token of an older version never takes the place of a newer one.
 */
export class TokenKeeper implements TokenSupply {
  private readonly refreshes: TokenRefresh;
  private held: HeldToken | null = null;
  private running: (Wanted & { result: Promise<HeldToken> }) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private started = false;

  constructor(private readonly parts: TokenKeeperParts) {
    this.refreshes = new TokenRefresh(parts);
  }

  /** Rejects with WeChatError, or with what the database says. */
  async current(): Promise<UsableToken> {
    return this.held && isUsable(this.held) ? this.held : this.obtain({ force: false, rejected: false, above: 0, eager: false });
  }

  async afterRefusal(version: number, mayBeNew: boolean): Promise<UsableToken | null> {
    const { held } = this;
    if (mayBeNew && held?.version === version && performance.now() - held.gotAt < FRESH_MS) {
      await sleep((this.parts.lagWaitMs ?? LAG_WAIT_MS) * (1 + Math.random() / 2));
      return this.current();
    }
    try {
      return await this.obtain({ force: false, rejected: true, above: version, eager: false });
    } catch (error) {
      if (error instanceof WeChatError && error.kind === "token") return null;
      throw error;
    }
  }

  /**
   * A token other than the one in use, if WeChat gives one: unforced it gives the same until the last five minutes. Forced, the
   * one in use is dead at once; 20 times a day, 30 s apart. All who ask at the same time get the same one. Rejects as `current` does.
   */
  async refresh({ force = false }: { force?: boolean } = {}): Promise<UsableToken> {
    return this.obtain({ force, rejected: false, above: this.held?.version ?? 0, eager: true });
  }

  /** Uses this token from now on, in all processes, until its end or until WeChat refuses it. Rejects with what the database says. */
  async replace(token: string, lifeMs: number): Promise<void> {
    this.adopt(await this.refreshes.put({ token, source: "manual", lifeMs }, this.held?.version ?? 0));
  }

  /** Null where no token was ever got, or it does not open. */
  async status(): Promise<TokenStatus | null> {
    const stored = await this.parts.store.load(this.parts.tenantId);
    if (!stored?.token) return null;
    const { token, expiresAt, refreshedAt, version, source } = stored;
    return { fingerprint: createHash("sha256").update(token).digest("hex").slice(0, 8), expiresAt, refreshedAt, version, source };
  }

  /** Of the token this process uses; null before the first. */
  life(): TokenLife | null {
    if (!this.held) return null;
    const now = performance.now();
    return { ageMs: now - this.held.gotAt, leftMs: this.held.endsAt - now };
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

  private async obtain(wanted: Wanted): Promise<HeldToken> {
    const satisfies = (token: HeldToken | null) => token !== null && isUsable(token) && token.version > wanted.above;
    if (!wanted.force && this.held && satisfies(this.held)) return this.held;
    if (!this.running) return this.get(wanted);
    const { force, eager, result } = this.running;
    if ((wanted.force && !force) || (wanted.eager && !eager)) {
      await result.catch(() => null);
      return this.obtain(wanted);
    }
    const token = await result;
    return !wanted.rejected || satisfies(token) ? token : this.obtain(wanted);
  }

  private get(wanted: Wanted): Promise<HeldToken> {
    const result = this.refreshes
      .run(wanted, this.held?.version ?? 0)
      .then((token) => this.adopt(token))
      .finally(() => {
        this.running = null;
      });
    this.running = { ...wanted, result };
    return result;
  }

  private adopt(token: HeldToken): HeldToken {
    const newest = this.held && this.held.version > token.version ? this.held : token;
    this.held = newest;
    this.schedule(Math.min(LOOK_MS * (0.5 + Math.random() / 2), untilRenewalMs(newest)));
    return newest;
  }

  private schedule(delayMs: number): void {
    if (!this.started) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), delayMs).unref();
  }

  private async renew(): Promise<void> {
    const { held } = this;
    try {
      if (held && !isDue(held)) {
        // Another process may have a newer one, and the computer may have slept meanwhile.
        this.adopt((await this.refreshes.stored()) ?? held);
        return;
      }
      const token = await this.obtain({ force: false, rejected: false, above: held?.version ?? 0, eager: false });
      if (token.version === held?.version) this.schedule(RETRY_AHEAD_MS);
    } catch (error) {
      this.parts.log.warn({ tenantId: this.parts.tenantId, err: error }, "could not renew the access token; trying again");
      this.schedule(Math.max(RETRY_MS, this.refreshes.backoff.remainingMs));
    }
  }
}
