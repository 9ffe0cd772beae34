import type { Redis } from "ioredis";
import { RedisLockBusy, type RedisLockTimes, withRedisLock } from "../../platform/redis/index.js";
import type { LockedTokenStore, NewToken, StoredToken, TokenSource, TokenStore } from "../token-store.port.js";
import { WeChatError } from "../wechat-error.js";
import type { TokenSealer } from "./postgres-token-store.js";
import { READ, WRITE } from "./redis-token-scripts.js";

export interface RedisTokenStoreParts {
  client: Redis;
  sealer: TokenSealer;
  prefix: string;
  /** Where other services find the bare token; `<appid>` in it stands for the account's. */
  tokenKey: string;
  appIdOf(tenantId: number): Promise<string>;
  times?: RedisLockTimes;
}

interface Read {
  /** By Redis's clock. */
  now: Date;
  stored: StoredToken | null;
}

/** The holder calls WeChat meanwhile, renewing the lock; one that was killed lets the next one in after 5 s. */
const TIMES: RedisLockTimes = { lockMs: 5_000, waitMs: 45_000 };
const APP_ID = "<appid>";
const LOCK_PATH = "/cgi-bin/stable_token";

/**
 * In Redis, with the bare token beside it for other services, until its end. What this process knew last is put back where Redis lost its
 * memory, so that they find a token again within a minute.
 */
export class RedisTokenStore implements TokenStore {
  private readonly known = new Map<number, StoredToken>();

  constructor(private readonly parts: RedisTokenStoreParts) {}

  async load(tenantId: number): Promise<StoredToken | null> {
    const { stored } = await this.read(tenantId);
    const known = this.known.get(tenantId);
    if (known !== undefined && known.version > (stored?.version ?? 0) && (await this.putBack(tenantId, known)))
      return (await this.read(tenantId)).stored;
    if (stored !== null) this.known.set(tenantId, stored);
    return stored;
  }

  async withRefreshLock<T>(tenantId: number, work: (locked: LockedTokenStore) => Promise<T>): Promise<T> {
    const { client, times = TIMES } = this.parts;
    try {
      return await withRedisLock(client, this.lockKey(tenantId), times, async (fence) => {
        await this.load(tenantId);
        const locked = new Locked(() => this.read(tenantId));
        const result = await work(locked);
        if (locked.saved !== null) await this.commit(tenantId, locked.saved, fence);
        return result;
      });
    } catch (error) {
      if (!(error instanceof RedisLockBusy)) throw error;
      throw new WeChatError("unclear", LOCK_PATH, null, "another process has been refreshing the token for too long");
    }
  }

  private async commit(tenantId: number, token: StoredToken, fence: string): Promise<void> {
    const outcome = await this.write(tenantId, token, fence);
    if (outcome !== "saved") throw new WeChatError("unclear", LOCK_PATH, null, "the lock on the token was lost while it was refreshed");
    this.known.set(tenantId, token);
  }

  private async putBack(tenantId: number, token: StoredToken): Promise<boolean> {
    return (await this.write(tenantId, token, "")) === "saved";
  }

  private async write(tenantId: number, { token, version, source, expiresAt, refreshedAt }: StoredToken, fence: string): Promise<unknown> {
    if (token === null) return null;
    const { client, sealer, tokenKey } = this.parts;
    const bare = tokenKey.replaceAll(APP_ID, await this.parts.appIdOf(tenantId));
    const sealed = Buffer.from(sealer.seal(token, purposeOf(tenantId))).toString("base64");
    const fields = [version, source, expiresAt.getTime(), refreshedAt.getTime(), sealed, token, fence];
    return WRITE.run(client, [this.key(tenantId), bare, this.lockKey(tenantId)], fields);
  }

  private async read(tenantId: number): Promise<Read> {
    const answer = await READ.run(this.parts.client, [this.key(tenantId)], []);
    const [time, version, source, expiresAt, refreshedAt, sealed] = answer as [number, ...(string | null)[]];
    const now = new Date(time);
    if (typeof version !== "string" || typeof sealed !== "string") return { now, stored: null };
    const times = { expiresAt: new Date(Number(expiresAt)), refreshedAt: new Date(Number(refreshedAt)), readAt: now };
    return { now, stored: { ...times, token: this.open(sealed, tenantId), version: Number(version), source: source as TokenSource } };
  }

  /** As in PostgreSQL: what was written under another secret key is worth no trouble, since WeChat gives another one. */
  private open(sealed: string, tenantId: number): string | null {
    try {
      return this.parts.sealer.open(Buffer.from(sealed, "base64"), purposeOf(tenantId));
    } catch {
      return null;
    }
  }

  private key(tenantId: number): string {
    return `${this.parts.prefix}:token:{${tenantId}}`;
  }

  private lockKey(tenantId: number): string {
    return `${this.key(tenantId)}:lock`;
  }
}

/** What was saved counts only once all of the work is done. */
class Locked implements LockedTokenStore {
  saved: StoredToken | null = null;

  constructor(private readonly read: () => Promise<Read>) {}

  async load(): Promise<StoredToken | null> {
    return this.saved ?? (await this.read()).stored;
  }

  async save({ token, version, source, lifeMs }: NewToken): Promise<StoredToken | null> {
    const { now, stored } = await this.read();
    const newest = this.saved ?? stored;
    if (newest !== null && newest.version >= version) return null;
    this.saved = { token, version, source, expiresAt: new Date(now.getTime() + lifeMs), refreshedAt: now, readAt: now };
    return this.saved;
  }
}

function purposeOf(tenantId: number): string {
  return `access_token/${tenantId}`;
}
