import { exportKey } from "./export-key.js";
import type { ExportFiles, ExportWork, ExportWorkStore } from "./export-store.port.js";
import type { ExportWriter } from "./export-writer.js";

/** A driver silent for this long is taken for dead. Pages take a small fraction of it. */
export const EXPORT_LEASE_MS = 10_000;
/** How long a finished file is kept. */
export const EXPORT_KEEP_MS = 24 * 3_600_000;
/** Attempts that end with an error; crashes are not counted. */
const MOST_FAILURES = 5;
const FAILED = "the file could not be written; the server's log says why";

interface RunnerLog {
  error(details: object, message: string): void;
}

/** Somebody else goes on with it, or must. */
class OvertakenError extends Error {}
class StoppingError extends Error {}

/** Writes exports. Any number of runners may be woken for a tenant: one drives its oldest export, the others leave. */
export class ExportRunner {
  private stopping = false;

  constructor(
    private readonly store: ExportWorkStore,
    private readonly writer: ExportWriter,
    private readonly files: Pick<ExportFiles, "put" | "delete">,
    private readonly log: RunnerLog,
  ) {}

  /** Drives the tenant's exports, one after the other, while nobody else does. Rejects when one fails that may work the next time. */
  async run(tenantId: number): Promise<void> {
    for (;;) {
      const work = this.stopping ? null : await this.store.claim(tenantId, EXPORT_LEASE_MS);
      if (work === null) return;
      await this.drive(work);
    }
  }

  /** Gives up the file in hand after its page; it is begun anew by somebody else, or at the next start. */
  stop(): void {
    this.stopping = true;
  }

  private async drive(work: ExportWork): Promise<void> {
    const objectKey = exportKey(work);
    try {
      const bytes = await this.files.put(
        objectKey,
        work.fileName,
        this.writer.pieces(work, (done) => this.afterPage(work, done)),
      );
      if (!(await this.store.finish(work, { objectKey, bytes, keepMs: EXPORT_KEEP_MS }))) await this.files.delete(objectKey);
    } catch (error) {
      if (error instanceof OvertakenError) return;
      if (error instanceof StoppingError) return this.store.release(work);
      const { tenantId, exportId, attempt } = work;
      const given = await this.store.failed(work, FAILED, MOST_FAILURES);
      if (!given) throw error;
      this.log.error({ err: error, tenantId, exportId, attempt }, "an export of users failed for the last time");
    }
  }

  private async afterPage(work: ExportWork, done: number): Promise<void> {
    if (this.stopping) throw new StoppingError();
    if (!(await this.store.progress(work, done))) throw new OvertakenError();
  }
}
