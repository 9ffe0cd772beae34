import type { Database } from "../../../platform/database/database.js";
import type { IndexLogger } from "../index-logger.js";
import { LogTrimmer } from "../log-trim.js";

/** Changes are stored this long after the first of them: a burst is written once. */
const SAVE_DELAY_MS = 2_000;

/** One tenant's bitmaps, as far as storing them goes. */
export interface Kept {
  readonly tenantId: number;
  /** How many times as long as usual changes may wait. */
  readonly patience: number;
  save(): Promise<void>;
}

/** Stores changed bitmaps a little later, and trims the log behind them. */
export class SnapshotKeeper {
  private readonly timers = new Map<Kept, NodeJS.Timeout>();
  private readonly trimmer: LogTrimmer;
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly logger: IndexLogger,
    private readonly delayMs: number = SAVE_DELAY_MS,
  ) {
    this.trimmer = new LogTrimmer(database.pool);
  }

  /** All tenants, and whether there is something stored to start from. */
  async tenants(): Promise<{ tenantId: number; stored: boolean }[]> {
    const { rows } = await this.database.pool.query<{ tenantId: number; stored: boolean }>(
      `SELECT c.tenant_id AS "tenantId", s.tenant_id IS NOT NULL AS stored
         FROM tenant_counter c LEFT JOIN audience_snapshot s ON s.tenant_id = c.tenant_id ORDER BY c.tenant_id`,
    );
    return rows;
  }

  changed(kept: Kept): void {
    if (this.closed || this.timers.has(kept)) return;
    const timer = setTimeout(() => {
      this.timers.delete(kept);
      void this.store(kept);
    }, this.delayMs * kept.patience);
    this.timers.set(kept, timer.unref());
  }

  /** Stores at once. Never throws: without it, the next start replays more of the log. */
  store(kept: Kept): Promise<void> {
    const work = this.storeNow(kept).finally(() => this.running.delete(work));
    this.running.add(work);
    return work;
  }

  async close(all: Iterable<Kept>): Promise<void> {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    for (const kept of all) await this.store(kept);
    await Promise.all(this.running);
  }

  private async storeNow(kept: Kept): Promise<void> {
    const { tenantId } = kept;
    try {
      await kept.save();
      await this.trimmer.trim(tenantId);
    } catch (error) {
      this.logger.warn({ tenantId, err: error }, "audience index could not be stored; tried again after the next change");
    }
  }
}
