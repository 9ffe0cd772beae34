import type { LockedTokenStore, NewToken, StoredToken, TokenStore, WeChatLog } from "../../src/wechat/index.js";
import { TokenKeeper, WeChatError } from "../../src/wechat/index.js";
import type { IssuedToken } from "../../src/wechat/token-source.js";
import { Turns } from "../../src/wechat/turns.js";

export const MINUTE = 60_000;
const CHANGE_OVER_MS = 5 * MINUTE;

type Kept = Omit<StoredToken, "readAt">;

/** The port in memory, for one tenant, on a clock of its own. */
export class MemoryTokenStore implements TokenStore {
  kept: Kept | null = null;
  /** Every version that was ever stored, in order. */
  readonly versions: number[] = [];
  down = false;
  /** Without, as where a lock ran out. */
  locks = true;
  /** What the next ones to leave the lock wait for before they are told. */
  acknowledgements: Promise<void>[] = [];
  private readonly lock = new Turns(1);

  /** `now`: milliseconds since 1970. */
  constructor(private readonly now: () => number = Date.now) {}

  load = async (): Promise<StoredToken | null> => {
    if (this.down) throw Object.assign(new Error("the database is away"), { code: "ECONNREFUSED" });
    return this.kept && { ...this.kept, readAt: new Date(this.now()) };
  };

  /** Makes the stored token so much older. */
  grow(milliseconds: number): void {
    if (this.kept) this.kept = { ...this.kept, refreshedAt: new Date(this.kept.refreshedAt.getTime() - milliseconds) };
  }

  async withRefreshLock<T>(_tenantId: number, work: (locked: LockedTokenStore) => Promise<T>): Promise<T> {
    const inside = () => work({ load: this.load, save: this.save });
    const result = await (this.locks ? this.lock.take(inside) : inside());
    await this.acknowledgements.shift();
    return result;
  }

  private readonly save = async ({ token, version, source, lifeMs }: NewToken): Promise<StoredToken | null> => {
    if (this.kept && this.kept.version >= version) return null;
    const now = this.now();
    this.kept = { token, version, source, expiresAt: new Date(now + lifeMs), refreshedAt: new Date(now) };
    this.versions.push(version);
    return this.load();
  };
}

/** WeChat's stable_token and the shared store, in memory: time stands still unless the test moves it. */
export class TokenWorld {
  readonly store = new MemoryTokenStore();
  /** One for each call of the token endpoint: whether it was forced. */
  readonly asked: boolean[] = [];
  failing: WeChatError | null = null;
  /** Only forced calls fail. */
  failsForced = false;
  /** What the account is given: `token` gives another one at each call. */
  source: "stable_token" | "token" = "stable_token";
  lifeMs = 120 * MINUTE;
  /** How long WeChat takes to answer. */
  slowMs = 0;
  readonly warnings: string[] = [];
  private issued: { token: string; endsAt: number } | null = null;
  private readonly keepers: TokenKeeper[] = [];

  /** What one process has. */
  keeper(): TokenKeeper {
    const log: WeChatLog = { info: () => undefined, warn: (_facts, message) => void this.warnings.push(message) };
    const issue = async (force: boolean) => {
      if (this.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, this.slowMs));
      return this.issue(force);
    };
    const keeper = new TokenKeeper({ tenantId: 1, store: this.store, issue, log, lagWaitMs: 1 });
    this.keepers.push(keeper);
    return keeper;
  }

  get forced(): number {
    return this.asked.filter((force) => force).length;
  }

  async stop(): Promise<void> {
    await Promise.all(this.keepers.map((keeper) => keeper.stop()));
  }

  /** The same token until its last five minutes, or until it is forced. */
  private issue(force: boolean): IssuedToken {
    this.asked.push(force);
    if (this.failing && (force || !this.failsForced)) throw this.failing;
    const now = performance.now();
    if (force || this.source === "token" || !this.issued || this.issued.endsAt - now <= Math.min(CHANGE_OVER_MS, this.lifeMs / 2)) {
      this.issued = { token: `t${this.asked.length}`, endsAt: now + this.lifeMs };
    }
    return { token: this.issued.token, lifeMs: this.issued.endsAt - now, source: force ? "stable_token_forced" : this.source };
  }
}

export const systemError = () => new WeChatError("unclear", "/cgi-bin/stable_token", -1, "system error");
