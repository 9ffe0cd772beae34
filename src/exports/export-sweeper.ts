import { exportIdOf } from "./export-key.js";
import { EXPORT_LEASE_MS } from "./export-runner.js";
import type { ExportFiles, ExportQueue, ExportSweepStore } from "./export-store.port.js";

/** An export goes on within twelve seconds of its driver's death: its lease, and a sweep. */
export const EXPORT_WAKE_MS = 2_000;
export const EXPORT_FILES_MS = 60_000;
const AT_ONCE = 200;

/** Does what nobody is there to do: wakes workers, deletes files whose time is over, and what crashes left. */
export class ExportSweeper {
  constructor(
    private readonly store: ExportSweepStore,
    private readonly files: Pick<ExportFiles, "delete" | "keys">,
    private readonly queue: ExportQueue,
  ) {}

  /** Wakes the workers for exports that nobody drives. */
  async wake(): Promise<void> {
    for (const tenantId of await this.store.idle(EXPORT_LEASE_MS)) await this.queue.wake(tenantId);
  }

  async sweepFiles(): Promise<void> {
    await this.store.expire();
    await this.deleteFiles();
    await this.deleteStrays();
  }

  /** Those of exports that are EXPIRED or WITHDRAWN; rejects at the first that cannot be deleted. */
  async deleteFiles(): Promise<void> {
    for (;;) {
      const files = await this.store.filesToDelete(AT_ONCE);
      for (const { exportId, objectKey } of files) {
        await this.files.delete(objectKey);
        await this.store.fileDeleted(exportId);
      }
      if (files.length < AT_ONCE) return;
    }
  }

  /** Files that no row knows: a worker died between writing one and saying so. */
  private async deleteStrays(): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const keys: string[] = await this.files.keys(after, AT_ONCE);
      const current = await this.store.currentKeys(keys.flatMap((key) => exportIdOf(key) ?? []));
      for (const key of keys) if (!current.has(key)) await this.files.delete(key);
      after = keys.at(-1) ?? null;
      if (keys.length < AT_ONCE) return;
    }
  }
}
