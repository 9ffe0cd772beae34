import type { RuleQueue, RuleWorkStore } from "./rule-work-store.port.js";

/** Users touched are evaluated within 5 s: this long at most passes before anybody looks. */
export const RULE_SWEEP_MS = 1_000;
const AT_ONCE = 50;

/** Wakes the workers for tenants whose rules have something to follow. */
export class RuleSweeper {
  constructor(
    private readonly store: Pick<RuleWorkStore, "waiting">,
    private readonly queue: RuleQueue,
    private readonly clock: () => Date,
  ) {}

  /** One round; gives how many tenants it woke. */
  async sweep(): Promise<number> {
    const tenants = await this.store.waiting(this.clock(), AT_ONCE);
    for (const tenantId of tenants) await this.queue.wake(tenantId);
    return tenants.length;
  }
}
