import { describe, expect, it } from "vitest";
import type { NewArticle } from "../../src/wechat/index.js";
import { failure, useClientBench } from "./client-bench.js";

const OK = { errcode: 0, errmsg: "ok" };
const UPDATED = 1_700_000_000;
const AT = new Date(UPDATED * 1_000);
const bench = useClientBench();

/** As the draft box answers. */
const ITEM = {
  title: "中秋",
  author: "",
  digest: "d",
  content: "<p>你好</p>",
  content_source_url: "",
  thumb_media_id: "thumb",
  show_cover_pic: 0,
  url: "http://mp.weixin.qq.com/s?tempkey=x",
  need_open_comment: 1,
  only_fans_can_comment: 0,
};
const ARTICLE = {
  title: "中秋",
  author: null,
  digest: "d",
  content: "<p>你好</p>",
  contentSourceUrl: null,
  thumbMediaId: "thumb",
  thumbUrl: null,
  url: "http://mp.weixin.qq.com/s?tempkey=x",
  commentsOpen: true,
  onlyFansComment: false,
  deleted: false,
};
const NEWS: NewArticle = { kind: "NEWS", title: "中秋", content: "<p>你好</p>", thumbMediaId: "thumb", author: "a", commentsOpen: true };
const WRITTEN = {
  article_type: "news",
  title: "中秋",
  content: "<p>你好</p>",
  thumb_media_id: "thumb",
  author: "a",
  need_open_comment: 1,
  only_fans_can_comment: 0,
};

const bodyOf = (path: string) => JSON.parse(bench.wechat.callsTo(path).at(-1)?.body ?? "");

describe("drafts", () => {
  it("are added with news and picture posts", async () => {
    bench.wechat.replies("/cgi-bin/draft/add", { media_id: "draft" });
    const pictures: NewArticle = { kind: "PICTURES", title: "t", content: "c", imageMediaIds: ["i1", "i2"] };
    expect(await bench.client.addDraft([NEWS, pictures])).toBe("draft");
    expect(bodyOf("/cgi-bin/draft/add")).toEqual({
      articles: [
        WRITTEN,
        {
          article_type: "newspic",
          title: "t",
          content: "c",
          need_open_comment: 0,
          only_fans_can_comment: 0,
          image_info: { image_list: [{ image_media_id: "i1" }, { image_media_id: "i2" }] },
        },
      ],
    });
  });

  it("are read, changed, counted, listed and deleted", async () => {
    bench.wechat
      .replies("/cgi-bin/draft/get", { news_item: [ITEM] })
      .replies("/cgi-bin/draft/update", OK)
      .replies("/cgi-bin/draft/delete", OK)
      .replies("/cgi-bin/draft/count", { total_count: 7 })
      .replies("/cgi-bin/draft/batchget", {
        total_count: 7,
        item_count: 1,
        item: [{ media_id: "draft", content: { news_item: [{ title: "中秋" }] }, update_time: UPDATED }],
      });
    expect(await bench.client.getDraft("draft")).toEqual([ARTICLE]);
    await bench.client.updateDraft("draft", 0, NEWS);
    expect(bodyOf("/cgi-bin/draft/update")).toEqual({ media_id: "draft", index: 0, articles: WRITTEN });
    expect(await bench.client.countDrafts()).toBe(7);
    expect(bench.wechat.callsTo("/cgi-bin/draft/count")[0]?.method).toBe("GET");
    const { total, items } = await bench.client.listDrafts(0, 20, false);
    expect(bodyOf("/cgi-bin/draft/batchget")).toEqual({ offset: 0, count: 20, no_content: 1 });
    expect({ total, items }).toMatchObject({
      total: 7,
      items: [{ mediaId: "draft", updatedAt: AT, articles: [{ title: "中秋", content: null }] }],
    });
    await bench.client.deleteDraft("draft");
    expect(bodyOf("/cgi-bin/draft/delete")).toEqual({ media_id: "draft" });
  });

  it("that WeChat would refuse are not sent", async () => {
    const tooLong = { ...NEWS, content: "字".repeat(20_000) };
    const tooWide = { ...NEWS, content: "👋".repeat(19_999).padEnd(20_000 * 60, "x") };
    for (const refused of [[], [{ ...NEWS, title: "" }], [tooLong], [tooWide]]) {
      expect(await failure(bench.client.addDraft(refused))).toMatchObject({ kind: "invalid", errcode: null });
    }
    expect(await failure(bench.client.updateDraft("draft", -1, NEWS))).toMatchObject({ kind: "invalid", errcode: null });
    expect(bench.wechat.calls).toEqual([]);
  });
});

describe("publishing", () => {
  it.each(['"2650177668123456789"', "2650177668123456789"])("keeps all digits of publish_id %s", async (publishId) => {
    const submit = "/cgi-bin/freepublish/submit";
    bench.wechat.replies(submit, `{"errcode":0,"errmsg":"ok","publish_id":${publishId},"msg_data_id":2247483661}`);
    expect(await bench.client.publishDraft("draft")).toEqual({ publishId: 2650177668123456789n, msgDataId: 2247483661n });
    bench.wechat.replies("/cgi-bin/freepublish/get", { publish_id: 1, publish_status: 1, fail_idx: [] });
    expect(await bench.client.publishStatus(2650177668123456789n)).toEqual({
      state: "PUBLISHING",
      articleId: null,
      articles: [],
      failedIndexes: [],
    });
    expect(bodyOf("/cgi-bin/freepublish/get")).toEqual({ publish_id: "2650177668123456789" });
  });

  it.each([
    [0, "PUBLISHED"],
    [2, "NOT_ORIGINAL"],
    [6, "BLOCKED_BY_WECHAT"],
    [7, "UNKNOWN"],
    [-1, "UNKNOWN"],
  ])("calls status %i %s", async (publish_status, state) => {
    const article_detail = { count: 1, item: [{ idx: 1, article_url: "http://mp.weixin.qq.com/s/a" }] };
    bench.wechat.replies("/cgi-bin/freepublish/get", { publish_id: 1, publish_status, article_id: "art", article_detail, fail_idx: [2] });
    expect(await bench.client.publishStatus(1n)).toEqual({
      state,
      articleId: "art",
      articles: [{ index: 1, url: "http://mp.weixin.qq.com/s/a" }],
      failedIndexes: [2],
    });
  });

  it("lists, reads and deletes what is published", async () => {
    bench.wechat
      .replies("/cgi-bin/freepublish/batchget", {
        total_count: 1,
        item_count: 1,
        item: [{ article_id: "art", content: { news_item: [{ ...ITEM, is_deleted: true }] }, update_time: UPDATED }],
      })
      .replies("/cgi-bin/freepublish/getarticle", { news_item: [ITEM] })
      .replies("/cgi-bin/freepublish/delete", OK);
    expect(await bench.client.listPublished(0, 1, true)).toEqual({
      total: 1,
      items: [{ articleId: "art", updatedAt: AT, articles: [{ ...ARTICLE, deleted: true }] }],
    });
    expect(await bench.client.getPublished("art")).toEqual([ARTICLE]);
    await bench.client.deletePublished("art");
    expect(bodyOf("/cgi-bin/freepublish/delete")).toEqual({ article_id: "art" });
    await bench.client.deletePublished("art", 1);
    expect(bodyOf("/cgi-bin/freepublish/delete")).toEqual({ article_id: "art", index: 1 });
    // WeChat takes 0 for all articles.
    expect(await failure(bench.client.deletePublished("art", 0))).toMatchObject({ kind: "invalid", errcode: null });
  });
});
