import { describe, expect, it } from "vitest";
import { draft } from "./media-support.js";
import { type Bench, bench, eventually, type Json, receiver, xmlField } from "./support.js";

/** Asking until a job has ended would use the day's 100 up. */
const open = (options: Parameters<typeof bench>[0] = {}) => bench({ dailyLimits: { "/cgi-bin/freepublish/get": 100_000 }, ...options });
const submit = async (b: Bench, media_id: string) => (await b.post("freepublish/submit", { media_id })).publish_id;
const status = async (b: Bench, publish_id: unknown) => (await b.post("freepublish/get", { publish_id })).publish_status;

/** Publishes a new draft of so many articles; its article_id. */
async function published(b: Bench, articles = 1): Promise<string> {
  const publish_id = await submit(b, await draft(b, articles));
  await eventually(async () => expect(await status(b, publish_id)).toBe(0));
  return String((await b.post("freepublish/get", { publish_id })).article_id);
}

describe("freepublish/submit", () => {
  it("answers publish_id as a number; the job is under way until its time has come, then the draft is gone", async () => {
    const b = await open({ speedFactor: 1 });
    const media_id = await draft(b, 2);
    const reply = await b.post("freepublish/submit", { media_id });
    expect(reply).toEqual({ errcode: 0, errmsg: "ok", publish_id: expect.any(Number), msg_data_id: expect.any(Number) });
    const { publish_id } = reply;
    expect(await b.post("freepublish/get", { publish_id })).toEqual({ publish_id, publish_status: 1, fail_idx: [] });
    expect(await b.post("draft/get", { media_id })).toHaveProperty("news_item");
    await b.sim.advanceClock(10_000);
    await eventually(async () => expect(await status(b, publish_id)).toBe(0));
    for (const call of ["draft/get", "freepublish/submit"]) expect((await b.post(call, { media_id })).errcode).toBe(40007);
    expect(await b.get("draft/count")).toEqual({ total_count: 0 });
  });

  it("refuses what is no draft with 40007, none with 41006, and one that is being published with 53503", async () => {
    const b = await open({ speedFactor: 1 });
    const media_id = await draft(b);
    expect((await b.post("freepublish/submit", { media_id: "nothing" })).errcode).toBe(40007);
    expect((await b.post("freepublish/submit", {})).errcode).toBe(41006);
    await submit(b, media_id);
    expect((await b.post("freepublish/submit", { media_id })).errcode).toBe(53503);
  });

  it("reaches no follower and uses no mass quota", async () => {
    const b = await open();
    await published(b);
    expect(await b.control("GET ledger")).toMatchObject({ jobs: 0, deliveries: 0 });
    expect((await b.post("openapi/quota/get", { cgi_path: "/cgi-bin/message/mass/sendall" })).quota).toMatchObject({ used: 0 });
  });
});

describe("freepublish/get", () => {
  it("answers the articles' addresses once they are out; publish_id may be text", async () => {
    const b = await open();
    const publish_id = await submit(b, await draft(b, 2));
    await eventually(async () => expect(await status(b, publish_id)).toBe(0));
    const address = expect.stringMatching(/^http:\/\/mp\.weixin\.qq\.com\/s\/[\w-]{22}$/);
    const item = [1, 2].map((idx) => ({ idx, article_url: address }));
    expect(await b.post("freepublish/get", { publish_id: String(publish_id) })).toEqual({
      ...{ publish_id, publish_status: 0, article_id: expect.any(String), fail_idx: [] },
      article_detail: { count: 2, item },
    });
  });

  it("answers 40097 to an unknown publish_id", async () => {
    const b = await open();
    for (const publish_id of [1, "x", undefined]) {
      expect((await b.post("freepublish/get", { publish_id })).errcode).toBe(40097);
    }
  });

  it.each([2, 3, 4])("says %i when so ordered; the draft stays and can be submitted again", async (outcome) => {
    const b = await open();
    b.sim.faults.order({ path: "publish", kind: "status", status: String(outcome) });
    const media_id = await draft(b, 2);
    const publish_id = await submit(b, media_id);
    await eventually(async () => expect(await status(b, publish_id)).toBe(outcome));
    expect(await b.post("freepublish/get", { publish_id })).toEqual({ publish_id, publish_status: outcome, fail_idx: [1, 2] });
    expect(await b.post("draft/get", { media_id })).toHaveProperty("news_item");
    const again = await submit(b, media_id);
    await eventually(async () => expect(await status(b, again)).toBe(0));
  });

  it("says 6 when WeChat blocked all articles, if so ordered: the draft is gone, its articles are deleted", async () => {
    const b = await open();
    b.sim.faults.order({ path: "publish", kind: "status", status: "6" });
    const publish_id = await submit(b, await draft(b));
    await eventually(async () => expect(await status(b, publish_id)).toBe(6));
    expect(await b.get("draft/count")).toEqual({ total_count: 0 });
    const { item } = await b.post("freepublish/batchget", { offset: 0, count: 1 });
    expect(item).toMatchObject([{ content: { news_item: [{ is_deleted: true }] } }]);
  });

  it("can be told no outcome that is none", async () => {
    const b = await open();
    for (const outcome of ["1", "7", "send fail"]) {
      expect(await b.control("POST faults", { path: "publish", kind: "status", status: outcome })).toHaveProperty("error");
    }
  });
});

