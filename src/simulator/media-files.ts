import { join } from "node:path";
import type { Clock } from "./clock.js";
import { type Blobs, MemoryBlobs } from "./media/blobs.js";
import { DiskBlobs } from "./media/disk-blobs.js";
import type { Account } from "./model/account.js";
import type { StoredFile } from "./model/content-types.js";

/** Without a state folder, media beyond this are refused. */
const MOST_IN_MEMORY = 256 << 20;

/** The bytes of all accounts' media: in memory, or as files in the state folder. */
export class MediaFiles {
  private blobs: Blobs = new MemoryBlobs(MOST_IN_MEMORY);

  constructor(
    private readonly accounts: () => readonly Account[],
    private readonly clock: Clock,
  ) {}

  /** Keeps them in the folder from now on, beside what is there. */
  async useFolder(stateDir: string): Promise<void> {
    this.blobs = await DiskBlobs.open(join(stateDir, "media"));
  }

  /** Resolves when the bytes survive a crash and `use` has said, in one commit, what they are for. Throws BlobsFull. */
  keep(bytes: Buffer, use: (key: string) => void): Promise<void> {
    return this.blobs.keep(bytes, use);
  }

  /** Null when the file is gone. */
  read({ key }: StoredFile): Promise<Buffer | null> {
    return this.blobs.read(key);
  }

  /** The file with this key, if any account still has it. */
  file(key: string): StoredFile | undefined {
    const now = this.clock.now();
    for (const { content } of this.accounts()) {
      const file = content.library.file(key, now);
      if (file) return file;
    }
    return undefined;
  }

  /** Frees what nobody has any more; only after the change that let go of it is on disk. */
  dropUnused(keys: readonly string[]): void {
    for (const key of keys) if (!this.file(key)) this.blobs.drop(key);
  }
}
