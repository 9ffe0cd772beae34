import type { Redis } from "ioredis";
import type { AccountSecrets } from "../accounts/index.js";
import { NotFoundError } from "../graphql/errors.js";
import type { Sealer } from "../platform/crypto/sealer.js";
import type { Database } from "../platform/database/database.js";
import { PostgresMassCallLimiter } from "../wechat/adapters/postgres-mass-call-limiter.js";
import { PostgresTokenStore } from "../wechat/adapters/postgres-token-store.js";
import { RedisMassCallLimiter } from "../wechat/adapters/redis-mass-call-limiter.js";
import { RedisTokenStore } from "../wechat/adapters/redis-token-store.js";
import type { MassCallLimiter, TokenStore } from "../wechat/index.js";

export interface WeChatStoreParts {
  database: Database;
  sealer: Sealer;
  accounts: Pick<AccountSecrets, "byTenant">;
  massCallsPerMinute: number;
  /** null: in PostgreSQL. `tokenKey`: where other services find the access token, with <appid> for the account's. */
  redis: { client: Redis; prefix: string; tokenKey: string } | null;
}

/** What everybody who calls WeChat for an account must share: its token, since another one would end it, and the pace of its mass calls. */
export function wechatStores(parts: WeChatStoreParts): { tokens: TokenStore; limiter: MassCallLimiter } {
  const { database, sealer, accounts, massCallsPerMinute, redis } = parts;
  if (redis === null) {
    return { tokens: new PostgresTokenStore(database, sealer), limiter: new PostgresMassCallLimiter(database, massCallsPerMinute) };
  }
  const appIdOf = async (tenantId: number) => {
    const account = await accounts.byTenant(tenantId);
    if (account === null) throw new NotFoundError("tenant", String(tenantId), "tenantId");
    return account.appId;
  };
  return {
    tokens: new RedisTokenStore({ ...redis, sealer, appIdOf }),
    limiter: new RedisMassCallLimiter(redis.client, redis.prefix, massCallsPerMinute),
  };
}
