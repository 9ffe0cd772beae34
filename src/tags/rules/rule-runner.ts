import type { RuleFollower, RuleLogger } from "./rule-follower.js";
import { type RuleLease, RuleLeaseLostError, type RuleWorkStore } from "./rule-work-store.port.js";

/** After this long with one tenant, others get their turn; the sweeper brings this one back. */
const TURN_MS = 10_000;

/** Follows a tenant's rules until nothing is left; any number may be woken for it, one works at a time. */
export class RuleRunner {
  private stopping = false;

  constructor(
    private readonly store: Pick<RuleWorkStore, "claim" | "release">,
    private readonly follower: RuleFollower,
    private readonly log: RuleLogger,
  ) {}

  /** Rejects when the database or the index fails; the lease then runs out, and whoever comes next goes on. */
  async run(tenantId: number): Promise<void> {
    const lease = await this.store.claim(tenantId);
    if (lease === null) return;
    try {
      await this.follow(lease);
    } catch (error) {
      if (!(error instanceof RuleLeaseLostError)) throw error;
      this.log.info({ tenantId }, "another process follows the rules by now");
      return;
    }
    await this.store.release(lease);
  }

  /** Lets the step in hand finish. */
  stop(): void {
    this.stopping = true;
  }

  private async follow(lease: RuleLease): Promise<void> {
    const began = performance.now();
    const work = this.follower.begin(lease);
    let more = true;
    while (more && !this.stopping && performance.now() - began < TURN_MS) more = await work.step();
  }
}
