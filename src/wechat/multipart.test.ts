import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EncodedForm, encodeForm, type FormFile, safeFileName, UnreadableFileError } from "./multipart.js";

function fileOf(bytes: Uint8Array, parts: Partial<FormFile> = {}): FormFile {
  return { name: "media", fileName: "a.jpg", contentType: "image/jpeg", size: bytes.length, content: Readable.from([bytes]), ...parts };
}

/** Read by somebody else's parser, Node's own. */
async function parsed({ body, contentType }: EncodedForm): Promise<FormData> {
  return new Response(new Uint8Array(await buffer(body)), { headers: { "content-type": contentType } }).formData();
}

/** File names, among them such as would end the quotes, the line or the folder. */
const anyName = fc.string({
  unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.constantFrom('"', "\\", "\r", "\n", "/", ".", "图", "\0")),
});

describe("encodeForm", () => {
  it("makes what another parser reads back: any bytes in any pieces, any field, any name", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }),
        fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text)),
        anyName,
        async (pieces, description, fileName) => {
          const bytes = Buffer.concat(pieces);
          const form = encodeForm({ description }, fileOf(bytes, { fileName, content: Readable.from(pieces) }));
          const data = await parsed(form);
          expect(data.get("description")).toBe(description.toWellFormed());
          const media = data.get("media");
          if (!(media instanceof File)) throw new Error("no file arrived");
          expect(media.name).toBe(safeFileName(fileName));
          expect(Buffer.from(await media.arrayBuffer()).equals(bytes)).toBe(true);
        },
      ),
    );
  });

  it("says its exact length beforehand, also with Chinese in its name", async () => {
    const form = encodeForm({ description: "视频" }, fileOf(Buffer.alloc(1_000), { fileName: "图片.jpg" }));
    expect((await buffer(form.body)).length).toBe(form.contentLength);
  });

  it("cannot be broken out of by file bytes that look like a boundary", async () => {
    const bytes = Buffer.from('\r\n--tagcast-x--\r\nContent-Disposition: form-data; name="evil"\r\n\r\nx');
    const data = await parsed(encodeForm({}, fileOf(bytes)));
    expect([...data.keys()]).toEqual(["media"]);
  });

  it.each<[string, Readable | (() => Readable), RegExp]>([
    ["is longer than it said", Readable.from([Buffer.alloc(6), Buffer.alloc(5)]), /more than the 10 bytes/],
    ["is shorter than it said", Readable.from([Buffer.alloc(9)]), /1 bytes less than the 10/],
    ["gives text", Readable.from(["0123456789"]), /text, not bytes/],
    [
      "fails",
      new Readable({
        read() {
          this.destroy(Object.assign(new Error("ENOENT: no such file '/home/secret'"), { code: "ENOENT" }));
        },
      }),
      /^the file could not be read \(ENOENT\)$/,
    ],
    ["was closed before", Readable.from([Buffer.alloc(10)]).destroy(), /could not be read/],
  ])("fails as the file's fault where the file %s", async (_name, content, message) => {
    const form = encodeForm({}, fileOf(Buffer.alloc(10), { content: content as Readable }));
    const error = await buffer(form.body).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnreadableFileError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
  });

  it("sends no content type that would break its line", async () => {
    const media = (await parsed(encodeForm({}, fileOf(Buffer.alloc(1), { contentType: "image/png\r\nX-Evil: 1" })))).get("media");
    expect(media).toMatchObject({ type: "application/octet-stream" });
  });

  it("reads no further ahead than a few pieces while nobody takes them", async () => {
    let given = 0;
    const content = new Readable({
      read() {
        given += 64 * 1024;
        this.push(given > 10_000_000 ? null : Buffer.alloc(64 * 1024));
      },
    });
    const { body } = encodeForm({}, fileOf(Buffer.alloc(0), { size: 10_000_000, content }));
    body.read(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(given).toBeLessThan(1_000_000);
    body.destroy();
  });
});

describe("safeFileName", () => {
  it("keeps names that are harmless", () => {
    expect(safeFileName("中秋 海报 (1).jpeg")).toBe("中秋 海报 (1).jpeg");
  });

  it("is never empty, longer than 200 bytes, or out of its quotes, and keeps the extension", () => {
    fc.assert(
      fc.property(anyName, fc.nat(400), (name, times) => {
        const safe = safeFileName(`${name.repeat(times)}.mp4`);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
        expect(safe).toMatch(/^[^"\\/\p{Cc}]+\.mp4$/u);
      }),
    );
    expect(safeFileName("")).toBe("file");
    expect(safeFileName("../../etc/passwd")).toBe(".._.._etc_passwd");
  });
});
