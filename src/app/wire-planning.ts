import type { AudienceIndex } from "../audiences/index.js";
import { PostgresPlanningFacts } from "../mass-sends/adapters/postgres-planning-facts.js";
import { DeliverySpeed, SendallGuard, SendPlanner, WeChatCounts } from "../mass-sends/index.js";
import type { Core } from "./core.js";
import type { TagParts } from "./wire-tags.js";

/** What forecasts, starts and the driver share: one way to say how a send goes out. */
export interface PlanningParts {
  planner: SendPlanner;
  guard: SendallGuard;
  facts: PostgresPlanningFacts;
  speed: DeliverySpeed;
}

export function wirePlanning({ database, logger, clock, accounts, wechat }: Core, index: AudienceIndex, tags: TagParts): PlanningParts {
  const facts = new PostgresPlanningFacts(database);
  const planner = new SendPlanner({
    ...{ index, clock, facts, accounts: accounts.tenants, tags: tags.service, mirrors: tags.mirror.states },
    counts: new WeChatCounts(wechat, clock, logger),
  });
  return { planner, facts, speed: new DeliverySpeed(wechat, clock, logger), guard: new SendallGuard(planner, tags.audiences) };
}
