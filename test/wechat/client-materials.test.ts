import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { MediaKind, UploadFile } from "../../src/wechat/index.js";
import { failure, useClientBench } from "./client-bench.js";

const ADD = "/cgi-bin/material/add_material";
const LIST = "/cgi-bin/material/batchget_material";
const GET = "/cgi-bin/material/get_material";
const UPDATED = 1_700_000_000;
const AT = new Date(UPDATED * 1_000);
const bench = useClientBench();

function fileOf(text: string, size = text.length): UploadFile {
  return { fileName: "海报.jpg", contentType: "image/jpeg", size, content: Readable.from([Buffer.from(text)]) };
}

/** What arrived in the last upload, read by Node's parser. */
async function formAt(path: string): Promise<FormData> {
  const call = bench.wechat.callsTo(path).at(-1);
  return new Response(call?.body, { headers: { "content-type": call?.contentType ?? "" } }).formData();
}

describe("uploads", () => {
  it.each<[MediaKind, string]>([
    ["IMAGE", "image"],
    ["VOICE", "voice"],
    ["VIDEO", "video"],
  ])("of a temporary %s say type=%s", async (kind, type) => {
    bench.wechat.replies("/cgi-bin/media/upload", { type, media_id: "m", created_at: UPDATED });
    expect(await bench.client.uploadTemporary(kind, fileOf("bytes"))).toEqual({ mediaId: "m", createdAt: AT });
    expect(bench.wechat.callsTo("/cgi-bin/media/upload")[0]?.query.get("type")).toBe(type);
    const media = (await formAt("/cgi-bin/media/upload")).get("media");
    if (!(media instanceof File)) throw new Error("no file arrived");
    expect([media.name, media.type, await media.text()]).toEqual(["海报.jpg", "image/jpeg", "bytes"]);
  });

  it("of a thumb find its id under either name", async () => {
    bench.wechat.replies("/cgi-bin/media/upload", { type: "thumb", thumb_media_id: "t", created_at: UPDATED });
    expect((await bench.client.uploadTemporary("THUMB", fileOf("x"))).mediaId).toBe("t");
    bench.wechat.replies("/cgi-bin/media/upload", { type: "thumb", created_at: UPDATED });
    expect(await failure(bench.client.uploadTemporary("THUMB", fileOf("x")))).toMatchObject({ kind: "unclear" });
  });

  it("of a permanent video carry its description", async () => {
    bench.wechat.replies(ADD, { media_id: "m", url: "" });
    const video = { title: "片名", introduction: '"x" \\ 👋' };
    expect(await bench.client.addMaterial("VIDEO", fileOf("film"), video)).toEqual({ mediaId: "m", url: null });
    expect(JSON.parse(String((await formAt(ADD)).get("description")))).toEqual(video);
  });

  it("of a permanent image answer with its address", async () => {
    bench.wechat.replies(ADD, { media_id: "m", url: "http://mmbiz.qpic.cn/x", item: [] });
    expect(await bench.client.addMaterial("IMAGE", fileOf("x"))).toEqual({ mediaId: "m", url: "http://mmbiz.qpic.cn/x" });
    bench.wechat.replies("/cgi-bin/media/uploadimg", { url: "http://mmbiz.qpic.cn/y" });
    expect(await bench.client.uploadArticleImage(fileOf("x"))).toBe("http://mmbiz.qpic.cn/y");
  });

  it("that WeChat would refuse are not made", async () => {
    const MIB = 1024 * 1024;
    const refused = [
      bench.client.uploadTemporary("IMAGE", fileOf("x", 10 * MIB + 1)),
      bench.client.uploadTemporary("VOICE", fileOf("x", 2 * MIB + 1)),
      bench.client.uploadTemporary("THUMB", fileOf("x", 64 * 1024 + 1)),
      bench.client.uploadTemporary("IMAGE", fileOf("")),
      bench.client.uploadTemporary("IMAGE", fileOf("x", Number.NaN)),
      bench.client.uploadArticleImage(fileOf("x", MIB + 1)),
      bench.client.addMaterial("VIDEO", fileOf("x")),
      bench.client.addMaterial("IMAGE", fileOf("x"), { title: "t", introduction: "" }),
    ];
    for (const call of refused) expect(await failure(call)).toMatchObject({ kind: "invalid", errcode: null });
    expect(bench.wechat.calls).toEqual([]);
  });
});

describe("materials", () => {
  it("are counted and deleted", async () => {
    bench.wechat.replies("/cgi-bin/material/get_materialcount", { voice_count: 1, video_count: 2, image_count: 3, news_count: "4" });
    expect(await bench.client.countMaterials()).toEqual({ image: 3, voice: 1, video: 2, news: 4 });
    bench.wechat.replies("/cgi-bin/material/del_material", {
      errcode: 48005,
      errmsg: "forbid to delete material used by auto-reply or menu",
    });
    expect(await failure(bench.client.deleteMaterial("m"))).toMatchObject({ kind: "invalid", errcode: 48005 });
  });

  it("are listed by kind", async () => {
    const item = [{ media_id: "m", name: "a.jpg", update_time: UPDATED, url: "http://x", tags: [] }];
    bench.wechat.replies(LIST, { item, total_count: 21, item_count: 1 });
    expect(await bench.client.listMaterials("IMAGE", 20, 20)).toEqual({
      total: 21,
      items: [{ mediaId: "m", name: "a.jpg", updatedAt: AT, url: "http://x" }],
    });
    const news = [{ media_id: "n", content: { news_item: [{ title: "t" }], create_time: 1, update_time: 2 }, update_time: UPDATED }];
    bench.wechat.replies(LIST, { item: news, total_count: 1, item_count: 1 });
    expect(await bench.client.listNewsMaterials(0, 1)).toMatchObject({
      total: 1,
      items: [{ mediaId: "n", updatedAt: AT, articles: [{ title: "t", url: null }] }],
    });
    expect(bench.wechat.callsTo(LIST).map(({ body }) => JSON.parse(body))).toEqual([
      { type: "image", offset: 20, count: 20 },
      { type: "news", offset: 0, count: 1 },
    ]);
  });

  it("are got as articles, as the address of a video, or as bytes", async () => {
    bench.wechat.replies(GET, { news_item: [{ title: "t", thumb_media_id: "x" }] });
    expect(await bench.client.getMaterial("m")).toMatchObject({ kind: "NEWS", articles: [{ title: "t", thumbMediaId: "x" }] });
    bench.wechat.replies(GET, { title: "t", description: "d", down_url: "http://v" });
    expect(await bench.client.getMaterial("m")).toEqual({ kind: "VIDEO", title: "t", description: "d", downloadUrl: "http://v" });
    bench.wechat.onRaw(GET, (_request, response) => response.setHeader("content-type", "image/png").end("bytes"));
    const image = await bench.client.getMaterial("m");
    if (image.kind !== "FILE") throw new Error("no file");
    expect(String(await buffer(image.content))).toBe("bytes");
  });

  it("of pages that WeChat would refuse are not asked for", async () => {
    for (const [offset, count] of [
      [0, 0],
      [0, 21],
      [-1, 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      for (const call of [
        bench.client.listMaterials("IMAGE", offset, count),
        bench.client.listNewsMaterials(offset, count),
        bench.client.listDrafts(offset, count, true),
        bench.client.listPublished(offset, count, true),
      ])
        expect(await failure(call)).toMatchObject({ kind: "invalid", errcode: null });
    }
    expect(bench.wechat.calls).toEqual([]);
  });
});
