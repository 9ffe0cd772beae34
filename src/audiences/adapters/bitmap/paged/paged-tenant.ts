import type { PoolClient } from "pg";
import type { Database } from "../../../../platform/database/database.js";
import { readLogEnd } from "../../log-end.js";
import { bytesOf, type Column, type ColumnSource, EXISTS } from "../bitmaps.js";
import { Serial } from "../serial.js";
import { readSnapshotRow, SNAPSHOT_VERSION } from "../stored-chunks.js";
import { advanceStored } from "./advance-stored.js";
import { bringUp, type KeptColumns, StoredBehindError, StoredView } from "./stored-view.js";

/** Each try brings what is stored up to the log's end; only a writer that adds a thousand users in between makes another one needed. */
const TRIES = 5;

/**
 * A tenant whose bitmaps are larger than the memory they may take. They lie in audience_chunk; a question reads the columns it needs
 * (a megabyte each at ten million users), and those used last are kept. One question at a time: that bounds memory, and connections.
 */
export class PagedTenant {
  private readonly saves = new Serial();
  private kept: { position: number; columns: KeptColumns } = { position: 0, columns: new Map() };
  /** The last position known to be stored; null if none is. */
  storedAt: number | null = null;

  /** @param limits the turns that questions take, of this tenant and others, and what may be kept between them */
  constructor(
    private readonly database: Database,
    private readonly tenantId: number,
    private readonly limits: { turns: Serial; mostBytes: number },
  ) {}

  /** Whether the last question found the log ahead of what is stored. */
  get isBehind(): boolean {
    return this.storedAt !== this.kept.position;
  }

  get bytes(): number {
    let bytes = 0;
    for (const column of this.kept.columns.values()) bytes += bytesOf(column);
    return bytes;
  }

  /** Runs `work` with every change committed before this call. */
  read<T>(work: (source: ColumnSource, asOf: Date, deliveries: number) => Promise<T>): Promise<T> {
    return this.limits.turns.run(async () => {
      for (let left = TRIES; ; left--) {
        try {
          return await this.readNow(work);
        } catch (error) {
          if (!(error instanceof StoredBehindError) || left === 0) throw error;
          await this.save();
        }
      }
    });
  }

  /** Brings what is stored up to the end of the log; builds it from the tables if need be. */
  save(): Promise<void> {
    return this.saves.run(async () => {
      this.storedAt = await advanceStored(this.database, this.tenantId);
    });
  }

  /** Lets go of what is kept. */
  forget(): void {
    this.kept = { position: 0, columns: new Map() };
  }

  private readNow<T>(work: (source: ColumnSource, asOf: Date, deliveries: number) => Promise<T>): Promise<T> {
    const { database, tenantId } = this;
    return database.transaction(async (tx) => {
      await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      const end = await readLogEnd(tx, tenantId);
      const stored = await readSnapshotRow(tx, tenantId);
      if (!stored || stored.version !== SNAPSHOT_VERSION || stored.position < 0 || stored.position > end.position) {
        throw new StoredBehindError();
      }
      this.storedAt = stored.position;
      this.kept = { position: end.position, columns: await this.keptAt(tx, end.position) };
      const positions = { stored: stored.position, end: end.position };
      return work(new StoredView(tx, tenantId, positions, this.kept.columns, this.limits.mostBytes), end.at, end.deliveries);
    });
  }

  private async keptAt(tx: PoolClient, end: number): Promise<KeptColumns> {
    const { position, columns } = this.kept;
    if (position === end) return columns;
    const usable = position < end && columns.has(EXISTS);
    const current = usable ? await bringUp(tx, this.tenantId, { columns, position }, end) : null;
    return new Map<string, Column>(current);
  }
}
