import { describe, expect, it } from "vitest";
import { article, draft, massVideo, permanent, temporary } from "./media-support.js";
import { type Bench, bench, DAY_MS, eventually, type Json, receiver, xmlField } from "./support.js";

const send = (b: Bench, msgtype: string, content: unknown, extra: Json = {}) =>
  b.post("message/mass/send", { touser: [b.openid(0), b.openid(1)], msgtype, [msgtype]: content, ...extra });
const errcodeOf = async (b: Bench, msgtype: string, media_id: unknown) => (await send(b, msgtype, { media_id })).errcode;
const uploadVideo = (b: Bench, media_id: unknown) => b.post("media/uploadvideo", { media_id, title: "t", description: "d" });

async function sent(b: Bench, msg_id: unknown, state = "SEND_SUCCESS"): Promise<void> {
  await eventually(async () => expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe(state));
}

describe("the video rule", () => {
  it("media/uploadvideo takes a temporary video and answers the id that mpvideo takes", async () => {
    const b = await bench();
    const made = await uploadVideo(b, await temporary(b, "video"));
    expect(made).toEqual({ type: "video", media_id: expect.any(String), created_at: expect.any(Number) });
    expect(await errcodeOf(b, "mpvideo", made.media_id)).toBe(0);
  });

  it("media/uploadvideo answers 40007 to the id of a permanent video", async () => {
    const b = await bench();
    expect(await uploadVideo(b, await permanent(b, "video"))).toEqual({
      errcode: 40007,
      errmsg: expect.stringMatching(/^invalid media_id rid: /),
    });
  });

  it("media/uploadvideo answers 40007 to other media and expired videos, 41006 to none", async () => {
    const b = await bench();
    const video = await temporary(b, "video");
    expect((await uploadVideo(b, await temporary(b, "image"))).errcode).toBe(40007);
    expect((await uploadVideo(b, undefined)).errcode).toBe(41006);
    await b.sim.advanceClock(3 * DAY_MS);
    await b.renewToken();
    expect((await uploadVideo(b, video)).errcode).toBe(40007);
  });

  it("mpvideo takes ids from media/uploadvideo only, for three days: else 40007", async () => {
    const b = await bench();
    const id = await massVideo(b);
    expect(await errcodeOf(b, "mpvideo", await temporary(b, "video"))).toBe(40007);
    expect(await errcodeOf(b, "mpvideo", await permanent(b, "video"))).toBe(40007);
    expect((await send(b, "video", undefined, { mpvideo: { media_id: id } })).errcode).toBe(0);
    await b.sim.advanceClock(3 * DAY_MS);
    await b.renewToken();
    expect((await send(b, "mpvideo", { media_id: id }, { clientmsgid: "later" })).errcode).toBe(40007);
  });
});

describe("media ids of mass sends", () => {
  it.each(["image", "voice"] as const)("%s takes temporary and permanent ids of its kind: else 40007", async (kind) => {
    const b = await bench();
    expect(await errcodeOf(b, kind, await temporary(b, kind))).toBe(0);
    expect(await errcodeOf(b, kind, await permanent(b, kind))).toBe(0);
    expect(await errcodeOf(b, kind, await temporary(b, kind === "image" ? "voice" : "image"))).toBe(40007);
    expect(await errcodeOf(b, kind, await draft(b))).toBe(40007);
    expect(await errcodeOf(b, kind, "nothing")).toBe(40007);
  });

  it("images are looked up one by one: 40007 for one bad id among good ones", async () => {
    const b = await bench();
    const good = await temporary(b, "image");
    const images = (media_ids: unknown[]) => send(b, "image", undefined, { images: { media_ids } });
    expect((await images([good, "nothing"])).errcode).toBe(40007);
    expect((await images([good, await permanent(b, "image")])).errcode).toBe(0);
  });

  it("expire after three days: 40007", async () => {
    const b = await bench();
    const id = await temporary(b, "image");
    await b.sim.advanceClock(3 * DAY_MS);
    await b.renewToken();
    expect(await errcodeOf(b, "image", id)).toBe(40007);
  });

  it("are looked at after clientmsgid: a repeat of an accepted send is 45065 whatever became of its media", async () => {
    const b = await bench();
    const media_id = await temporary(b, "image");
    const { msg_id } = await send(b, "image", { media_id }, { clientmsgid: "c" });
    expect(await send(b, "image", { media_id: "nothing" }, { clientmsgid: "c" })).toMatchObject({ errcode: 45065, msg_id });
    expect((await send(b, "image", { media_id: "nothing" }, { clientmsgid: "d" })).errcode).toBe(40007);
    expect((await send(b, "image", { media_id }, { clientmsgid: "d" })).errcode).toBe(0);
  });

  it("are looked at by preview too: 40007", async () => {
    const b = await bench();
    const preview = async (msgtype: string, media_id: string) =>
      (await b.post("message/mass/preview", { touser: b.openid(0), msgtype, [msgtype]: { media_id } })).errcode;
    expect([await preview("mpnews", "nothing"), await preview("image", "nothing")]).toEqual([40007, 40007]);
    expect([await preview("mpnews", await draft(b)), await preview("image", await temporary(b, "image"))]).toEqual([0, 0]);
  });
});

