import { createHash, randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PostgresUploadStore } from "../../src/materials/adapters/postgres-upload-store.js";
import { StoredMaterialFiles } from "../../src/materials/adapters/stored-material-files.js";
import { MaterialFileSweeper } from "../../src/materials/index.js";
import type { WeChatClient } from "../../src/wechat/index.js";
import {
  MATERIAL,
  type Material,
  materialsOf,
  putChunked,
  putFile,
  streamOf,
  syncMaterials,
  uploadByKey,
  uploadDirect,
  wechatOf,
} from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const ADD = "/cgi-bin/material/add_material";
const KINDS = ["IMAGE", "VOICE", "VIDEO", "THUMB"] as const;
type Kind = (typeof KINDS)[number];

let world: World;
let operator: Client;
let wechat: WeChatClient;
beforeAll(async () => {
  world = await createWorld({ followers: 10, seeded: false });
  operator = await world.operator(Role.OPERATOR);
  wechat = await wechatOf(world);
});
afterAll(() => world.close());
afterEach(() => world.simulator.faults.clear());

const stored = async () =>
  (await readdir(join(world.objectFolder, "materials", String(world.tenant.id))).catch(() => [])).filter((name) =>
    name.endsWith("+object"),
  );
const upload = (kind: Kind, fileName: string, bytes: Buffer, more: object = {}) =>
  uploadDirect(operator, { kind, fileName, ...more }, bytes);
const refused = async (kind: Kind, fileName: string, bytes: Buffer) => {
  const before = [await stored(), world.simulator.calls.count(ADD)];
  const answer = await upload(kind, fileName, bytes);
  expect([await stored(), world.simulator.calls.count(ADD)]).toEqual(before);
  return answer;
};
const of = (answer: { data?: Record<string, unknown> | null; errors?: unknown }) => {
  if (!answer.data?.uploadMaterial) throw new Error(JSON.stringify(answer.errors));
  return answer.data.uploadMaterial as Material;
};

