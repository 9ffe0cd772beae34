import type { MaterialFiles } from "../material-files.port.js";
import { MATERIALS, UPLOADS } from "./object-keys.js";
import type { UploadStore } from "./upload-store.port.js";

export const MATERIAL_FILES_MS = 600_000;
/** Uploads that became a material are copies; others wait so long for somebody to name them. */
const KEEP_MS = 24 * 3_600_000;
const AT_ONCE = 200;

/** Deletes files that were put and never became a material, and those of which a crash left no row. */
export class MaterialFileSweeper {
  constructor(
    private readonly files: Pick<MaterialFiles, "list" | "delete">,
    private readonly store: Pick<UploadStore, "keysInUse">,
    private readonly clock: () => Date,
  ) {}

  /** One round; gives how many files it deleted. */
  async sweep(): Promise<number> {
    return (await this.sweepBelow(UPLOADS)) + (await this.sweepBelow(MATERIALS));
  }

  private async sweepBelow(prefix: string): Promise<number> {
    const before = this.clock().getTime() - KEEP_MS;
    let deleted = 0;
    for (let after: string | null = null; ; ) {
      const page: { key: string; storedAt: Date }[] = await this.files.list(prefix, { after, limit: AT_ONCE });
      const old = page.filter(({ storedAt }) => storedAt.getTime() < before).map(({ key }) => key);
      const inUse = await this.store.keysInUse(old);
      for (const key of old.filter((each) => !inUse.has(each))) {
        await this.files.delete(key);
        deleted += 1;
      }
      after = page.at(-1)?.key ?? null;
      if (page.length < AT_ONCE) return deleted;
    }
  }
}
