import type { Logger } from "../logging/logger.js";

interface Connection {
  on(event: string, listener: (error: Error) => void): unknown;
}

/** Says once that Redis is gone and once that it is there again, however often a reconnection fails in between. */
export class OutageLog {
  private out = false;
  private begun = false;
  private last: Error | null = null;

  constructor(
    client: Connection,
    private readonly logger: Logger,
    private readonly address: string,
  ) {
    client.on("error", (error) => this.lost(error));
    client.on("ready", () => this.found());
  }

  /** What was said last, while the first connection was made. */
  get lastError(): Error | null {
    return this.last;
  }

  /** The first connection stands: from here on its loss is worth a line. */
  begin(): void {
    this.begun = true;
    this.out = false;
  }

  private lost(error: Error): void {
    this.last = error;
    if (this.out || !this.begun) return;
    this.out = true;
    this.logger.warn({ redis: this.address, error: error.message }, "the connection to Redis was lost; it is tried again until it stands");
  }

  private found(): void {
    if (!this.out) return;
    this.out = false;
    this.logger.info({ redis: this.address }, "Redis answers again");
  }
}
