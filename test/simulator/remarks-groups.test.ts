import { describe, expect, it } from "vitest";
import { openidOf } from "../../src/simulator/index.js";
import { bench, type Json, range } from "./support.js";

describe("user/info/updateremark", () => {
  it("sets the remark that user/info and batchget return, and an empty one takes it away", async () => {
    const b = await bench();
    const openid = b.openid(1);
    expect(await b.post("user/info/updateremark", { openid, remark: "老客户" })).toEqual({ errcode: 0, errmsg: "ok" });
    expect((await b.get("user/info", { openid })).remark).toBe("老客户");
    const { user_info_list: list } = await b.post("user/info/batchget", { user_list: [{ openid }] });
    expect(list).toMatchObject([{ remark: "老客户" }]);
    await b.post("user/info/updateremark", { openid, remark: "" });
    expect((await b.get("user/info", { openid })).remark).toBe("");
  });

  it("refuses over 30 characters, and what is no text, with 40092", async () => {
    const b = await bench();
    const to = async (remark: unknown) => (await b.post("user/info/updateremark", { openid: b.openid(1), remark })).errcode;
    expect([await to("备".repeat(30)), await to("备".repeat(31)), await to(7), await to(undefined)]).toEqual([0, 40092, 40092, 40092]);
  });

  it("answers 41009 without openid, 40003 to a bad one or who does not follow, 49003 to another account's", async () => {
    const b = await bench();
    const of = async (openid?: string) => (await b.post("user/info/updateremark", { openid, remark: "x" })).errcode;
    expect([await of(), await of("x"), await of(b.openid(5000)), await of(openidOf(999, 1))]).toEqual([41009, 40003, 40003, 49003]);
  });
});

describe("groups, which mirror tags", () => {
  it("are made, listed with counts, renamed and deleted as tags are", async () => {
    const b = await bench();
    expect(await b.post("groups/create", { group: { name: "咖啡" } })).toEqual({ group: { id: 100, name: "咖啡" } });
    await b.post("tags/members/batchtagging", { tagid: 100, openid_list: range(3).map(b.openid) });
    await b.post("tags/members/batchblacklist", { openid_list: [b.openid(50)] });
    expect((await b.get("groups/get")).groups).toEqual([
      { id: 0, name: "未分组", count: 97 },
      { id: 1, name: "黑名单", count: 1 },
      { id: 2, name: "星标组", count: 0 },
      { id: 100, name: "咖啡", count: 3 },
    ]);
    await b.post("groups/update", { group: { id: 100, name: "茶" } });
    expect((await b.get("tags/get")).tags).toContainEqual({ id: 100, name: "茶", count: 3 });
    expect((await b.post("groups/delete", { group: { id: 100 } })).errcode).toBe(0);
    expect((await b.get("tags/get")).tags).toHaveLength(1);
  });

  it("show as groupid in user/info and groups/getid: the first of a person's tags, 0 without one", async () => {
    const b = await bench();
    const openid = b.openid(1);
    expect(await b.post("groups/getid", { openid })).toEqual({ groupid: 0 });
    for (const name of ["a", "b"]) await b.post("tags/create", { tag: { name } });
    for (const tagid of [101, 100]) await b.post("tags/members/batchtagging", { tagid, openid_list: [openid] });
    expect(await b.post("groups/getid", { openid })).toEqual({ groupid: 100 });
    expect(await b.get("user/info", { openid })).toMatchObject({ groupid: 100, tagid_list: [100, 101] });
  });

  it("take one person, or up to 50, out of the group they are in; 0 is none", async () => {
    const b = await bench();
    for (const name of ["a", "b"]) await b.post("groups/create", { group: { name } });
    const move = (openids: string[], to_groupid: number) =>
      openids.length === 1
        ? b.post("groups/members/update", { openid: openids[0], to_groupid })
        : b.post("groups/members/batchupdate", { openid_list: openids, to_groupid });
    const groupOf = async (n: number) => (await b.post("groups/getid", { openid: b.openid(n) })).groupid;
    await move(range(50).map(b.openid), 100);
    await move([b.openid(0)], 101);
    expect([await groupOf(0), await groupOf(1)]).toEqual([101, 100]);
    await move([b.openid(0)], 0);
    expect(await groupOf(0)).toBe(0);
    expect((await move(range(51).map(b.openid), 100)).errcode).toBe(40032);
    expect((await move([b.openid(1)], 999)).errcode).toBe(40050);
    expect((await move([b.openid(5000)], 100)).errcode).toBe(40003);
  });

  it("answer 40050 to an unknown group, 45016 to the system's, 40051 to a bad name, 45018 to the 101st", async () => {
    const b = await bench({ app: { initialTags: range(100).map((n) => ({ name: `t${n}`, members: [] })) } });
    const code = async (path: string, group: Json) => (await b.post(`groups/${path}`, { group })).errcode;
    expect(await code("update", { id: 999, name: "x" })).toBe(40050);
    expect(await code("delete", { id: 999 })).toBe(40050);
    expect(await code("delete", { id: 2 })).toBe(45016);
    expect(await code("update", { id: 100, name: "" })).toBe(40051);
    expect(await code("update", { id: 100, name: "名".repeat(31) })).toBe(40051);
    expect(await code("create", { name: "one too many" })).toBe(45018);
  });
});
