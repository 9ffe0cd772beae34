import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setImmediate as tick } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ObjectContent, ObjectStore } from "../../src/platform/objects/object-store.port.js";

export interface ObjectStoreUnderTest {
  /** Empty. */
  store: ObjectStore;
  /** GETs what `signedUrl` gave, as a browser would. */
  get(url: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

const CSV: ObjectContent = { contentType: "text/csv; charset=utf-8", fileName: "用户 “1”.csv" };
const BYTES: ObjectContent = { contentType: "application/octet-stream", fileName: null };
const inAnHour = () => new Date(Date.now() + 3_600_000);
const pieces = (...texts: (string | Uint8Array)[]) => Readable.from(texts.map((text) => Buffer.from(text)));

/** What every adapter of the ObjectStore port promises. */
export function describeObjectStore(name: string, open: () => Promise<ObjectStoreUnderTest>): void {
  describe(`ObjectStore: ${name}`, () => {
    let under: ObjectStoreUnderTest;
    let store: ObjectStore;
    let folders = 0;
    const fresh = () => `contract/${folders++}/`;
    beforeAll(async () => {
      under = await open();
      store = under.store;
    });
    afterAll(() => under.close());

    const read = async (key: string, range?: { start: number; end: number }) => {
      const opened = await store.open(key, range);
      return opened && buffer(opened.body);
    };
    const text = async (key: string, range?: { start: number; end: number }) => (await read(key, range))?.toString() ?? null;

    test("gives back what was put, with its type and name", async () => {
      const key = `${fresh()}a.csv`;
      const info = await store.put(key, CSV, pieces("openid\r\n", "o1\r\n"));
      expect(info).toEqual({ ...CSV, key, bytes: 12, etag: expect.any(String) });
      expect(await store.stat(key)).toEqual(info);
      const opened = await store.open(key);
      expect(opened?.info).toEqual(info);
      expect((await buffer(opened?.body ?? Readable.from([]))).toString()).toBe("openid\r\no1\r\n");
    });

    test("keeps any bytes, also none and many", async () => {
      const key = `${fresh()}bytes`;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.uint8Array(), fc.integer({ min: 0, max: 5_000 })), { maxLength: 4 }), async (patterns) => {
          const parts = patterns.map(([pattern, times]) => Buffer.concat(Array.from({ length: times }, () => pattern)));
          const whole = Buffer.concat(parts);
          expect((await store.put(key, BYTES, pieces(...parts))).bytes).toBe(whole.length);
          expect(await read(key)).toEqual(whole);
        }),
        { numRuns: 20 },
      );
      const many = Buffer.alloc(300_000, "0123456789");
      await store.put(key, BYTES, pieces(...Array.from({ length: 30 }, () => many)));
      expect((await read(key))?.equals(Buffer.concat(Array.from({ length: 30 }, () => many)))).toBe(true);
    });

    test("reads a range, both ends included", async () => {
      const key = `${fresh()}range`;
      await store.put(key, BYTES, pieces("0123", "456789"));
      expect(await text(key, { start: 0, end: 0 })).toBe("0");
      expect(await text(key, { start: 3, end: 5 })).toBe("345");
      expect(await text(key, { start: 9, end: 9 })).toBe("9");
      const opened = await store.open(key, { start: 1, end: 2 });
      opened?.body.destroy();
      expect(opened?.info.bytes).toBe(10);
    });

    test("says null of what is not there", async () => {
      const folder = fresh();
      await store.put(`${folder}a/b`, BYTES, pieces("x"));
      for (const key of [`${folder}a`, `${folder}a/b/c`, `${folder}a/c`, `${folder}nothing`]) {
        expect([key, await store.stat(key), await store.open(key)]).toEqual([key, null, null]);
      }
    });

    test("keeps a key beside keys below it", async () => {
      const folder = fresh();
      await store.put(`${folder}a`, BYTES, pieces("above"));
      await store.put(`${folder}a/b`, BYTES, pieces("below"));
      await store.put(`${folder}a.object/b`, BYTES, pieces("beside"));
      expect([await text(`${folder}a`), await text(`${folder}a/b`)]).toEqual(["above", "below"]);
    });

    test("deletes, and deletes nothing without complaint", async () => {
      const key = `${fresh()}gone`;
      await store.put(key, BYTES, pieces("x"));
      await store.delete(key);
      expect(await store.stat(key)).toBeNull();
      await store.delete(key);
      await store.delete(`${fresh()}never/was/there`);
    });

    test("replaces whole: who opened before reads the old to its end, and the etag is another", async () => {
      const key = `${fresh()}replaced`;
      const old = Buffer.alloc(500_000, "old ");
      const before = await store.put(key, BYTES, pieces(old));
      const opened = await store.open(key);
      const after = await store.put(key, CSV, pieces("new"));
      expect((await buffer(opened?.body ?? Readable.from([]))).equals(old)).toBe(true);
      expect(await text(key)).toBe("new");
      expect(after.etag).not.toBe(before.etag);
      expect(await store.stat(key)).toEqual(after);
    });

    test("a body that fails leaves nothing, and what was there before", async () => {
      const folder = fresh();
      const failing = async function* () {
        yield Buffer.alloc(100_000);
        await tick();
        throw new Error("the source broke");
      };
      await expect(store.put(`${folder}new`, BYTES, failing())).rejects.toThrow("the source broke");
      await store.put(`${folder}old`, BYTES, pieces("as it was"));
      await expect(store.put(`${folder}old`, BYTES, failing())).rejects.toThrow("the source broke");
      expect((await store.list(folder, { after: null, limit: 10 })).map(({ key }) => key)).toEqual([`${folder}old`]);
      expect(await text(`${folder}old`)).toBe("as it was");
    });