describe("mpnews", () => {
  it("takes a draft, which leaves the box when the send has ended well; its id is 40007 then", async () => {
    const b = await bench({ speedFactor: 1 });
    const media_id = await draft(b);
    const first = await send(b, "mpnews", { media_id }, { clientmsgid: "a" });
    expect((await send(b, "mpnews", { media_id }, { clientmsgid: "b" })).errcode).toBe(0);
    await b.sim.advanceClock(5000);
    await sent(b, first.msg_id);
    expect((await send(b, "mpnews", { media_id }, { clientmsgid: "c" })).errcode).toBe(40007);
    expect((await b.post("draft/get", { media_id })).errcode).toBe(40007);
  });

  it("leaves the draft in the box when the send failed", async () => {
    const b = await bench();
    b.sim.faults.order({ path: "job", kind: "status", status: "err(30003)" });
    const media_id = await draft(b);
    await sent(b, (await send(b, "mpnews", { media_id })).msg_id, "SEND_FAIL");
    expect(await b.post("draft/get", { media_id })).toHaveProperty("news_item");
  });

  it("takes what media/uploadnews made, whose thumbs may be temporary, any number of times", async () => {
    const b = await bench();
    const made = await b.post("media/uploadnews", { articles: [article(await temporary(b, "image"))] });
    expect(made).toEqual({ type: "news", media_id: expect.any(String), created_at: expect.any(Number) });
    const { media_id } = made;
    await sent(b, (await send(b, "mpnews", { media_id })).msg_id);
    expect((await send(b, "mpnews", { media_id }, { clientmsgid: "again" })).errcode).toBe(0);
    expect((await b.post("media/uploadnews", { articles: [] })).errcode).toBe(44003);
  });

  it("takes news materials from before the draft box", async () => {
    const b = await bench();
    const { mediaId } = await b.control("POST materials", { news: [{ title: "旧" }] });
    expect(await errcodeOf(b, "mpnews", mediaId)).toBe(0);
  });

  it("answers 40007 to pictures, videos for mass sends and unknown ids", async () => {
    const b = await bench();
    for (const id of [await permanent(b, "image"), await massVideo(b), "nothing"]) expect(await errcodeOf(b, "mpnews", id)).toBe(40007);
  });

  it("has an address for each article in MASSSENDJOBFINISH", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain } });
    await send(b, "mpnews", { media_id: await draft(b, 3) });
    await eventually(() => expect(received).toHaveLength(1));
    const body = received[0]?.body ?? "";
    const urls = /<ArticleUrlResult>.*<\/ArticleUrlResult>/s.exec(body)?.[0] ?? "";
    expect([xmlField(urls, "Count"), urls.match(/<ArticleIdx>\d/g)]).toEqual(["3", ["<ArticleIdx>1", "<ArticleIdx>2", "<ArticleIdx>3"]]);
    const last = [...urls.matchAll(/<ArticleUrl><!\[CDATA\[(.*?)\]\]>/g)].map(([, url]) => url).at(-1);
    expect((await b.post("message/mass/delete", { url: last })).errcode).toBe(0);
  });
});
