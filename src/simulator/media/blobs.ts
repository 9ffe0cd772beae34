import { createHash } from "node:crypto";

/** Files by the SHA-256 of what is in them (64 hex digits), so that the same file is kept once. */
export interface Blobs {
  /** Makes the bytes safe, then calls `use` with their key in the same turn: nobody drops them in between. */
  keep(bytes: Buffer, use: (key: string) => void): Promise<void>;
  /** Null for a key that is not there. */
  read(key: string): Promise<Buffer | null>;
  /** Forgets a file nobody uses any more. */
  drop(key: string): void;
}

export class BlobsFull extends Error {
  override readonly name = "BlobsFull";
}

export function blobKey(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Without a state folder files stay in memory, up to a limit. */
export class MemoryBlobs implements Blobs {
  private readonly files = new Map<string, Buffer>();
  private held = 0;

  constructor(private readonly mostBytes: number) {}

  async keep(bytes: Buffer, use: (key: string) => void): Promise<void> {
    const key = blobKey(bytes);
    if (!this.files.has(key)) {
      if (this.held + bytes.length > this.mostBytes) throw new BlobsFull(`more than ${this.mostBytes} bytes of media in memory`);
      // A copy: the part of a form is a view that would keep the whole body.
      this.files.set(key, Buffer.from(bytes));
      this.held += bytes.length;
    }
    use(key);
  }

  async read(key: string): Promise<Buffer | null> {
    return this.files.get(key) ?? null;
  }

  drop(key: string): void {
    this.held -= this.files.get(key)?.length ?? 0;
    this.files.delete(key);
  }
}
