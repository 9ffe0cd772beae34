import type { AudienceIndex } from "../audiences/index.js";
import { PostgresFrozenAudiences } from "../mass-sends/adapters/postgres-frozen-audiences.js";
import { PostgresSimilarSends } from "../mass-sends/adapters/postgres-similar-sends.js";
import { ForecastResolver } from "../mass-sends/forecast/forecast.resolver.js";
import { CallQuota, type DeliveryLedger, ForecastService, RecipientsService } from "../mass-sends/index.js";
import { MonthlySendsResolver } from "../mass-sends/monthly-sends.resolver.js";
import { RecipientsResolver } from "../mass-sends/recipients/recipients.resolver.js";
import type { Core } from "./core.js";
import type { MassSendParts } from "./wire-mass-sends.js";
import type { PlanningParts } from "./wire-planning.js";
import type { TagParts } from "./wire-tags.js";
import type { UserParts } from "./wire-users.js";

export interface ForecastNeeds {
  index: AudienceIndex;
  tags: TagParts;
  users: UserParts;
  ledger: DeliveryLedger;
  massSends: MassSendParts;
}

/** What is asked about mass sends before and after: forecasts, recipients, how many each user got. */
export function wireForecasts(core: Core, { planner, facts, speed }: PlanningParts, needs: ForecastNeeds): { resolvers: object[] } {
  const { database, logger, clock, accounts, wechat, options } = core;
  const { index, tags, users, ledger, massSends } = needs;
  const daily = { apiQuota: async (tenantId: number, path: string) => (await wechat.forTenant(tenantId)).apiQuota(path) };
  const forecasts = new ForecastService({
    ...{ index, planner, facts, speed, clock, checker: tags.audiences, accounts: accounts.tenants, massSends: massSends.service },
    quota: new CallQuota(daily, facts, clock, logger),
    similar: new PostgresSimilarSends(database),
    batchSize: options.massSendBatchSize,
  });
  const recipients = new RecipientsService(massSends.service, new PostgresFrozenAudiences(database), users.service);
  return { resolvers: [new ForecastResolver(forecasts), new RecipientsResolver(recipients), new MonthlySendsResolver(ledger)] };
}
