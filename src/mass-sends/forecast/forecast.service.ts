import type { AccountKind } from "../../accounts/index.js";
import type { Audience, AudienceChecker, AudienceIndex } from "../../audiences/index.js";
import { DispatchMethod, MassSendStatus } from "../mass-send.enums.js";
import type { MassSendRecord } from "../mass-send.js";
import type { MassSendService } from "../mass-send.service.js";
import { callsOf, leastRecipients, MAX_BATCH } from "../plan.js";
import type { PlanningFacts } from "../planner/planning.port.js";
import type { SendPlan, SendPlanner } from "../planner/send-planner.js";
import { type Words, words } from "../words.js";
import type { CallQuota } from "./call-quota.js";
import type { DeliverySpeed } from "./delivery-speed.js";
import type { MassSendForecast } from "./forecast.types.js";
import { type ForecastNumbers, minimumSeconds, nestedScopes, numbersOf } from "./forecast-numbers.js";
import { forecastWarnings, type SameContent } from "./forecast-warnings.js";
import { readQuietHours } from "./quiet-hours.js";

/** How long WeChat remembers a send by its digest. */
const MEMORY_MS = 24 * 3_600_000;

export interface SimilarSends {
  /** Sends of the tenant with this very content, other than `exceptId`, of which WeChat accepted something since a moment; newest first. */
  withContent(tenantId: number, content: MassSendRecord["content"], exceptId: string, since: Date): Promise<SameContent[]>;
}

export interface ForecastServiceParts {
  checker: Pick<AudienceChecker, "read">;
  index: Pick<AudienceIndex, "counts">;
  planner: Pick<SendPlanner, "plan">;
  accounts: { tenant(tenantId: number): Promise<{ kind: AccountKind; quietHours: string | null }> };
  facts: Pick<PlanningFacts, "followersSyncedAt">;
  quota: Pick<CallQuota, "callsLeft">;
  speed: Pick<DeliverySpeed, "peoplePerMinute">;
  massSends: Pick<MassSendService, "massSend">;
  similar: SimilarSends;
  clock: () => Date;
  /** Recipients in one call; WeChat takes 10,000. */
  batchSize?: number;
}

/** What would happen if an audience were sent to now, by the same definitions and the same planner that a start uses. */
export class ForecastService {
  constructor(private readonly parts: ForecastServiceParts) {}

  /** `input` is an AudienceInput; BadInputError names the field at fault. `massSendId`: whose content, approval and moment to warn of. */
  async forecast(tenantId: number, input: unknown, massSendId: string | null): Promise<MassSendForecast> {
    const { checker, massSends, index, planner, accounts } = this.parts;
    const send = massSendId === null ? null : await massSends.massSend(tenantId, massSendId);
    const audience: Audience = await checker.read(tenantId, input);
    const [counts, plan, account] = await Promise.all([
      index.counts(tenantId, nestedScopes(audience)),
      planner.plan(tenantId, audience),
      accounts.tenant(tenantId),
    ]);
    const numbers = numbersOf(counts);
    const method = plan.target?.method ?? DispatchMethod.BY_OPENID;
    const refusal = plan.refusal ?? tooFew(numbers, method);
    const batches = refusal === null ? callsOf(method, numbers.reachable, this.parts.batchSize ?? MAX_BATCH) : 0;
    const [left, speed] = await Promise.all([
      this.parts.quota.callsLeft(tenantId, account.kind, method),
      this.parts.speed.peoplePerMinute(tenantId),
    ]);
    const warnings = await this.warnings(tenantId, send, { numbers, plan, batches, left, quietHours: account.quietHours });
    return {
      ...numbers,
      ...{ method, refusal, batches, warnings, dailyCallsLeft: left.calls },
      minimumSeconds: minimumSeconds(batches, batches === 0 ? 0 : numbers.reachable, speed),
    };
  }

  private async warnings(
    tenantId: number,
    send: MassSendRecord | null,
    { numbers, plan, batches, left, quietHours }: Findings,
  ): Promise<Words[]> {
    const { facts, similar, clock } = this.parts;
    const now = clock();
    const [syncedAt, sameContent] = await Promise.all([
      facts.followersSyncedAt(tenantId),
      send ? similar.withContent(tenantId, send.content, send.id, new Date(now.getTime() - MEMORY_MS)) : [],
    ]);
    return forecastWarnings({
      ...{ now, syncedAt, sameContent, batches, reachable: numbers.reachable },
      ...{ callsLeft: left.calls, callsFromWeChat: left.fromWeChat, doubts: plan.refusal === null ? plan.doubts : [] },
      ...{ quietHours: quietHours === null ? null : readQuietHours(quietHours), at: momentOf(send) ?? now },
      approvedCount: send?.approval?.count ?? null,
    });
  }
}

/** When it goes out by itself; null where somebody would start it now. */
function momentOf(send: MassSendRecord | null): Date | null {
  return send?.status === MassSendStatus.SCHEDULED ? send.scheduledFor : null;
}

interface Findings {
  numbers: ForecastNumbers;
  plan: SendPlan;
  batches: number;
  left: { calls: number; fromWeChat: boolean };
  /** As the tenant has them. */
  quietHours: string | null;
}

function tooFew({ reachable }: ForecastNumbers, method: DispatchMethod): Words | null {
  const least = leastRecipients(method);
  if (reachable >= least) return null;
  return words(
    `the audience reaches ${reachable} followers; WeChat's mass send needs at least ${least}`,
    `这个人群可达 ${reachable} 位粉丝，微信群发至少需要 ${least} 位`,
  );
}
