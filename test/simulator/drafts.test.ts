import { describe, expect, it } from "vitest";
import { article, draft, FILES, permanent, temporary, upload } from "./media-support.js";
import { type Bench, bench, type Json, range } from "./support.js";

/** The errcode of a draft of one article with these fields; undefined where it was taken. */
async function answerTo(b: Bench, fields: Json): Promise<unknown> {
  const thumb = await permanent(b, "image");
  return (await b.post("draft/add", { articles: [article(thumb, fields)] })).errcode;
}

async function itemOf(b: Bench, fields: Json): Promise<Json | undefined> {
  const thumb = await permanent(b, "image");
  const { media_id } = await b.post("draft/add", { articles: [article(thumb, fields)] });
  return ((await b.post("draft/get", { media_id })).news_item as Json[])[0];
}

describe("draft/add", () => {
  it("takes articles, which draft/get gives back", async () => {
    const b = await bench();
    const thumb = await permanent(b, "thumb");
    const given = { title: "标题", author: "作者", digest: "摘要", content: "<p>正文</p>", content_source_url: "https://example.com/" };
    const more = { thumb_media_id: thumb, need_open_comment: 1, only_fans_can_comment: 1, pic_crop_235_1: "0_0_1_1" };
    const { media_id } = await b.post("draft/add", { articles: [{ ...given, ...more }] });
    const { news_item } = await b.post("draft/get", { media_id });
    expect(news_item).toEqual([
      { ...given, ...more, article_type: "news", show_cover_pic: 0, url: expect.any(String), thumb_url: expect.stringMatching(/^http:/) },
    ]);
  });

  it("refuses no articles with 44003 and more than eight with 45008", async () => {
    const b = await bench();
    const thumb = await permanent(b, "image");
    const errcodeOf = async (articles: unknown) => (await b.post("draft/add", { articles })).errcode;
    expect([await errcodeOf([]), await errcodeOf(undefined), await errcodeOf(["x"])]).toEqual([44003, 44003, 44003]);
    expect(await errcodeOf(range(9).map(() => article(thumb)))).toBe(45008);
    expect(await errcodeOf(range(8).map(() => article(thumb)))).toBeUndefined();
  });

  it.each<[string, number, number]>([
    ["title", 64, 45003],
    ["author", 16, 45110],
    ["digest", 120, 45004],
    ["content_source_url", 1024, 45005],
  ])("takes a %s of up to %i characters, and answers %i beyond", async (name, most, errcode) => {
    const b = await bench();
    expect(await answerTo(b, { [name]: "题".repeat(most) })).toBeUndefined();
    expect(await answerTo(b, { [name]: "题".repeat(most + 1) })).toBe(errcode);
  });

  it("refuses an article without title with 45003, without content with 44004", async () => {
    const b = await bench();
    expect([await answerTo(b, { title: "" }), await answerTo(b, { title: undefined })]).toEqual([45003, 45003]);
    expect([await answerTo(b, { content: " " }), await answerTo(b, { content: undefined })]).toEqual([44004, 44004]);
  });

  it("refuses content of 20,000 characters with 45002", async () => {
    const b = await bench();
    expect(await answerTo(b, { content: "文".repeat(19_999) })).toBeUndefined();
    expect(await answerTo(b, { content: "文".repeat(20_000) })).toBe(45002);
  });

  it("wants a permanent picture as thumb_media_id: else 40007", async () => {
    const b = await bench();
    const wrong = [undefined, "nothing", await temporary(b, "image"), await permanent(b, "voice"), 7];
    for (const thumb_media_id of wrong) expect(await answerTo(b, { thumb_media_id })).toBe(40007);
  });

  it("takes scripts out, and pictures from elsewhere", async () => {
    const b = await bench();
    const { url } = await upload(b, "media/uploadimg", "a.png", FILES.png);
    const own = `<img class="x" src="${url}"><img data-src='http://mmbiz.qpic.cn/a/0?wx_fmt=png'>`;
    const content = `<p onclick="x()">a</p><script>alert(1)</script>${own}<img src="https://example.com/a.png"><SCRIPT src=x>`;
    expect((await itemOf(b, { content }))?.content).toBe(`<p>a</p>${own}`);
  });

  it("makes the digest of a single article from its first 54 characters, and none of several", async () => {
    const b = await bench();
    expect((await itemOf(b, { content: `<p>${"文".repeat(60)}</p>` }))?.digest).toBe("文".repeat(54));
    const { news_item } = await b.post("draft/get", { media_id: await draft(b, 2) });
    expect((news_item as Json[]).map(({ digest }) => digest)).toEqual(["", ""]);
  });

  it("takes picture posts of 1 to 20 permanent pictures: else 44003, 45008, 40007", async () => {
    const b = await bench();
    const picture = await permanent(b, "image");
    const post = (image_info: unknown) => answerTo(b, { article_type: "newspic", thumb_media_id: undefined, image_info });
    const pictures = (count: number) => ({ image_list: range(count).map(() => ({ image_media_id: picture })) });
    expect([await post(pictures(1)), await post(pictures(20))]).toEqual([undefined, undefined]);
    expect([await post(undefined), await post(pictures(0)), await post(pictures(21))]).toEqual([44003, 44003, 45008]);
    expect(await post({ image_list: [{ image_media_id: await temporary(b, "image") }] })).toBe(40007);
    expect(await itemOf(b, { article_type: "newspic", image_info: pictures(2) })).toMatchObject({ image_info: pictures(2) });
  });
});

