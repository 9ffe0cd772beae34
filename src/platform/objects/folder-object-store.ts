import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DRAFTS, listFolder, OBJECT_SUFFIX } from "./object-folder.js";
import { HEADER_BYTES, headerFromBytes, headerToBytes } from "./object-header.js";
import { objectKey } from "./object-key.js";
import type { ObjectLinks } from "./object-links.js";
import type { ByteRange, ListedObject, ObjectContent, ObjectInfo, ObjectStore } from "./object-store.port.js";

/** A draft nobody wrote to for so long belongs to a process that is gone: pages come every second or so. */
const DRAFT_MS = 15 * 60_000;
/** Objects hold personal data. */
const OWNER_ONLY = { file: 0o600, folder: 0o700 };

/** Objects as files of one folder, for Tagcast on one machine; several processes may share it. */
export class FolderObjectStore implements ObjectStore {
  constructor(
    private readonly folder: string,
    private readonly links: Pick<ObjectLinks, "sign">,
  ) {}

  async put(key: string, content: ObjectContent, body: AsyncIterable<Uint8Array>): Promise<ObjectInfo> {
    const path = this.pathOf(key);
    const etag = randomUUID();
    const header = headerToBytes({ ...content, etag });
    const draft = join(this.folder, DRAFTS, etag);
    await mkdir(dirname(draft), { recursive: true, mode: OWNER_ONLY.folder });
    try {
      // `flush`: on the disk before it gets its name, or a crash could leave the name with nothing behind it.
      await pipeline(beginningWith(header, body), createWriteStream(draft, { flags: "wx", mode: OWNER_ONLY.file, flush: true }));
      const { size } = await stat(draft);
      await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY.folder });
      await rename(draft, path);
      await this.syncFolders(dirname(path));
      return { ...content, key, etag, bytes: size - HEADER_BYTES };
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async stat(key: string): Promise<ObjectInfo | null> {
    const found = await this.find(key);
    await found?.handle.close();
    return found?.info ?? null;
  }

  async open(key: string, range?: ByteRange): Promise<{ info: ObjectInfo; body: Readable } | null> {
    const found = await this.find(key);
    if (found === null) return null;
    const { info, handle } = found;
    const { start, end } = range ?? { start: 0, end: info.bytes - 1 };
    if (start <= end) return { info, body: handle.createReadStream({ start: HEADER_BYTES + start, end: HEADER_BYTES + end }) };
    await handle.close();
    return { info, body: Readable.from([]) };
  }

  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    await rm(path, { force: true });
    await this.syncFolders(dirname(path));
  }

  async list(prefix: string, { after, limit }: { after: string | null; limit: number }): Promise<ListedObject[]> {
    const listed: ListedObject[] = [];
    for await (const { key, path } of listFolder(this.folder, prefix, after ?? "")) {
      if (listed.length === limit) break;
      const found = await orNull(stat(path));
      if (found !== null) listed.push({ key, bytes: found.size - HEADER_BYTES, storedAt: found.mtime });
    }
    return listed;
  }

  async signedUrl(key: string, expiresAt: Date): Promise<string> {
    return this.links.sign(objectKey(key), expiresAt);
  }

  async sweepDrafts(now: Date): Promise<number> {
    const drafts = join(this.folder, DRAFTS);
    let swept = 0;
    for (const name of (await orNull(readdir(drafts))) ?? []) {
      const found = await orNull(stat(join(drafts, name)));
      if (found === null || now.getTime() - found.mtimeMs < DRAFT_MS) continue;
      await rm(join(drafts, name), { force: true });
      swept += 1;
    }
    return swept;
  }

  private pathOf(key: string): string {
    return join(this.folder, objectKey(key) + OBJECT_SUFFIX);
  }

  private async find(key: string): Promise<{ info: ObjectInfo; handle: FileHandle } | null> {
    const handle = await orNull(open(this.pathOf(key), "r"));
    if (handle === null) return null;
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return { info: { ...headerFromBytes(buffer.subarray(0, bytesRead)), key, bytes: size - HEADER_BYTES }, handle };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** A name survives a crash of the machine once its folder, and those above it, are on the disk. */
  private async syncFolders(from: string): Promise<void> {
    // Windows opens no folders; there the file system's journal has to do.
    if (process.platform === "win32") return;
    for (let folder = from; folder.startsWith(this.folder); folder = dirname(folder)) {
      const handle = await orNull(open(folder, "r"));
      await handle?.sync();
      await handle?.close();
    }
  }
}

async function* beginningWith(header: Buffer, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield header;
  yield* body;
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
