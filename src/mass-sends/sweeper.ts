import type { SendRef } from "./mass-send.js";
import type { SendLeases } from "./send-lease.port.js";

const EVERY_MS = 1_000;
const AT_ONCE = 100;

interface SweeperLogger {
  warn(details: object, message: string): void;
}

/** Drives sends that are due and that nobody drives: their driver died, or the queue lost the hint. Belongs into every worker. */
export class MassSendSweeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly leases: Pick<SendLeases, "due">,
    private readonly driver: { run(tenantId: number, id: string): Promise<void> },
    private readonly clock: () => Date,
    private readonly log: SweeperLogger,
  ) {}

  /** Sweeps now and then every second. */
  start(): void {
    const round = () => {
      this.sweep().catch((error: unknown) => this.log.warn({ err: error }, "mass sends could not be swept"));
    };
    this.timer = setInterval(round, EVERY_MS);
    this.timer.unref();
    round();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** One round: sets the due sends going, without waiting for them; gives which. */
  async sweep(): Promise<SendRef[]> {
    const due = await this.leases.due(this.clock(), AT_ONCE);
    for (const { tenantId, id } of due) void this.driver.run(tenantId, id);
    return due;
  }
}
