import type { PoolClient } from "pg";
import type { Database } from "../../../platform/database/database.js";
import { SharedLook } from "../../shared-look.js";
import type { IndexLogger } from "../index-logger.js";
import { readLogEnd } from "../log-end.js";
import type { Bitmaps } from "./bitmaps.js";
import { replay } from "./replay.js";
import { loadSnapshot, saveSnapshot, storedBytes } from "./snapshot-store.js";
import { TimeSlice } from "./time-slice.js";
import { buildFromTables } from "./user-rows.js";

export interface Fresh {
  bitmaps: Bitmaps;
  /** Every change committed before this moment of the database's clock is in them. */
  asOf: Date;
  /** As the log's end said (LogEnd). */
  deliveries: number;
}

/** The bitmaps would take more memory than they may. */
export class TooLargeError extends Error {}

/** Holds one tenant's bitmaps and brings them up to the end of the log whenever somebody asks. */
export class TenantFollower {
  private bitmaps: Bitmaps | null = null;
  private readonly look = new SharedLook(() => this.catchUp());
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    readonly tenantId: number,
    private readonly logger: IndexLogger,
    /** Larger bitmaps are let go of: TooLargeError. */
    private readonly mostBytes: number,
    /** Called after each change of the bitmaps. */
    private readonly onChange: () => void,
  ) {}

  /** The bitmaps with every change committed before this call, or TooLargeError. */
  fresh(): Promise<Fresh> {
    return this.look.fresh();
  }

  /** Stores what changed since the last time, in one transaction. */
  save(): Promise<void> {
    const saved = this.saving.then(() => this.saveNow());
    this.saving = saved.catch(() => undefined);
    return saved;
  }

  get bytes(): number {
    return this.bitmaps?.byteLength() ?? 0;
  }

  /** Lets go of the bitmaps: whoever asks next loads what is stored. */
  forget(): void {
    this.bitmaps = null;
  }

  private async catchUp(): Promise<Fresh> {
    const end = await readLogEnd(this.database.pool, this.tenantId);
    if (this.bitmaps?.position === end.position) return { bitmaps: this.bitmaps, asOf: end.at, deliveries: end.deliveries };
    const fresh = await this.database.transaction(async (tx) => {
      await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      const now = await readLogEnd(tx, this.tenantId);
      return { bitmaps: await this.advance(tx, now.position), asOf: now.at, deliveries: now.deliveries };
    });
    if (this.bitmaps !== fresh.bitmaps) {
      const fits = fresh.bitmaps.byteLength() <= this.mostBytes;
      this.bitmaps = fits ? fresh.bitmaps : null;
      if (!fits) throw new TooLargeError();
      this.onChange();
    }
    return fresh;
  }

  private async advance(tx: PoolClient, position: number): Promise<Bitmaps> {
    const base = this.bitmaps ?? (await this.load(tx));
    if (base && base.position === position) return base;
    // A log that ends before what we hold is that of a restored database.
    const replayed = base && base.position < position ? await replay(tx, this.tenantId, base, position, new TimeSlice()) : null;
    return replayed ?? this.rebuild(tx, position);
  }

  private async load(tx: PoolClient): Promise<Bitmaps | null> {
    const started = performance.now();
    if ((await storedBytes(tx, this.tenantId)) > this.mostBytes) throw new TooLargeError();
    const bitmaps = await loadSnapshot(tx, this.tenantId);
    if (bitmaps) {
      this.logger.info({ tenantId: this.tenantId, position: bitmaps.position, ms: since(started) }, "audience index loaded");
    }
    return bitmaps;
  }

  private async rebuild(tx: PoolClient, position: number): Promise<Bitmaps> {
    const { tenantId } = this;
    const started = performance.now();
    const bitmaps = await buildFromTables(tx, tenantId, position, this.mostBytes, (rows) =>
      this.logger.info({ tenantId, rows, ms: since(started) }, "audience index is being rebuilt from the tables"),
    );
    if (!bitmaps) throw new TooLargeError();
    const mebibytes = Math.round(bitmaps.byteLength() / 2 ** 20);
    this.logger.info({ tenantId, position, mebibytes, ms: since(started) }, "audience index rebuilt from the tables");
    return bitmaps;
  }

  private async saveNow(): Promise<void> {
    const { bitmaps } = this;
    if (!bitmaps || bitmaps.position === bitmaps.lineage.storedAt) return;
    const { lineage } = bitmaps;
    lineage.storedAt = await this.database.transaction((tx) => saveSnapshot(tx, this.tenantId, bitmaps));
  }
}

const since = (started: number): number => Math.round(performance.now() - started);
