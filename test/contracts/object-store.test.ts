import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { FolderObjectStore } from "../../src/platform/objects/folder-object-store.js";
import { ObjectLinks } from "../../src/platform/objects/object-links.js";
import { objectRoutes } from "../../src/server/index.js";
import { describeObjectStore } from "./object-store.js";

const BYTES = { contentType: "application/octet-stream", fileName: null };
let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tagcast-object-store-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

describeObjectStore("a folder, served at /objects", async () => {
  const links = new ObjectLinks(new Sealer(randomBytes(32)), () => new Date());
  const store = new FolderObjectStore(join(parent, "contract"), links);
  const app = fastify();
  objectRoutes(app, { objects: store, links });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  return { store, get: (url, init) => fetch(new URL(url, origin), init), close: () => app.close() };
});

describe("the object folder", () => {
  const links = { sign: () => "" };

  test("is for its owner only, and holds files of nothing but objects and drafts", async () => {
    const folder = join(parent, "modes");
    const store = new FolderObjectStore(folder, links);
    await store.put("a/b/c.csv", BYTES, Readable.from([Buffer.from("x")]));
    for (const path of [folder, join(folder, "a"), join(folder, "a", "b"), join(folder, "+drafts")]) {
      expect([path, (await stat(path)).mode & 0o077]).toEqual([path, 0]);
    }
    expect((await stat(join(folder, "a", "b", "c.csv+object"))).mode & 0o077).toBe(0);
    expect(await readdir(join(folder, "+drafts"))).toEqual([]);
    await writeFile(join(folder, "a", "notes.txt"), "somebody's");
    await mkdir(join(folder, "A strange folder"));
    expect((await store.list("", { after: null, limit: 9 })).map(({ key }) => key)).toEqual(["a/b/c.csv"]);
  });

  test("after a kill -9 in the middle of a put holds no half object, and the draft is swept once it is old", async () => {
    const folder = join(parent, "killed");
    const script = `
      import { FolderObjectStore } from ${JSON.stringify(new URL("../../src/platform/objects/folder-object-store.ts", import.meta.url).href)};
      const store = new FolderObjectStore(${JSON.stringify(folder)}, { sign: () => "" });
      async function* body() {
        for (let i = 0; i < 50; i++) yield Buffer.alloc(100_000, "secret ");
        process.kill(process.pid, "SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      await store.put("a/half", { contentType: "text/plain", fileName: null }, body());`;
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    await expect(run).rejects.toMatchObject({ signal: "SIGKILL" });

    const store = new FolderObjectStore(folder, links);
    expect(await store.stat("a/half")).toBeNull();
    expect(await store.list("", { after: null, limit: 9 })).toEqual([]);
    const [draft = ""] = await readdir(join(folder, "+drafts"));
    expect((await stat(join(folder, "+drafts", draft))).size).toBeGreaterThan(0);

    expect(await store.sweepDrafts(new Date())).toBe(0);
    const old = new Date(Date.now() - 20 * 60_000);
    await utimes(join(folder, "+drafts", draft), old, old);
    expect(await store.sweepDrafts(new Date())).toBe(1);
    expect(await readdir(join(folder, "+drafts"))).toEqual([]);
  });

  test("a put whose draft was taken from under it fails, and leaves nothing", async () => {
    const folder = join(parent, "taken");
    const store = new FolderObjectStore(folder, links);
    const body = async function* () {
      yield Buffer.alloc(100_000);
      for (const draft of await readdir(join(folder, "+drafts"))) await rm(join(folder, "+drafts", draft));
      yield Buffer.alloc(100_000);
    };
    await expect(store.put("a", BYTES, body())).rejects.toMatchObject({ code: "ENOENT" });
    expect(await store.stat("a")).toBeNull();
  });

  test("needs no folder before the first put", async () => {
    const folder = join(parent, "not", "yet");
    const store = new FolderObjectStore(folder, links);
    expect([await store.stat("a"), await store.list("", { after: null, limit: 1 }), await store.sweepDrafts(new Date())]).toEqual([
      null,
      [],
      0,
    ]);
    await store.delete("a");
    expect(existsSync(folder)).toBe(false);
  });

  test("says that a file is damaged instead of serving it", async () => {
    const folder = join(parent, "damaged");
    await mkdir(folder);
    await writeFile(join(folder, "a+object"), "not ours");
    await expect(new FolderObjectStore(folder, links).open("a")).rejects.toThrow("damaged");
  });
});
