import { describe, expect, it } from "vitest";
import { FILES, permanent, sized, temporary, upload, withToken } from "./media-support.js";
import { type Bench, bench, DAY_MS, type Json, range } from "./support.js";

const MB = 1 << 20;
const add = (b: Bench, type: string, name: string, bytes: Buffer, fields: Record<string, string> = {}) =>
  upload(b, `material/add_material?type=${type}`, name, bytes, fields);
const list = (b: Bench, body: Json) => b.post("material/batchget_material", { offset: 0, count: 20, ...body });
const DESCRIPTION = { description: JSON.stringify({ title: "标题", introduction: "介绍" }) };

async function bytesOf(b: Bench, media_id: string): Promise<Buffer> {
  const init = { method: "POST", body: JSON.stringify({ media_id }) };
  const response = await fetch(b.sim.url + withToken(b, "material/get_material"), init);
  expect(response.headers.get("content-disposition")).toContain(`filename="${media_id}.`);
  return Buffer.from(await response.arrayBuffer());
}

describe("material/add_material", () => {
  it("answers media_id, and for pictures an address that can be fetched", async () => {
    const b = await bench();
    const image = await add(b, "image", "a.png", FILES.png);
    expect(image).toEqual({ media_id: expect.any(String), url: expect.any(String) });
    expect(Buffer.from(await (await fetch(String(image.url))).arrayBuffer())).toEqual(FILES.png);
    expect(await add(b, "voice", "a.mp3", FILES.mp3)).toEqual({ media_id: expect.any(String) });
  });

  it("takes the formats of each type: else 40004, 40005, 40113, 40137", async () => {
    const b = await bench();
    const taken = { image: ["bmp", "png", "jpg", "gif"], voice: ["mp3", "wma", "wav", "amr"], thumb: ["jpg"] } as const;
    for (const [type, formats] of Object.entries(taken)) {
      for (const format of formats) expect(await add(b, type, `a.${format}`, FILES[format])).toHaveProperty("media_id");
    }
    expect((await add(b, "news", "a.jpg", FILES.jpg)).errcode).toBe(40004);
    expect((await add(b, "thumb", "a.png", FILES.png)).errcode).toBe(40005);
    expect((await add(b, "image", "a", FILES.png)).errcode).toBe(40113);
    expect((await add(b, "image", "a.png", FILES.mp3)).errcode).toBe(40137);
  });

  it.each([
    ["image", "jpg", 10 * MB],
    ["voice", "mp3", 5 * MB],
    ["video", "mp4", 10 * MB],
    ["thumb", "jpg", 64 * 1024],
  ] as const)("takes a %s of %s up to %i bytes, and answers 40006 beyond", async (type, format, most) => {
    const b = await bench();
    expect(await add(b, type, `a.${format}`, sized(format, most), DESCRIPTION)).toHaveProperty("media_id");
    expect((await add(b, type, `a.${format}`, sized(format, most + 1), DESCRIPTION)).errcode).toBe(40006);
  });

  it("wants of a video the field description with a title: else 47001", async () => {
    const b = await bench();
    expect((await add(b, "video", "a.mp4", FILES.mp4)).errcode).toBe(47001);
    expect((await add(b, "video", "a.mp4", FILES.mp4, { description: "no JSON" })).errcode).toBe(47001);
    expect((await add(b, "video", "a.mp4", FILES.mp4, { description: '{"introduction":"i"}' })).errcode).toBe(47001);
  });

  it("keeps 1,000 of a kind: the next is 45074 until one is deleted", async () => {
    const b = await bench();
    const [first = ""] = await Promise.all(range(1000).map(() => permanent(b, "thumb", FILES.jpg)));
    expect((await add(b, "thumb", "a.jpg", FILES.jpg)).errcode).toBe(45074);
    expect(await add(b, "image", "a.jpg", FILES.jpg)).toHaveProperty("media_id");
    await b.post("material/del_material", { media_id: first });
    expect(await add(b, "thumb", "a.jpg", FILES.jpg)).toHaveProperty("media_id");
  }, 60_000);

  it("keeps 5,000 pictures, news counted with them: the next is 45074", async () => {
    const b = await bench();
    const { content } = b.sim.account("wx1234567890abcdef");
    const file = { key: "0".repeat(64), size: 1, format: "jpg" } as const;
    const blank = { kind: "image", name: "", file, title: "", description: "", articles: [], at: 0 } as const;
    for (const n of range(4999)) content.apply({ type: "material-added", material: { ...blank, id: `m${n}` } }, 0);
    await b.control("POST materials", { news: [{ title: "旧" }] });
    expect((await add(b, "image", "a.jpg", FILES.jpg)).errcode).toBe(45074);
  });
});

