import { describe, expect, it } from "vitest";
import { openidOf, unionidOf } from "../../src/simulator/index.js";
import { bench, range } from "./support.js";

type Page = { total: number; count: number; data?: { openid: string[] }; next_openid: string };

describe("user/get", () => {
  it("lists 10,000 followers a page, each once, and ends with an empty page", async () => {
    const b = await bench({ followers: 25_000 });
    const seen: string[] = [];
    let next = "";
    for (;;) {
      const page = (await b.get("user/get", { next_openid: next })) as Page;
      expect(page.total).toBe(25_000);
      if (!page.data) {
        expect(page).toEqual({ total: 25_000, count: 0, next_openid: "" });
        break;
      }
      seen.push(...page.data.openid);
      next = page.next_openid;
    }
    expect(seen).toEqual(range(25_000).map(b.openid));
  });

  it("leaves out who unfollowed, and adds who followed", async () => {
    const b = await bench({ followers: 5 });
    await b.control("POST events", { event: "unsubscribe", follower: 2 });
    await b.control("POST events", { event: "subscribe", follower: 77 });
    const page = (await b.get("user/get")) as Page;
    expect(page.data?.openid).toEqual([0, 1, 3, 4, 77].map(b.openid));
    expect(page.total).toBe(5);
  });

  it("answers a wrong next_openid with 40003, another account's with 49003", async () => {
    const b = await bench();
    expect((await b.get("user/get", { next_openid: "garbage" })).errcode).toBe(40003);
    expect((await b.get("user/get", { next_openid: openidOf(999, 1) })).errcode).toBe(49003);
  });
});

describe("user/info", () => {
  it("returns a follower with nickname, avatar, sex and region empty, as since 2021", async () => {
    const b = await bench({ seed: 5, app: { initialTags: [{ name: "t", members: [3] }] } });
    expect(await b.get("user/info", { openid: b.openid(3), lang: "zh_CN" })).toMatchObject({
      subscribe: 1,
      openid: b.openid(3),
      nickname: "",
      sex: 0,
      city: "",
      headimgurl: "",
      unionid: unionidOf(5, 3),
      tagid_list: [100],
      subscribe_scene: expect.stringMatching(/^ADD_SCENE_/),
    });
  });

  it("returns of who does not follow only openid and unionid", async () => {
    const b = await bench({ seed: 5 });
    expect(await b.get("user/info", { openid: b.openid(500) })).toEqual({
      subscribe: 0,
      openid: b.openid(500),
      unionid: unionidOf(5, 500),
    });
  });

  it("tells when somebody followed again", async () => {
    const b = await bench();
    await b.control("POST events", { event: "unsubscribe", follower: 1 });
    await b.control("POST events", { event: "subscribe", follower: 1 });
    const { subscribe_time } = await b.get("user/info", { openid: b.openid(1) });
    expect(Math.abs(Number(subscribe_time) * 1000 - b.sim.clock.now())).toBeLessThan(60_000);
  });

  it("answers 40003 to a bad or foreign openid and 41009 to none", async () => {
    const b = await bench();
    expect((await b.get("user/info", { openid: "x" })).errcode).toBe(40003);
    expect((await b.get("user/info", { openid: openidOf(999, 1) })).errcode).toBe(40003);
    expect((await b.get("user/info")).errcode).toBe(41009);
  });
});

describe("user/info/batchget", () => {
  it("returns up to 100 profiles in the order asked", async () => {
    const b = await bench();
    const asked = range(100).reverse();
    const reply = await b.post("user/info/batchget", { user_list: asked.map((n) => ({ openid: b.openid(n), lang: "zh_CN" })) });
    expect((reply.user_info_list as { openid: string }[]).map((user) => user.openid)).toEqual(asked.map(b.openid));
  });

  it("answers 40032 to more than 100, 40031 to none, 40003 to a bad openid among them", async () => {
    const b = await bench();
    const ask = async (user_list: unknown) => (await b.post("user/info/batchget", { user_list })).errcode;
    expect(await ask(range(101).map((n) => ({ openid: b.openid(n) })))).toBe(40032);
    expect(await ask([])).toBe(40031);
    expect(await ask([{ openid: b.openid(1) }, { openid: "x" }])).toBe(40003);
    expect(await ask([7])).toBe(40003);
  });
});
