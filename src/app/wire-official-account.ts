import { AccessTokenResolver } from "../official-account/access-token.resolver.js";
import { PostgresKnownFollowers } from "../official-account/adapters/postgres-known-followers.js";
import { AccessTokenService, QuotaService } from "../official-account/index.js";
import { QuotaResolver } from "../official-account/quota.resolver.js";
import type { Core } from "./core.js";
import { tokenMetrics } from "./token-metrics.js";

export function wireOfficialAccount({ database, wechat, metrics, accounts: { auditLog } }: Core): { resolvers: object[] } {
  tokenMetrics(metrics, () => wechat.tokenLives());
  const tokens = new AccessTokenService(wechat, new PostgresKnownFollowers(database), auditLog);
  return { resolvers: [new AccessTokenResolver(tokens), new QuotaResolver(new QuotaService(wechat, auditLog))] };
}