    test("shows nothing of an object before it is whole, and asks its source only for what it can take", async () => {
      const key = `${fresh()}slow`;
      const gate = Promise.withResolvers<void>();
      let asked = 0;
      const body = async function* () {
        for (; asked < 3; asked++) yield Buffer.alloc(1_000_000, "x");
        await gate.promise;
        yield Buffer.from("end");
      };
      const put = store.put(key, BYTES, body());
      while (asked < 3) await tick();
      expect([await store.stat(key), await store.open(key)]).toEqual([null, null]);
      gate.resolve();
      expect((await put).bytes).toBe(3_000_003);
    });

    test("two who put at once leave one of the two, whole", async () => {
      const key = `${fresh()}both`;
      const [a, b] = [Buffer.alloc(400_000, "a"), Buffer.alloc(300_000, "b")];
      await Promise.all([store.put(key, BYTES, pieces(a)), store.put(key, BYTES, pieces(b))]);
      const whole = await read(key);
      expect([a, b].some((one) => whole?.equals(one))).toBe(true);
    });

    test("lists by prefix in the order of keys, page by page, as a sorted list of keys would", async () => {
      const folder = fresh();
      const segment = fc.constantFrom("a", "a-b", "a.b", "a0", "ab", "b", "a_", "0");
      const keys = fc.uniqueArray(
        fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
        { minLength: 1, maxLength: 25 },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          keys,
          fc.constantFrom("", "a", "a/", "a/a", "b/0", "a-"),
          fc.integer({ min: 1, max: 7 }),
          async (names, prefix, limit) => {
            const here = `${folder}${round++}/`;
            for (const name of names) await store.put(here + name, BYTES, pieces(name));
            const expected = names.filter((name) => name.startsWith(prefix)).sort((x, y) => (x < y ? -1 : 1));
            const seen: string[] = [];
            for (let after: string | null = null; ; ) {
              const page = await store.list(here + prefix, { after, limit });
              expect(page.length).toBeLessThanOrEqual(limit);
              for (const { key, bytes, storedAt } of page) {
                expect(bytes).toBe(key.length - here.length);
                expect(Math.abs(Date.now() - storedAt.getTime())).toBeLessThan(600_000);
                seen.push(key.slice(here.length));
              }
              if (page.length < limit) break;
              after = page.at(-1)?.key ?? null;
            }
            expect(seen).toEqual(expected);
          },
        ),
        { numRuns: 25 },
      );
      expect(await store.list("nothing/here/", { after: null, limit: 5 })).toEqual([]);
    });

    const notKeys = [
      "",
      "/",
      "/a",
      "a/",
      "a//b",
      "..",
      "a/..",
      "../a",
      "a/../b",
      ".",
      ".a",
      "a/.b",
      "a\0b",
      "A",
      "a b",
      "a\\b",
      "ключ",
      "a\n",
      "-a",
    ];
    test.each([...notKeys, "a".repeat(129), `${"a/".repeat(300)}a`, "c:/a", "a+object", "%2e%2e/a"])("takes no key %j", async (key) => {
      await expect(store.put(key, BYTES, pieces("x"))).rejects.toThrow(TypeError);
      await expect(store.stat(key)).rejects.toThrow(TypeError);
      await expect(store.open(key)).rejects.toThrow(TypeError);
      await expect(store.delete(key)).rejects.toThrow(TypeError);
      await expect(store.signedUrl(key, inAnHour())).rejects.toThrow(TypeError);
    });

    describe("a signed address", () => {
      const stored = async () => {
        const key = `${fresh()}signed.csv`;
        await store.put(key, CSV, pieces("0123456789"));
        return { key, url: await store.signedUrl(key, inAnHour()) };
      };

      test("gives the object as an attachment under its name", async () => {
        const answer = await under.get((await stored()).url);
        expect(answer.status).toBe(200);
        expect(answer.headers.get("content-type")).toBe(CSV.contentType);
        const disposition = answer.headers.get("content-disposition") ?? "";
        expect(disposition).toMatch(/^attachment;/);
        expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent(CSV.fileName ?? "")}`);
        expect(await answer.text()).toBe("0123456789");
      });

      test("gives a range, so that a broken download can go on", async () => {
        const { url } = await stored();
        const answer = await under.get(url, { headers: { range: "bytes=4-" } });
        expect([answer.status, answer.headers.get("content-range"), await answer.text()]).toEqual([206, "bytes 4-9/10", "456789"]);
      });

      test("is refused when altered anywhere, or used for another object", async () => {
        const [one, other] = [await stored(), await stored()];
        const swapped = one.url.replace(one.key, other.key);
        const later = one.url.replace(/(expires=)(\d+)/i, (_, name: string, at: string) => name + String(Number(at) + 60));
        const signed = /(signature=)([^&]+)/i.exec(one.url)?.[2] ?? "";
        const forged = one.url.replace(
          signed,
          signed.replace(/^./, (first) => (first === "A" ? "B" : "A")),
        );
        for (const url of [swapped, later, forged]) {
          expect(url).not.toBe(one.url);
          const answer = await under.get(url);
          expect([url, answer.status]).toEqual([url, 403]);
          expect(await answer.text()).not.toContain("0123456789");
        }
      });

      test("gives nothing after its time", async () => {
        const { key } = await stored();
        const answer = await under.get(await store.signedUrl(key, new Date(Date.now() - 2_000)));
        // S3 says 403, too.
        expect([403, 410]).toContain(answer.status);
        expect(await answer.text()).not.toContain("0123456789");
      });

      test("of an object that is gone is 404", async () => {
        const { key, url } = await stored();
        await store.delete(key);
        expect((await under.get(url)).status).toBe(404);
      });
    });
  });
}
