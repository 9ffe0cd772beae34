import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Blobs, blobKey } from "./blobs.js";

const HALF = ".half";

/** Files in a folder. A file gets its name only when all of it is on disk: whatever a crash leaves half is never found. */
export class DiskBlobs implements Blobs {
  /** Keys being kept: not dropped until they are in use. */
  private readonly pinned = new Map<string, number>();

  private constructor(private readonly folder: string) {}

  /** Clears away what a crash left half. */
  static async open(folder: string): Promise<DiskBlobs> {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      if (name.endsWith(HALF)) await rm(join(folder, name), { force: true });
    }
    return new DiskBlobs(folder);
  }

  async keep(bytes: Buffer, use: (key: string) => void): Promise<void> {
    const key = blobKey(bytes);
    this.pinned.set(key, (this.pinned.get(key) ?? 0) + 1);
    try {
      await this.write(key, bytes);
      use(key);
    } finally {
      const left = (this.pinned.get(key) ?? 1) - 1;
      if (left > 0) this.pinned.set(key, left);
      else this.pinned.delete(key);
    }
  }

  async read(key: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.folder, key));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  }

  /** At once, not later: a file kept anew under the same key must not be caught by it. */
  drop(key: string): void {
    if (!this.pinned.has(key)) rmSync(join(this.folder, key), { force: true });
  }

  private async write(key: string, bytes: Buffer): Promise<void> {
    const half = join(this.folder, `${key}.${randomUUID()}${HALF}`);
    const file = await open(half, "wx");
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(half, join(this.folder, key));
    await this.syncFolder();
  }

  /** Makes the new name itself survive a loss of power. */
  private async syncFolder(): Promise<void> {
    const folder = await open(this.folder, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