describe("material/get_material", () => {
  it("answers the bytes; of a video title, description and an address", async () => {
    const b = await bench();
    expect(await bytesOf(b, await permanent(b, "image"))).toEqual(FILES.jpg);
    const { media_id } = await add(b, "video", "a.mp4", FILES.mp4, DESCRIPTION);
    const video = await b.post("material/get_material", { media_id });
    expect(video).toEqual({ title: "标题", description: "介绍", down_url: expect.any(String) });
    expect(Buffer.from(await (await fetch(String(video.down_url))).arrayBuffer())).toEqual(FILES.mp4);
  });

  it("answers news_item of news from before the draft box", async () => {
    const b = await bench();
    const { mediaId } = await b.control("POST materials", { news: [{ title: "一", content: "<p>x</p>" }, { title: "二" }] });
    expect(await b.post("material/get_material", { media_id: mediaId })).toMatchObject({
      news_item: [{ title: "一", content: "<p>x</p>", show_cover_pic: 0 }, { title: "二" }],
    });
  });

  it("answers 40007 to unknown and temporary ids, 41006 without one", async () => {
    const b = await bench();
    expect((await b.post("material/get_material", { media_id: "nothing" })).errcode).toBe(40007);
    expect((await b.post("material/get_material", { media_id: await temporary(b, "image") })).errcode).toBe(40007);
    expect((await b.post("material/get_material", {})).errcode).toBe(41006);
  });

  it("keeps them for good", async () => {
    const b = await bench();
    const media_id = await permanent(b, "voice");
    await b.sim.advanceClock(365 * DAY_MS);
    await b.renewToken();
    expect(await bytesOf(b, media_id)).toEqual(FILES.mp3);
  });
});

describe("material/del_material", () => {
  it("deletes: the id is 40007 from then on, and its address is dead", async () => {
    const b = await bench();
    const { media_id, url } = await add(b, "image", "a.png", FILES.png);
    expect(await b.post("material/del_material", { media_id })).toEqual({ errcode: 0, errmsg: "ok" });
    expect((await b.post("material/del_material", { media_id })).errcode).toBe(40007);
    expect((await fetch(String(url))).status).toBe(404);
  });

  it("leaves the same picture alone where another material has it", async () => {
    const b = await bench();
    const [one, other] = [await permanent(b, "image"), await permanent(b, "image")];
    await b.post("material/del_material", { media_id: one });
    expect(await bytesOf(b, other)).toEqual(FILES.jpg);
  });

  it("refuses with 48005 what an automatic reply or the menu shows", async () => {
    const b = await bench();
    const media_id = await permanent(b, "image");
    const errcode = async () => (await b.post("material/del_material", { media_id })).errcode;
    await b.control("POST materials", { mediaId: media_id, inUse: true });
    expect(await errcode()).toBe(48005);
    await b.control("POST materials", { mediaId: media_id, inUse: false });
    await b.post("menu/create", { button: [{ type: "media_id", name: "图", media_id }] });
    expect(await errcode()).toBe(48005);
    await b.get("menu/delete");
    expect(await errcode()).toBe(0);
  });
});

describe("material/get_materialcount", () => {
  it("counts each kind; POST is 43001", async () => {
    const b = await bench();
    for (const kind of ["image", "image", "voice", "video", "thumb"] as const) await permanent(b, kind);
    await b.control("POST materials", { news: [{ title: "旧" }] });
    expect(await b.get("material/get_materialcount")).toEqual({ voice_count: 1, video_count: 1, image_count: 2, news_count: 1 });
    expect((await b.post("material/get_materialcount", {})).errcode).toBe(43001);
  });
});

describe("material/batchget_material", () => {
  it("lists a kind newest first, page by page", async () => {
    const b = await bench();
    const ids: string[] = [];
    for (const _ of range(5)) ids.unshift(await permanent(b, "image"));
    await permanent(b, "voice");
    const page = await list(b, { type: "image", offset: 1, count: 2 });
    expect(page).toMatchObject({ total_count: 5, item_count: 2, item: [{ media_id: ids[1] }, { media_id: ids[2] }] });
    expect((page.item as Json[])[0]).toEqual({
      media_id: ids[1],
      name: "f.jpg",
      update_time: expect.any(Number),
      url: expect.stringMatching(/^http:/),
    });
    expect(await list(b, { type: "image", offset: 9 })).toEqual({ total_count: 5, item_count: 0, item: [] });
  });

  it("lists news with their times inside and beside content", async () => {
    const b = await bench();
    await b.control("POST materials", { news: [{ title: "旧" }] });
    const { item } = await list(b, { type: "news" });
    const update_time = Math.floor(b.sim.clock.now() / 1000);
    const near = expect.closeTo(update_time, -2);
    const content = { news_item: [{ title: "旧", content_source_url: "" }], create_time: near, update_time: near };
    expect(item).toMatchObject([{ media_id: expect.any(String), content, update_time: near }]);
  });

  it("refuses a type that is not listed with 40004, a count out of 1 to 20 or a bad offset with 40007", async () => {
    const b = await bench();
    expect((await list(b, { type: "thumb" })).errcode).toBe(40004);
    expect((await list(b, {})).errcode).toBe(40004);
    for (const wrong of [{ count: 0 }, { count: 21 }, { count: "x" }, { offset: -1 }]) {
      expect((await list(b, { type: "image", ...wrong })).errcode).toBe(40007);
    }
  });
});

describe("material/add_news and update_news", () => {
  it("are retired: 48001", async () => {
    const b = await bench();
    expect((await b.post("material/add_news", { articles: [{ title: "t" }] })).errcode).toBe(48001);
    expect((await b.post("material/update_news", { media_id: "m" })).errcode).toBe(48001);
  });
});
