import { describe, expect, it } from "vitest";
import { failure, openClients, useClientBench } from "./client-bench.js";

const TAGS = "/cgi-bin/tags/get";
const TAG = "/cgi-bin/tags/members/batchtagging";
const OPENIDS = ["o1", "o2"];

const bench = useClientBench();

describe("followers and tags", () => {
  it("pages of followers end with an empty one", async () => {
    const path = "/cgi-bin/user/get";
    bench.wechat.replies(
      path,
      { total: 2, count: 2, data: { openid: ["o1", "o2"] }, next_openid: "o2" },
      { total: 2, count: 0, next_openid: "" },
    );
    expect(await bench.client.followers("")).toEqual({ total: 2, openids: ["o1", "o2"], nextOpenid: "o2" });
    expect(await bench.client.followers("o2")).toEqual({ total: 2, openids: [], nextOpenid: "" });
    expect(bench.wechat.callsTo(path).map(({ query, method }) => [method, query.get("next_openid")])).toEqual([
      ["GET", null],
      ["GET", "o2"],
    ]);
  });

  it("an empty blacklist is no fault", async () => {
    bench.wechat.replies("/cgi-bin/tags/members/getblacklist", { total: 0, count: 0 });
    expect(await bench.client.blacklist("")).toEqual({ total: 0, openids: [], nextOpenid: "" });
  });

  it("profiles know what WeChat still tells", async () => {
    const known = {
      subscribe: 1,
      openid: "o1",
      nickname: "",
      sex: 0,
      headimgurl: "",
      subscribe_time: 1382694957,
      unionid: "u1",
      remark: "",
      tagid_list: [128, 2],
    };
    bench.wechat.replies("/cgi-bin/user/info/batchget", { user_info_list: [known, { subscribe: 0, openid: "o2" }] });
    expect(await bench.client.profiles(["o1", "o2"])).toEqual([
      {
        openid: "o1",
        subscribed: true,
        unionid: "u1",
        nickname: null,
        sex: "UNKNOWN",
        headImageUrl: null,
        subscribedAt: new Date("2013-10-25T09:55:57Z"),
        remark: null,
        wechatTagIds: [128, 2],
      },
      {
        openid: "o2",
        subscribed: false,
        unionid: null,
        nickname: null,
        sex: "UNKNOWN",
        headImageUrl: null,
        subscribedAt: null,
        remark: null,
        wechatTagIds: [],
      },
    ]);
  });

  it("reads are tried three times, then the fault is shown", async () => {
    bench.wechat.replies(TAGS, "reset", { errcode: -1, errmsg: "system error" }, { tags: [{ id: 2, name: "星标组", count: 0 }] });
    expect(await bench.client.tags()).toEqual([{ id: 2, name: "星标组", count: 0 }]);
    bench.wechat.replies(TAGS, { errcode: -1, errmsg: "system error" });
    expect(await failure(bench.client.tags())).toMatchObject({ kind: "unclear", errcode: -1 });
    expect(bench.wechat.callsTo(TAGS)).toHaveLength(6);
  });

  it("reads are not repeated after a refusal", async () => {
    bench.wechat.replies(TAGS, { errcode: 45009, errmsg: "reach max api daily quota limit" });
    expect(await failure(bench.client.tags())).toMatchObject({ kind: "quota-day" });
    expect(bench.wechat.callsTo(TAGS)).toHaveLength(1);
  });

  it("tagging outlives a passing 45159, which tag creation never waits for", async () => {
    bench.wechat.replies(TAG, { errcode: 45159, errmsg: "invalid tag id" }, { errcode: 0, errmsg: "ok" });
    await bench.client.tagOpenids(134, OPENIDS);
    expect(bench.wechat.callsTo(TAG).map(({ body }) => body)).toEqual(Array(2).fill('{"openid_list":["o1","o2"],"tagid":134}'));
    bench.wechat.replies("/cgi-bin/tags/create", { errcode: -1, errmsg: "system error" });
    expect(await failure(bench.client.createTag("广东"))).toMatchObject({ kind: "unclear" });
    expect(bench.wechat.callsTo("/cgi-bin/tags/create")).toHaveLength(1);
  });

  it("tags are created, renamed, deleted and taken off", async () => {
    bench.wechat.replies("/cgi-bin/tags/create", { tag: { id: 134, name: "广东" } });
    for (const path of ["update", "delete", "members/batchuntagging"])
      bench.wechat.replies(`/cgi-bin/tags/${path}`, { errcode: 0, errmsg: "ok" });
    expect(await bench.client.createTag("广东")).toEqual({ id: 134, name: "广东" });
    await bench.client.renameTag(134, "广东人");
    await bench.client.untagOpenids(134, OPENIDS);
    await bench.client.deleteTag(134);
    expect(bench.wechat.calls.slice(-3).map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ["/cgi-bin/tags/update", { tag: { id: 134, name: "广东人" } }],
      ["/cgi-bin/tags/members/batchuntagging", { openid_list: OPENIDS, tagid: 134 }],
      ["/cgi-bin/tags/delete", { tag: { id: 134 } }],
    ]);
  });

  it("a server below a path is found", async () => {
    bench.wechat.on("/wechat/cgi-bin/stable_token", () => bench.wechat.issue(false)).replies("/wechat/cgi-bin/tags/get", { tags: [] });
    const below = openClients(`${bench.wechat.url}/wechat/`);
    expect(await (await below.forTenant(1)).tags()).toEqual([]);
    await below.close();
  });
});
