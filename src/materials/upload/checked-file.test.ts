import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mediaFiles } from "../../../test/support/media-files.js";
import { checkFile, UnfitFile } from "./checked-file.js";
import { FILE_RULES } from "./file-rules.js";

async function* cut(bytes: Buffer, at: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const to of [...at.map((part) => part % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("checkFile", () => {
  test("gives the same bytes, count and hash however the file comes in pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20_000), { maxLength: 8 }), fc.nat(15_000), async (cuts, tail) => {
        const bytes = Buffer.concat([mediaFiles.png(), randomBytes(tail)]);
        const file = await checkFile("IMAGE", cut(bytes, cuts));
        expect((await readAll(file.body)).equals(bytes)).toBe(true);
        expect([file.contentType, file.extension]).toEqual(["image/png", "png"]);
        expect(file.facts()).toEqual({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest() });
      }),
    );
  });

  test.each(Object.keys(FILE_RULES) as (keyof typeof FILE_RULES)[])(
    "of %s lets through exactly what WeChat takes, and not a byte more",
    async (kind) => {
      const { maxBytes } = FILE_RULES[kind];
      const start = { IMAGE: mediaFiles.png(), VOICE: mediaFiles.mp3(), VIDEO: mediaFiles.mp4(), THUMB: mediaFiles.jpg() }[kind];
      const sized = (bytes: number) => cut(Buffer.concat([start, Buffer.alloc(bytes - start.length)]), [5_000, 60_000, 1_000_000]);
      const fits = await checkFile(kind, sized(maxBytes));
      expect((await readAll(fits.body)).length).toBe(maxBytes);
      await expect(readAll((await checkFile(kind, sized(maxBytes + 1))).body)).rejects.toThrow(UnfitFile);
    },
  );

  test("of random bytes takes none for a medium by chance of its name", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("IMAGE", "VOICE", "VIDEO", "THUMB"), fc.uint8Array({ maxLength: 300 }), async (kind, bytes) => {
        // Text begins no medium.
        const text = Buffer.from(Buffer.from(bytes).toString("hex"));
        await expect(checkFile(kind, cut(text, [7]))).rejects.toThrow(UnfitFile);
      }),
    );
  });

  test("reads no more of a file that does not fit than its first kilobytes, and ends its source", async () => {
    let given = 0;
    let ended = false;
    const endless = async function* () {
      try {
        for (;;) {
          given += 1_000;
          yield Buffer.alloc(1_000, "x");
        }
      } finally {
        ended = true;
      }
    };
    await expect(checkFile("VIDEO", endless())).rejects.toThrow(UnfitFile);
    expect(given).toBeLessThan(10_000);
    expect(ended).toBe(true);
  });
});
