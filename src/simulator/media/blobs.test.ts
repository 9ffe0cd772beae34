import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Blobs, BlobsFull, blobKey, MemoryBlobs } from "./blobs.js";
import { DiskBlobs } from "./disk-blobs.js";

const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "blobs-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

describe.each<[string, () => Promise<Blobs>]>([
  ["in memory", async () => new MemoryBlobs(1000)],
  ["on disk", () => DiskBlobs.open(folder())],
])("blobs %s", (_where, open) => {
  it("are read by the key they were given, until dropped", async () => {
    const blobs = await open();
    const keys: string[] = [];
    await blobs.keep(Buffer.from("a"), (key) => keys.push(key));
    await blobs.keep(Buffer.from("b"), (key) => keys.push(key));
    expect(keys).toEqual([blobKey(Buffer.from("a")), blobKey(Buffer.from("b"))]);
    blobs.drop(keys[0] ?? "");
    expect(await Promise.all(keys.map((key) => blobs.read(key)))).toEqual([null, Buffer.from("b")]);
    blobs.drop("0".repeat(64));
  });

  it("are not dropped while the same content is being kept anew", async () => {
    const blobs = await open();
    const bytes = Buffer.from("a");
    const key = blobKey(bytes);
    await blobs.keep(bytes, () => undefined);
    const again = blobs.keep(bytes, () => undefined);
    if (blobs instanceof DiskBlobs) blobs.drop(key);
    await again;
    expect(await blobs.read(key)).toEqual(bytes);
  });

  it("hand on what `use` throws, and can be kept afterwards", async () => {
    const blobs = await open();
    const refuse = () => {
      throw new Error("refused");
    };
    await expect(blobs.keep(Buffer.from("a"), refuse)).rejects.toThrow("refused");
    await blobs.keep(Buffer.from("a"), () => undefined);
    expect(await blobs.read(blobKey(Buffer.from("a")))).toEqual(Buffer.from("a"));
  });
});

describe("MemoryBlobs", () => {
  it("hold so much and no more, the same content counted once", async () => {
    const blobs = new MemoryBlobs(10);
    const keep = (text: string) => blobs.keep(Buffer.from(text), () => undefined);
    await keep("12345678");
    await keep("12345678");
    await expect(keep("abc")).rejects.toThrow(BlobsFull);
    await keep("ab");
    blobs.drop(blobKey(Buffer.from("ab")));
    await keep("cd");
  });

  it("do not change when the caller's buffer does", async () => {
    const blobs = new MemoryBlobs(10);
    const bytes = Buffer.from("a");
    const key = blobKey(bytes);
    await blobs.keep(bytes, () => undefined);
    bytes.fill("x");
    expect((await blobs.read(key))?.toString()).toBe("a");
  });
});

describe("DiskBlobs", () => {
  it("leave nothing half in the folder, however many keep the same", async () => {
    const path = folder();
    const blobs = await DiskBlobs.open(path);
    await Promise.all(Array.from({ length: 20 }, () => blobs.keep(Buffer.alloc(100_000, 1), () => undefined)));
    expect(readdirSync(path)).toEqual([blobKey(Buffer.alloc(100_000, 1))]);
  });
});
