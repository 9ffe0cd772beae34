import type pg from "pg";
import type { AudienceChangeLog } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { ErasedPeople } from "../../users/index.js";
import { addCounts, type ImportRun } from "../import-run.js";
import type { ImportedDeletionRequest, ImportedTagPair } from "../people.js";
import type { Reject } from "../reject.js";
import type { ImportTarget, Keyed, Page, PlacedRecord } from "../target.port.js";
import { importDeletionRequests } from "./import-deletion-requests.js";
import { importPeople, type WrittenPeople } from "./import-people.js";
import { beginRun, finishRun, readRejects, saveRun } from "./import-runs.js";
import { importTagPairs } from "./import-tag-pairs.js";
import { raiseUserIds } from "./user-ids.js";

export interface PostgresImportTargetParts {
  database: Pick<Database, "pool" | "transaction">;
  changeLog: AudienceChangeLog;
  erased: ErasedPeople;
  /** Tenants that rows may go to. */
  tenantIds: readonly number[];
}

export class PostgresImportTarget implements ImportTarget {
  private lock: pg.PoolClient | null = null;

  constructor(private readonly parts: PostgresImportTargetParts) {}

  async begin(source: string): Promise<ImportRun> {
    this.lock ??= await this.parts.database.pool.connect();
    return beginRun(this.lock, source);
  }

  reserveUserIds(highest: number): Promise<void> {
    return raiseUserIds(this.parts.database.pool, highest);
  }

  writePeople(run: ImportRun, page: Page<PlacedRecord>): Promise<ImportRun> {
    return this.page(run, page, (tx) => importPeople(tx, this.parts, page.rows));
  }

  writeDeletionRequests(run: ImportRun, page: Page<Keyed<ImportedDeletionRequest>>): Promise<ImportRun> {
    return this.page(run, page, (tx) => importDeletionRequests(tx, this.parts.tenantIds, page.rows));
  }

  writeTagPairs(run: ImportRun, page: Page<Keyed<ImportedTagPair>>): Promise<ImportRun> {
    return this.page(run, page, (tx) => importTagPairs(tx, this.parts, page.rows));
  }

  finish(run: ImportRun): Promise<void> {
    return finishRun(this.parts.database.pool, run);
  }

  rejects(run: ImportRun): AsyncIterable<Reject[]> {
    return readRejects(this.parts.database.pool, run);
  }

  async close(): Promise<void> {
    // Ends the session, and with it the lock.
    this.lock?.release(true);
    this.lock = null;
  }

  private page<Row>(run: ImportRun, page: Page<Row>, write: (tx: pg.PoolClient) => Promise<WrittenPeople>): Promise<ImportRun> {
    return this.parts.database.transaction(async (tx) => {
      const written = await write(tx);
      const counts = addCounts(addCounts(run.counts, page.counts), written.counts);
      const next = { ...run, position: page.position, counts };
      await saveRun(tx, next, [...page.rejects, ...written.rejects]);
      return next;
    });
  }
}
