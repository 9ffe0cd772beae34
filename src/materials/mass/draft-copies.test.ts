import { beforeEach, describe, expect, test } from "vitest";
import { type Article, type NewArticle, type WeChatClient, WeChatError } from "../../wechat/index.js";
import { MaterialTurns } from "../material-turns.js";
import { DraftCopies, type DraftCopyStore } from "./draft-copies.js";

const ARTICLE: Article = {
  ...{ title: "上新", author: "小编", digest: null, content: "<p>x</p>", contentSourceUrl: null, thumbMediaId: "cover", thumbUrl: null },
  ...{ url: null, commentsOpen: true, onlyFansComment: false, deleted: false },
};

/** Drafts in the box, by id; what a send of one does: it leaves. */
let box: Map<string, readonly NewArticle[] | null>;
let looks: number;
/** WeChat gives so many answers a day. */
let mostLooks: number;
/** Whether somebody changed the draft. */
let edited: boolean;
let copies: DraftCopies;
beforeEach(async () => {
  edited = false;
  box = new Map([["draft", null]]);
  looks = 0;
  mostLooks = 500;
  const kept = new Map<string, { articles: Article[]; copyMediaId: string | null }>();
  const store: DraftCopyStore = {
    keep: async (_tenant, mediaId, articles) => void kept.set(mediaId, { articles: [...articles], copyMediaId: null }),
    find: async (_tenant, mediaId) => kept.get(mediaId) ?? null,
    forgetBefore: async () => 0,
    saveCopy: async (_tenant, mediaId, copyMediaId) => void kept.set(mediaId, { articles: kept.get(mediaId)?.articles ?? [], copyMediaId }),
  };
  const client: Pick<WeChatClient, "getDraft" | "addDraft"> = {
    getDraft: async (mediaId) => {
      looks += 1;
      if (looks > mostLooks) throw new WeChatError("quota-day", "/cgi-bin/draft/get", 45009, "reach max api daily quota limit");
      if (!box.has(mediaId)) throw new WeChatError("refused", "/cgi-bin/draft/get", 40007, "invalid media_id");
      return [edited && mediaId === "draft" ? { ...ARTICLE, content: "<p>y</p>" } : ARTICLE];
    },
    addDraft: async (articles) => {
      const id = `copy ${box.size}-${looks}`;
      box.set(id, articles);
      return id;
    },
  };
  let held = false;
  const turns = new MaterialTurns(
    {
      take: async () => {
        if (held) return false;
        held = true;
        return true;
      },
      renew: async () => undefined,
      release: async () => {
        held = false;
      },
    },
    { warn: () => undefined },
  );
  copies = new DraftCopies(store, turns, { forTenant: async () => client as WeChatClient });
  await copies.keep(1, "draft", [ARTICLE]);
});
const sent = (mediaId: string) => box.delete(mediaId);

describe("articles of a send in several calls", () => {
  test("go by the draft itself while WeChat has it; the first call does not even look", async () => {
    expect(await copies.mediaIdOf(1, "draft", false)).toBe("draft");
    expect(looks).toBe(0);
    expect(await copies.mediaIdOf(1, "draft", true)).toBe("draft");
    expect([looks, box.size]).toEqual([1, 1]);
  });

  test("go by one copy after the other, as each leaves the box, each with the same words", async () => {
    const ids = ["draft"];
    for (let call = 0; call < 5; call++) {
      sent(ids.at(-1) ?? "");
      ids.push(await copies.mediaIdOf(1, "draft", true));
      expect(box.get(ids.at(-1) ?? "")).toEqual([
        {
          kind: "NEWS",
          title: "上新",
          author: "小编",
          content: "<p>x</p>",
          thumbMediaId: "cover",
          commentsOpen: true,
          onlyFansComment: false,
        },
      ]);
    }
    expect(new Set(ids).size).toBe(6);
    expect(box.size).toBe(1);
  });

  test("with no more answers today go by the draft until it is refused, and by a copy then", async () => {
    mostLooks = 0;
    sent("draft");
    expect(await copies.mediaIdOf(1, "draft", true)).toBe("draft");
    expect(await copies.replace(1, "draft", "draft")).toBe(true);
    expect(await copies.mediaIdOf(1, "draft", true)).toMatch(/^copy/);
  });

  test("edited since go by a copy of what they said; a post of pictures is not sent", async () => {
    edited = true;
    const id = await copies.mediaIdOf(1, "draft", true);
    expect(box.get(id)).toMatchObject([{ title: "上新", content: "<p>x</p>" }]);
    expect([await copies.mediaIdOf(1, "draft", true), box.size]).toEqual([id, 2]);
    await copies.keep(1, "draft", [{ ...ARTICLE, thumbMediaId: null }]);
    await expect(copies.mediaIdOf(1, "draft", true)).rejects.toThrow(/edited at WeChat since/);
  });

  test("are the same whatever address WeChat gives them", async () => {
    box.set("draft", null);
    await copies.keep(1, "draft", [{ ...ARTICLE, url: "http://mp.weixin.qq.com/s?tempkey=1", thumbUrl: "http://mmbiz.qpic.cn/1" }]);
    expect(await copies.mediaIdOf(1, "draft", true)).toBe("draft");
  });

  test("two who meet the refusal at once make one copy", async () => {
    sent("draft");
    expect(await Promise.all([1, 2, 3].map(() => copies.replace(1, "draft", "draft")))).toEqual([true, true, true]);
    expect(box.size).toBe(1);
  });

  test("refused although WeChat has the draft, or a post of pictures, or never kept: there is nothing to replace it by", async () => {
    expect(await copies.replace(1, "draft", "draft")).toBe(false);
    await copies.keep(1, "draft", [{ ...ARTICLE, thumbMediaId: null }]);
    sent("draft");
    expect(await copies.replace(1, "draft", "draft")).toBe(false);
    expect(await copies.replace(1, "another", "another")).toBe(false);
    expect(box.size).toBe(0);
  });
});
