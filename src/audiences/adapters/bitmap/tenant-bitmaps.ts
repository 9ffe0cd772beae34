import type { Database } from "../../../platform/database/database.js";
import type { IndexLogger } from "../index-logger.js";
import type { ColumnSource } from "./bitmaps.js";
import type { MemoryBound, MemoryHolder } from "./memory-bound.js";
import { PagedTenant } from "./paged/paged-tenant.js";
import type { Serial } from "./serial.js";
import type { Kept } from "./snapshot-keeper.js";
import { TenantFollower, TooLargeError } from "./tenant-follower.js";

export interface TenantParts {
  database: Database;
  logger: IndexLogger;
  bound: MemoryBound;
  /** Questions about tenants that do not fit into memory take turns, over all of them. */
  turns: Serial;
  /** Called when there may be something to store. */
  onChange: (kept: Kept) => void;
  /** Stores at once. */
  store: (kept: Kept) => Promise<void>;
}

/** One tenant's bitmaps: whole in memory if the bound allows, else read column by column. */
export class TenantBitmaps implements Kept, MemoryHolder {
  private readonly follower: TenantFollower;
  /** Not null once the bitmaps were found to be too large. */
  private paged: PagedTenant | null = null;

  constructor(
    private readonly parts: TenantParts,
    readonly tenantId: number,
  ) {
    const { database, logger, bound } = parts;
    this.follower = new TenantFollower(database, tenantId, logger, bound.mostBytes, () => parts.onChange(this));
  }

  /** Runs `work` with every change committed before this call; its columns hold until it ends. */
  async read<T>(work: (source: ColumnSource, asOf: Date, deliveries: number) => Promise<T>): Promise<T> {
    if (!this.paged) {
      const fresh = await this.follower.fresh().catch((error: unknown) => {
        if (error instanceof TooLargeError) return null;
        throw error;
      });
      if (fresh) {
        this.parts.bound.used(this);
        return work(fresh.bitmaps, fresh.asOf, fresh.deliveries);
      }
    }
    return this.readPaged(work);
  }

  async save(): Promise<void> {
    await (this.paged ?? this.follower).save();
  }

  /** What is read column by column is dear to store, and cheap not to have stored. */
  get patience(): number {
    return this.paged ? 15 : 1;
  }

  get bytes(): number {
    return (this.paged ?? this.follower).bytes;
  }

  release(): void {
    if (this.paged) this.paged.forget();
    // Stored first: otherwise each time it comes back the log to replay is longer.
    else void this.parts.store(this).then(() => this.follower.forget());
  }

  private async readPaged<T>(work: (source: ColumnSource, asOf: Date, deliveries: number) => Promise<T>): Promise<T> {
    const { database, logger, bound, turns } = this.parts;
    if (!this.paged) {
      const megabytes = Math.floor(bound.mostBytes / 2 ** 20);
      logger.warn({ tenantId: this.tenantId, megabytes }, "audience index does not fit into its memory; questions read what they need");
      this.paged = new PagedTenant(database, this.tenantId, { turns, mostBytes: bound.mostBytes });
    }
    const { paged } = this;
    const result = await paged.read(work);
    bound.used(this);
    if (paged.isBehind) this.parts.onChange(this);
    return result;
  }
}