describe("uploadMaterial", () => {
  test.each([
    ["IMAGE", "png", mediaFiles.png()],
    ["IMAGE", "jpg", mediaFiles.jpg()],
    ["IMAGE", "gif", mediaFiles.gif()],
    ["IMAGE", "bmp", mediaFiles.bmp()],
    ["VOICE", "mp3", mediaFiles.mp3()],
    ["VOICE", "amr", mediaFiles.amr()],
    ["VOICE", "wav", mediaFiles.wav()],
    ["VOICE", "wma", mediaFiles.wma()],
    ["VIDEO", "mp4", mediaFiles.mp4()],
    ["THUMB", "jpg", mediaFiles.jpg()],
  ] as const)("takes a %s of type %s to WeChat, byte by byte, and keeps the file", async (kind, ending, bytes) => {
    const material = of(await upload(kind, `店庆.${ending}`, bytes));
    expect(material).toMatchObject({ kind, title: `店庆.${ending}`, mediaId: expect.any(String), removedAt: null });
    expect([material.usableInMassSend, material.reason === null]).toEqual(kind === "THUMB" ? [false, false] : [true, true]);
    const there = await wechat.getMaterial(material.mediaId ?? "");
    if (there.kind === "FILE") expect((await buffer(there.content)).equals(bytes)).toBe(true);
    else expect(there).toMatchObject({ kind: "VIDEO", title: `店庆.${ending}` });
    const file = await world.app.core.objects.open((await objectKeyOf(material.id)) ?? "");
    expect(file && (await buffer(file.body)).equals(bytes)).toBe(true);
    expect((await materialsOf(operator)).filter(({ id }) => id === material.id)).toEqual([material]);
    const linked = await fetch(world.url + (await fileUrlOf(material.id)));
    expect([linked.headers.get("content-type"), Buffer.from(await linked.arrayBuffer()).equals(bytes)]).toEqual([
      file?.info.contentType,
      true,
    ]);
  });

  test.each([
    ["a name that says another type", "holiday.gif", "png", mediaFiles.png()],
    ["a name without an ending", "holiday", "jpg", mediaFiles.jpg()],
    ["a name of another kind altogether", "holiday.mp4", "png", mediaFiles.png()],
  ])("puts %s right, by the content", async (_what, fileName, ending, bytes) => {
    const { mediaId } = of(await upload("IMAGE", fileName, bytes));
    const { items } = await wechat.listMaterials("IMAGE", 0, 20);
    expect(items.find((item) => item.mediaId === mediaId)?.name).toBe(`holiday.${ending}`);
  });

  test.each([
    ["IMAGE", "a.png", mediaFiles.mp4(), "type mp4"],
    ["IMAGE", "a.jpg", mediaFiles.webp(), "type webp"],
    ["IMAGE", "a.png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "no type that is known"],
    ["VOICE", "a.mp3", mediaFiles.png(), "type png"],
    ["VIDEO", "a.mp4", mediaFiles.mov(), "type mov"],
    ["VIDEO", "a.mp4", Buffer.from("GIF89a, or so it begins\n"), "type gif"],
    ["VIDEO", "a.mp4", mediaFiles.pdf(), "type pdf"],
    ["THUMB", "a.jpg", mediaFiles.png(), "type png"],
    ["THUMB", "a.jpg", mediaFiles.jpg(64 * 1_024), "65536 bytes"],
    ["IMAGE", "a.png", Buffer.alloc(0), "is empty"],
  ] as const)("refuses as %s a file %s that is something else, and keeps nothing of it (%#)", async (kind, fileName, bytes, says) => {
    const { code, errors } = await refused(kind, fileName, bytes);
    expect([code, errors?.[0]?.extensions?.field]).toEqual(["BAD_USER_INPUT", "input.dataUrl"]);
    expect(errors?.[0]?.message).toContain(says);
  });

  test("wants exactly one source, in the right form, and no articles", async () => {
    const ask = (input: object) =>
      operator.ask(`mutation($input: UploadMaterialInput!) { uploadMaterial(input: $input) { ${MATERIAL} } }`, {
        input: { kind: "IMAGE", fileName: "a.png", ...input },
      });
    const dataUrl = `data:image/png;base64,${mediaFiles.png().toString("base64")}`;
    const faults: [object, string][] = [
      [{}, "input.dataUrl"],
      [{ dataUrl, objectKey: "uploads/1/x" }, "input.objectKey"],
      [{ dataUrl: "data:image/png,plain" }, "input.dataUrl"],
      [{ dataUrl: "https://example.com/a.png" }, "input.dataUrl"],
      [{ dataUrl: "data:;base64,a" }, "input.dataUrl"],
      [{ dataUrl, kind: "NEWS" }, "input.kind"],
      [{ dataUrl, fileName: " " }, "input.fileName"],
      [{ dataUrl, fileName: "x".repeat(101) }, "input.fileName"],
      [{ dataUrl, title: "x".repeat(65) }, "input.title"],
      [{ dataUrl, description: "x".repeat(121) }, "input.description"],
    ];
    for (const [input, field] of faults) {
      const { code, errors } = await ask(input);
      expect([input, code, errors?.[0]?.extensions?.field]).toEqual([input, "BAD_USER_INPUT", field]);
    }
    for (const objectKey of [
      "",
      "exports/1/x.csv",
      "../../etc/passwd",
      `uploads/${world.tenant.id}/${randomUUID()}`,
      `uploads/9999/${randomUUID()}`,
    ]) {
      expect([objectKey, (await ask({ objectKey })).code]).toEqual([objectKey, "NOT_FOUND"]);
    }
  });

  test("the same upload again is the same material, however often and at once; another title is another one", async () => {
    const bytes = mediaFiles.png();
    const before = world.simulator.calls.count(ADD);
    const answers = await Promise.all([1, 2, 3].map(() => upload("IMAGE", "once.png", bytes)));
    const ids = new Set(answers.map((answer) => of(answer).id));
    expect([ids.size, world.simulator.calls.count(ADD)]).toEqual([1, before + 1]);
    expect([...ids]).toContain(of(await upload("IMAGE", "once.png", bytes)).id);
    expect(ids.has(of(await upload("IMAGE", "once.png", bytes, { title: "又一张" })).id)).toBe(false);
  });
});

describe("what goes wrong on the way to WeChat", () => {
  const named = async (name: string) => (await materialsOf(operator)).filter(({ title }) => title === name);

  test("a refusal keeps the file here, says why, and the next try needs no other", async () => {
    world.simulator.faults.order({ path: ADD, kind: "errcode", errcode: 45074, errmsg: "material list size out of limit" });
    const bytes = mediaFiles.png();
    const answer = await upload("IMAGE", "full.png", bytes);
    expect([answer.code, answer.errors?.[0]?.extensions?.errcode]).toEqual(["WECHAT_API_ERROR", 45074]);
    const [kept] = await named("full.png");
    expect(kept).toMatchObject({ mediaId: null, usableInMassSend: false, reason: expect.stringContaining("upload the file again") });
    expect(await world.app.core.objects.stat((await objectKeyOf(kept?.id ?? "")) ?? "")).not.toBeNull();
    expect(of(await upload("IMAGE", "full.png", bytes))).toMatchObject({ id: kept?.id, usableInMassSend: true });
  });

  test("a video that WeChat's library has no room for can be mass-sent all the same", async () => {
    world.simulator.faults.order({ path: ADD, kind: "errcode", errcode: 45074, errmsg: "material list size out of limit" });
    expect((await upload("VIDEO", "full.mp4", mediaFiles.mp4())).code).toBe("WECHAT_API_ERROR");
    expect(await named("full.mp4")).toMatchObject([{ mediaId: null, usableInMassSend: true, reason: null }]);
  });

  test.each([
    ["IMAGE", "lost.png", mediaFiles.png()],
    ["VIDEO", "lost.mp4", mediaFiles.mp4()],
    ["VOICE", "lost.mp3", mediaFiles.mp3()],
  ] as const)("a lost answer: the next try of a %s finds what WeChat took, and takes nothing twice", async (kind, name, bytes) => {
    world.simulator.faults.order({ path: ADD, kind: "reset-after" });
    expect((await upload(kind, name, bytes)).code).toBe("UNAVAILABLE");
    const before = await listedAtWeChat(kind);
    const again = of(await upload(kind, name, bytes));
    expect(again).toMatchObject({ title: name, usableInMassSend: true });
    expect(await listedAtWeChat(kind)).toEqual(before);
    expect(before).toContain(again.mediaId);
  });

  test("a lost answer, and another picture of that name there: it is told by its bytes", async () => {
    const [mine, theirs] = [mediaFiles.png(), mediaFiles.png()];
    world.simulator.faults.order({ path: ADD, kind: "reset-before" });
    expect((await upload("IMAGE", "same.png", mine)).code).toBe("UNAVAILABLE");
    const other = (
      await wechat.addMaterial("IMAGE", {
        fileName: "same.png",
        contentType: "image/png",
        size: theirs.length,
        content: () => streamOf(theirs),
      })
    ).mediaId;
    const { mediaId } = of(await upload("IMAGE", "same.png", mine));
    expect(mediaId).not.toBe(other);
    const there = await wechat.getMaterial(mediaId ?? "");
    expect(there.kind === "FILE" && (await buffer(there.content)).equals(mine)).toBe(true);
  });

  test("found by a sync before the next try, it stays one material, under the id that the sync gave it", async () => {
    world.simulator.faults.order({ path: ADD, kind: "reset-after" });
    const bytes = mediaFiles.png();
    expect((await upload("IMAGE", "synced.png", bytes)).code).toBe("UNAVAILABLE");
    await syncMaterials(operator);
    const synced = (await named("synced.png")).find(({ mediaId }) => mediaId !== null);
    const again = of(await upload("IMAGE", "synced.png", bytes));
    expect(again).toMatchObject({ id: synced?.id, mediaId: synced?.mediaId });
    expect(await named("synced.png")).toHaveLength(1);
    expect(of(await upload("IMAGE", "synced.png", bytes)).id).toBe(synced?.id);
  });

  test("deleted at WeChat, the same upload puts it there again, under the same id here", async () => {
    const bytes = mediaFiles.png();
    const first = of(await upload("IMAGE", "again.png", bytes));
    await wechat.deleteMaterial(first.mediaId ?? "");
    await syncMaterials(operator);
    expect(await named("again.png")).toMatchObject([{ usableInMassSend: false, reason: expect.stringContaining("upload the file again") }]);
    const second = of(await upload("IMAGE", "again.png", bytes));
    expect(second).toMatchObject({ id: first.id, usableInMassSend: true, removedAt: null });
    expect(second.mediaId).not.toBe(first.mediaId);
  });
});

describe("createUpload", () => {
  const CREATE =
    'mutation($kind: MaterialKind!, $bytes: Int!) { createUpload(kind: $kind, fileName: "大.mp4", bytes: $bytes) { objectKey url expiresAt maxBytes } }';

  test("a video of nearly 10 MB goes by a link, streamed, and becomes a material", async () => {
    const bytes = mediaFiles.mp4(10 * 1_024 * 1_024 - 100);
    const { material, objectKey } = await uploadByKey(
      world,
      operator,
      { kind: "VIDEO", fileName: "大.mp4", title: "开业", description: "三天" },
      bytes,
    );
    expect(material).toMatchObject({ kind: "VIDEO", title: "开业", usableInMassSend: true });
    const file = await world.app.core.objects.open((await objectKeyOf(material.id)) ?? "");
    const sha = (content: Buffer) => createHash("sha256").update(content).digest("hex");
    expect(file && sha(await buffer(file.body))).toBe(sha(bytes));
    expect(await wechat.getMaterial(material.mediaId ?? "")).toMatchObject({ title: "开业", description: "三天" });
    // Named again (the answer was lost), it is the same.
    const again = await operator.ask(`mutation($input: UploadMaterialInput!) { uploadMaterial(input: $input) { ${MATERIAL} } }`, {
      input: { kind: "VIDEO", fileName: "大.mp4", title: "开业", description: "三天", objectKey },
    });
    expect(of(again).id).toBe(material.id);
  });

  test("a link takes its file once, no larger than said, until its time, and nothing else", async () => {
    const bytes = mediaFiles.jpg(1_000);
    const { createUpload: link } = await operator.get<{ createUpload: { objectKey: string; url: string; maxBytes: number } }>(CREATE, {
      ...{ kind: "IMAGE", bytes: 2_000 },
    });
    expect(link.maxBytes).toBe(2_000);
    const put = (url: string, body: Buffer, headers = {}) => putFile(world, url, body, headers);
    expect(await put(link.url, Buffer.alloc(2_001))).toBe(413);
    expect(await putChunked(world, link.url, [Buffer.alloc(1_500), Buffer.alloc(1_500)])).toBe(413);
    for (const url of [
      link.url.replace("bytes=2000", "bytes=2001"),
      link.url.replace("uploads/", "materials/"),
      link.url.replace(/signature=./, "signature="),
      link.url.split("?")[0] ?? "",
    ]) {
      expect([url, await put(url, bytes)]).toEqual([url, 403]);
    }
    const expired = world.app.core.objectLinks.signUpload(link.objectKey, 2_000, new Date(Date.now() - 1_000));
    expect(await put(expired, bytes)).toBe(410);
    const download = await world.app.core.objects.signedUrl(link.objectKey, new Date(Date.now() + 60_000));
    expect(await put(download, bytes)).toBe(403);
    expect((await fetch(`${world.url}${link.url}`)).status).toBe(403);
    expect(await world.app.core.objects.stat(link.objectKey)).toBeNull();
    expect(await put(link.url, bytes, { "content-type": "application/json" })).toBe(201);
    expect(await put(link.url, mediaFiles.jpg())).toBe(409);
    const file = await world.app.core.objects.open(link.objectKey);
    expect(file && (await buffer(file.body)).equals(bytes)).toBe(true);
  });

  test("refuses sizes beyond WeChat's and kinds that are no files", async () => {
    const faults: [string, number, string][] = [
      ["VIDEO", 10 * 1_024 * 1_024 + 1, "bytes"],
      ["VOICE", 5 * 1_024 * 1_024 + 1, "bytes"],
      ["THUMB", 64 * 1_024 + 1, "bytes"],
      ["IMAGE", 0, "bytes"],
      ["NEWS", 1, "kind"],
    ];
    for (const [kind, bytes, field] of faults) {
      const { code, errors } = await operator.ask(CREATE, { kind, bytes });
      expect([kind, code, errors?.[0]?.extensions?.field]).toEqual([kind, "BAD_USER_INPUT", field]);
    }
    expect((await (await world.operator(Role.VIEWER)).ask(CREATE, { kind: "IMAGE", bytes: 9 })).code).toBe("FORBIDDEN");
  });

  test("another tenant's file is not found", async () => {
    const { objectKey } = await uploadByKey(world, operator, { kind: "IMAGE", fileName: "mine.png" }, mediaFiles.png());
    const stranger = await world.stranger(Role.ADMIN);
    const { code } = await stranger.ask(`mutation($input: UploadMaterialInput!) { uploadMaterial(input: $input) { id } }`, {
      input: { kind: "IMAGE", fileName: "mine.png", objectKey },
    });
    expect(code).toBe("NOT_FOUND");
  });
});

describe("the sweep of files", () => {
  test("deletes after a day what became no material and what no row knows, and nothing else", async () => {
    const { objects, objectLinks, database, accounts } = world.app.core;
    const files = new StoredMaterialFiles(objects, objectLinks);
    const sweepAt = (time: number) =>
      new MaterialFileSweeper(files, new PostgresUploadStore(database, accounts.auditIn), () => new Date(time)).sweep();
    const { objectKey, material } = await uploadByKey(world, operator, { kind: "IMAGE", fileName: "kept.png" }, mediaFiles.png());
    const stray = `materials/${world.tenant.id}/${randomUUID()}.png`;
    await files.put(stray, { contentType: "image/png", fileName: "a.png" }, streamOf(mediaFiles.png()));
    expect(await sweepAt(Date.now())).toBe(0);
    expect(await sweepAt(Date.now() + 25 * 3_600_000)).toBeGreaterThanOrEqual(2);
    expect([await files.exists(objectKey), await files.exists(stray)]).toEqual([false, false]);
    const { rows } = await world.test.database.pool.query<{ key: string }>(
      "SELECT object_key AS key FROM material WHERE object_key IS NOT NULL",
    );
    expect(rows.map(({ key }) => key)).toContain(await objectKeyOf(material.id));
    for (const { key } of rows) expect([key, await files.exists(key)]).toEqual([key, true]);
  });
});

async function objectKeyOf(id: string): Promise<string | undefined> {
  const { rows } = await world.test.database.pool.query<{ object_key: string }>("SELECT object_key FROM material WHERE id = $1", [id]);
  return rows[0]?.object_key;
}

async function fileUrlOf(id: string): Promise<string> {
  const { materials } = await operator.get<{ materials: { edges: { node: { id: string; fileUrl: string | null } }[] } }>(
    "{ materials(first: 200) { edges { node { id fileUrl } } } }",
  );
  return materials.edges.find(({ node }) => node.id === id)?.node.fileUrl ?? "";
}

async function listedAtWeChat(kind: "IMAGE" | "VOICE" | "VIDEO"): Promise<string[]> {
  return (await wechat.listMaterials(kind, 0, 20)).items.map(({ mediaId }) => mediaId).sort();
}
