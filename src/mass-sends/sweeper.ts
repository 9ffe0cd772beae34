import type { SendRef } from "./mass-send.js";
import type { SendLeases } from "./send-lease.port.js";

/** With the driver's lease of 3 s, a send goes on within 5 s of its driver's death. */
export const MASS_SEND_SWEEP_MS = 1_000;
const AT_ONCE = 100;

/** Drives sends that are due and that nobody drives: their driver died, or the queue lost the hint. Belongs into every worker. */
export class MassSendSweeper {
  constructor(
    private readonly leases: Pick<SendLeases, "due">,
    private readonly driver: { run(tenantId: number, id: string): Promise<void> },
    private readonly clock: () => Date,
  ) {}

  /** One round: sets the due sends going, without waiting for them; gives which. */
  async sweep(): Promise<SendRef[]> {
    const due = await this.leases.due(this.clock(), AT_ONCE);
    for (const { tenantId, id } of due) void this.driver.run(tenantId, id);
    return due;
  }
}
