import { AccessTokenResolver } from "../official-account/access-token.resolver.js";
import { PostgresKnownFollowers } from "../official-account/adapters/postgres-known-followers.js";
import { AccessTokenService, QuotaService } from "../official-account/index.js";
import { QuotaResolver } from "../official-account/quota.resolver.js";
import type { Core } from "./core.js";
import { quotaMetrics } from "./quota-metrics.js";
import { tokenMetrics } from "./token-metrics.js";
import type { TagParts } from "./wire-tags.js";

export function wireOfficialAccount(core: Core, { mirror }: TagParts): { resolvers: object[] } {
  const { database, wechat, metrics, accounts } = core;
  const { auditLog, tenants } = accounts;
  tokenMetrics(metrics, () => wechat.tokenLives());
  quotaMetrics(metrics, { tenantIds: async () => (await tenants.all()).map(({ id }) => id), clients: wechat });
  const tokens = new AccessTokenService(wechat, new PostgresKnownFollowers(database), auditLog);
  const quotas = new QuotaService(wechat, auditLog, async (tenantId) => {
    await mirror.states.goOn(tenantId);
    await mirror.queue.wake(tenantId);
  });
  return { resolvers: [new AccessTokenResolver(tokens), new QuotaResolver(quotas)] };
}