describe("published articles", () => {
  it("are read by article_id, which is no media_id", async () => {
    const b = await open();
    const article_id = await published(b, 2);
    expect(await b.post("freepublish/getarticle", { article_id })).toMatchObject({
      news_item: [
        { title: "第1篇", content: "<p>正文</p>", is_deleted: false },
        { title: "第2篇", is_deleted: false },
      ],
    });
    expect((await b.post("freepublish/getarticle", { article_id: "nothing" })).errcode).toBe(53600);
    expect((await b.post("draft/get", { media_id: article_id })).errcode).toBe(40007);
  });

  it("are listed newest first, with or without content", async () => {
    const b = await open();
    const [old, young] = [await published(b), await published(b)];
    const list = (body: Json) => b.post("freepublish/batchget", { offset: 0, count: 20, ...body });
    expect(await list({})).toMatchObject({ total_count: 2, item_count: 2, item: [{ article_id: young }, { article_id: old }] });
    expect(JSON.stringify(await list({}))).toContain('"content":"');
    expect(JSON.stringify(await list({ no_content: 1 }))).not.toContain('"content":"');
    expect((await list({ count: 21 })).errcode).toBe(40007);
  });

  it("are deleted one by one or all; the job then says 5; 40060 for an index they have not", async () => {
    const b = await open();
    const publish_id = await submit(b, await draft(b, 2));
    await eventually(async () => expect(await status(b, publish_id)).toBe(0));
    const { article_id } = await b.post("freepublish/get", { publish_id });
    const remove = async (index?: number) => (await b.post("freepublish/delete", { article_id, index })).errcode;
    expect([await remove(3), await remove(-1), await remove(1)]).toEqual([40060, 40060, 0]);
    const { news_item } = await b.post("freepublish/getarticle", { article_id });
    expect(news_item).toMatchObject([{ is_deleted: true }, { is_deleted: false }]);
    expect(await status(b, publish_id)).toBe(0);
    expect(await remove()).toBe(0);
    expect(await b.post("freepublish/get", { publish_id })).toMatchObject({ publish_status: 5, article_id });
    expect((await b.post("freepublish/delete", { article_id: "nothing" })).errcode).toBe(53600);
  });
});

describe("PUBLISHJOBFINISH", () => {
  it("brings publish_id, status, article_id and the addresses", async () => {
    const { received, plain } = await receiver();
    const b = await open({ app: { callback: plain } });
    const publish_id = await submit(b, await draft(b, 2));
    await eventually(() => expect(received).toHaveLength(1));
    const body = received[0]?.body ?? "";
    const { article_id, article_detail } = await b.post("freepublish/get", { publish_id });
    const { item } = article_detail as { item: { article_url: string }[] };
    expect(["Event", "publish_id", "publish_status", "article_id", "count"].map((name) => xmlField(body, name))).toEqual([
      ...["PUBLISHJOBFINISH", String(publish_id), "0"],
      ...[article_id, "2"],
    ]);
    expect([...body.matchAll(/<article_url><!\[CDATA\[(.*?)\]\]>/g)].map(([, url]) => url)).toEqual(item.map((one) => one.article_url));
  });

  it("names the failed articles when it failed", async () => {
    const { received, plain } = await receiver();
    const b = await open({ app: { callback: plain } });
    b.sim.faults.order({ path: "publish", kind: "status", status: "2" });
    await submit(b, await draft(b, 2));
    await eventually(() => expect(received).toHaveLength(1));
    const body = received[0]?.body ?? "";
    expect(xmlField(body, "publish_status")).toBe("2");
    expect(body.match(/<fail_idx>\d<\/fail_idx>/g)).toEqual(["<fail_idx>1</fail_idx>", "<fail_idx>2</fail_idx>"]);
    expect(body).not.toContain("article_id");
  });
});
