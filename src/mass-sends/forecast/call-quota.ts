import { AccountKind } from "../../accounts/index.js";
import { MASS_PATHS, WeChatError } from "../../wechat/index.js";
import { dayStart, monthStart } from "../ledger/month.js";
import { DispatchMethod } from "../mass-send.enums.js";
import { SENDS_TO_ALL_A_MONTH } from "../planner/choose-target.js";
import type { PlanningFacts } from "../planner/planning.port.js";

/** WeChat's documented limit of mass calls, where it does not tell the account's own. */
const CALLS_A_DAY = 100;
/** What stands for "no limit" in an Int. */
const UNLIMITED = 2 ** 31 - 1;
const PATHS: Readonly<Record<DispatchMethod, string>> = {
  [DispatchMethod.TO_ALL]: MASS_PATHS.sendall,
  [DispatchMethod.BY_TAG]: MASS_PATHS.sendall,
  [DispatchMethod.BY_OPENID]: MASS_PATHS.send,
};

export interface DailyQuota {
  /** Of one interface today; three times 0 where WeChat sets no limit a day. Rejects with WeChatError. */
  apiQuota(tenantId: number, path: string): Promise<{ dailyLimit: number; remaining: number }>;
}

export interface CallsLeft {
  calls: number;
  /** False: reckoned, since WeChat did not answer. */
  fromWeChat: boolean;
}

/** How many calls of a kind WeChat still takes. */
export class CallQuota {
  constructor(
    private readonly quotas: DailyQuota,
    private readonly facts: Pick<PlanningFacts, "sendallsSince" | "callsSince">,
    private readonly clock: () => Date,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  async callsLeft(tenantId: number, kind: AccountKind, method: DispatchMethod): Promise<CallsLeft> {
    const now = this.clock();
    const { calls, fromWeChat } = await this.today(tenantId, method, now);
    const sends = await this.sendsLeft(tenantId, kind, method, now);
    return { calls: Math.max(0, Math.min(calls, sends)), fromWeChat };
  }

  private async today(tenantId: number, method: DispatchMethod, now: Date): Promise<CallsLeft> {
    try {
      const { dailyLimit, remaining } = await this.quotas.apiQuota(tenantId, PATHS[method]);
      return { calls: dailyLimit === 0 ? UNLIMITED : Math.min(UNLIMITED, remaining), fromWeChat: true };
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      this.log.warn({ err: error, tenantId }, "WeChat does not say how many mass calls are left");
      return { calls: CALLS_A_DAY - (await this.facts.callsSince(tenantId, dayStart(now))), fromWeChat: false };
    }
  }

  /** A subscription account sends once a day, to all or a tag; a service account four times a month to all. */
  private async sendsLeft(tenantId: number, kind: AccountKind, method: DispatchMethod, now: Date): Promise<number> {
    if (kind === AccountKind.SUBSCRIPTION) return 1 - (await this.facts.sendallsSince(tenantId, dayStart(now))).any;
    if (method !== DispatchMethod.TO_ALL) return UNLIMITED;
    return SENDS_TO_ALL_A_MONTH - (await this.facts.sendallsSince(tenantId, monthStart(now))).toAll;
  }
}