describe("draft/get, delete", () => {
  it("answer 40007 to what is no draft (any more), 41006 without media_id", async () => {
    const b = await bench();
    const media_id = await draft(b);
    expect(await b.post("draft/delete", { media_id })).toEqual({ errcode: 0, errmsg: "ok" });
    for (const call of ["draft/get", "draft/delete"]) {
      expect((await b.post(call, { media_id })).errcode).toBe(40007);
      expect((await b.post(call, { media_id: await permanent(b, "image") })).errcode).toBe(40007);
      expect((await b.post(call, {})).errcode).toBe(41006);
    }
  });
});

describe("draft/update", () => {
  it("replaces the article at an index from 0; 40060 for one the draft has not", async () => {
    const b = await bench();
    const media_id = await draft(b, 2);
    const articles = article(await permanent(b, "image"), { title: "新" });
    const update = async (index: unknown) => (await b.post("draft/update", { media_id, index, articles })).errcode;
    expect([await update(2), await update(-1), await update("x"), await update(1)]).toEqual([40060, 40060, 40060, 0]);
    expect(await b.post("draft/get", { media_id })).toMatchObject({ news_item: [{ title: "第1篇" }, { title: "新" }] });
  });

  it("checks the article as draft/add does", async () => {
    const b = await bench();
    const media_id = await draft(b);
    const update = async (articles: unknown) => (await b.post("draft/update", { media_id, index: 0, articles })).errcode;
    expect(await update(article("nothing"))).toBe(40007);
    expect(await update([article("nothing")])).toBe(44003);
    expect((await b.post("draft/update", { media_id: "nothing", index: 0, articles: {} })).errcode).toBe(40007);
  });
});

describe("draft/count", () => {
  it("is a GET that counts the box: 43001 else", async () => {
    const b = await bench();
    await draft(b);
    expect(await b.get("draft/count")).toEqual({ total_count: 1 });
    expect((await b.post("draft/count", {})).errcode).toBe(43001);
  });
});

describe("draft/batchget", () => {
  it("lists drafts, those changed last first; no_content leaves content out", async () => {
    const b = await bench();
    const [old, young] = [await draft(b), await draft(b)];
    const list = (body: Json) => b.post("draft/batchget", { offset: 0, count: 20, ...body });
    const full = await list({});
    expect(full).toMatchObject({ total_count: 2, item_count: 2, item: [{ media_id: young }, { media_id: old }] });
    const first = (full.item as Json[])[0] as Json;
    expect(first).toMatchObject({ content: { news_item: [{ title: "第1篇", content: "<p>正文</p>" }] }, update_time: expect.any(Number) });
    const bare = await list({ no_content: 1 });
    expect(JSON.stringify(bare)).not.toContain('"content":"');
    await b.sim.advanceClock(1000);
    await b.post("draft/update", { media_id: old, index: 0, articles: article(await permanent(b, "image")) });
    expect(await list({})).toMatchObject({ item: [{ media_id: old }, { media_id: young }] });
  });

  it("refuses a count out of 1 to 20 with 40007", async () => {
    const b = await bench();
    for (const count of [0, 21, undefined]) expect((await b.post("draft/batchget", { offset: 0, count })).errcode).toBe(40007);
  });
});

describe("draft/switch", () => {
  it("says that the box is open, asked or ordered", async () => {
    const b = await bench();
    for (const query of ["", "&checkonly=1"]) {
      const reply = await b.raw(`/cgi-bin/draft/switch?access_token=${b.token()}${query}`, { method: "POST" });
      expect(reply).toEqual({ errcode: 0, errmsg: "ok", is_open: 1 });
    }
  });
});

it.each([
  ["draft/add", 1000],
  ["draft/get", 500],
  ["draft/delete", 1000],
  ["draft/update", 1000],
  ["draft/count", 1000],
  ["draft/batchget", 1000],
  ["freepublish/submit", 100],
  ["freepublish/get", 100],
  ["freepublish/getarticle", 100],
  ["freepublish/batchget", 100],
  ["freepublish/delete", 10],
  ["media/upload", 100_000],
  ["media/get", 200_000],
  ["media/uploadnews", 10],
])("%s may be called %i times a day", async (path, limit) => {
  const b = await bench();
  const { quota } = await b.post("openapi/quota/get", { cgi_path: `/cgi-bin/${path}` });
  expect((quota as Json).daily_limit).toBe(limit);
  const strict = await bench({ dailyLimits: { [`/cgi-bin/${path}`]: 0 } });
  const get = path === "media/get" || path === "draft/count";
  expect((get ? await strict.get(path) : await strict.post(path, {})).errcode).toBe(45009);
});
