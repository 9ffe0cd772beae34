import { describe, expect, it } from "vitest";
import { openidOf } from "../../src/simulator/index.js";
import { type Bench, bench, range } from "./support.js";

const newTag = async (b: Bench, name: string) => ((await b.post("tags/create", { tag: { name } })).tag as { id: number }).id;
const tagging = (b: Bench, tagid: number, people: number[]) =>
  b.post("tags/members/batchtagging", { tagid, openid_list: people.map(b.openid) });
const FOREIGN = openidOf(999, 1);

describe("tags", () => {
  it("numbers new tags from 100 and answers without errcode", async () => {
    const b = await bench();
    expect(await b.post("tags/create", { tag: { name: "广东" } })).toEqual({ tag: { id: 100, name: "广东" } });
    expect(await newTag(b, "上海")).toBe(101);
  });

  it("lists the system's 星标组 and own tags with counts", async () => {
    const b = await bench();
    await tagging(b, await newTag(b, "广东"), [1, 2]);
    expect(await b.get("tags/get")).toEqual({
      tags: [
        { id: 2, name: "星标组", count: 0 },
        { id: 100, name: "广东", count: 2 },
      ],
    });
  });

  it("refuses an empty or taken name with 45157 and one over 30 characters with 45158", async () => {
    const b = await bench();
    await newTag(b, "广东");
    const create = async (name: unknown) => (await b.post("tags/create", { tag: { name } })).errcode;
    expect([await create(""), await create("  "), await create(7), await create("广东")]).toEqual([45157, 45157, 45157, 45157]);
    expect(await create("标".repeat(31))).toBe(45158);
    expect(await create("标".repeat(30))).toBeUndefined();
  });

  it("refuses the 101st tag with 45056", async () => {
    const b = await bench();
    for (const n of range(100)) await newTag(b, `tag ${n}`);
    expect((await b.post("tags/create", { tag: { name: "one more" } })).errcode).toBe(45056);
  });

  it("renames a tag; 45058 for the system's, 45159 for an unknown one, 45157 for a taken name", async () => {
    const b = await bench();
    const id = await newTag(b, "广东");
    await newTag(b, "上海");
    const rename = async (tag: { id: number; name: string }) => (await b.post("tags/update", { tag })).errcode;
    expect(await rename({ id, name: "广东人" })).toBe(0);
    expect(await rename({ id, name: "广东人" })).toBe(0);
    expect(await rename({ id, name: "上海" })).toBe(45157);
    expect(await rename({ id: 2, name: "x" })).toBe(45058);
    expect(await rename({ id: 999, name: "x" })).toBe(45159);
  });

  it("deletes a tag; 45058 for the system's, 45159 for an unknown one; its number is not used again", async () => {
    const b = await bench();
    const id = await newTag(b, "广东");
    const remove = async (tagId: number) => (await b.post("tags/delete", { tag: { id: tagId } })).errcode;
    expect([await remove(id), await remove(id), await remove(1)]).toEqual([0, 45159, 45058]);
    expect(await newTag(b, "广东")).toBe(id + 1);
  });

  it("refuses to delete a tag of more than 100,000 followers with 45057", async () => {
    const b = await bench({ followers: 100_001, app: { initialTags: [{ name: "everyone", members: range(100_001) }] } });
    expect((await b.post("tags/delete", { tag: { id: 100 } })).errcode).toBe(45057);
    await b.post("tags/members/batchuntagging", { tagid: 100, openid_list: [b.openid(0)] });
    expect((await b.post("tags/delete", { tag: { id: 100 } })).errcode).toBe(0);
  });

  it("user/tag/get pages through the followers of a tag; an empty page is just count 0", async () => {
    const b = await bench({ followers: 12_000, app: { initialTags: [{ name: "many", members: range(10_500) }] } });
    const first = (await b.post("user/tag/get", { tagid: 100, next_openid: "" })) as { count: number; next_openid: string };
    expect([first.count, first.next_openid]).toEqual([10_000, b.openid(9_999)]);
    const second = (await b.post("user/tag/get", { tagid: 100, next_openid: first.next_openid })) as { count: number; next_openid: string };
    expect([second.count, second.next_openid]).toEqual([500, b.openid(10_499)]);
    expect(await b.post("user/tag/get", { tagid: 100, next_openid: second.next_openid })).toEqual({ count: 0 });
    expect((await b.post("user/tag/get", { tagid: 999 })).errcode).toBe(45159);
    expect((await b.post("user/tag/get", { tagid: 100, next_openid: "garbage" })).errcode).toBe(40003);
  });
});

describe("tagging", () => {
  it("tags up to 50 people; repeating changes nothing; untagging those without the tag succeeds", async () => {
    const b = await bench();
    const id = await newTag(b, "广东");
    expect((await tagging(b, id, range(50))).errcode).toBe(0);
    expect((await tagging(b, id, range(50))).errcode).toBe(0);
    const untag = await b.post("tags/members/batchuntagging", { tagid: id, openid_list: [b.openid(0), b.openid(70)] });
    expect(untag.errcode).toBe(0);
    expect((await b.get("tags/get")).tags).toContainEqual({ id, name: "广东", count: 49 });
  });

  it("refuses 0 or 51 openids with 40032", async () => {
    const b = await bench();
    const id = await newTag(b, "广东");
    expect([(await tagging(b, id, [])).errcode, (await tagging(b, id, range(51))).errcode]).toEqual([40032, 40032]);
  });

  it("refuses garbage with 40003, another account's openid with 49003, an unknown tag with 45159; then nobody is tagged", async () => {
    const b = await bench();
    const id = await newTag(b, "广东");
    const tag = async (tagid: number, last: string) =>
      (await b.post("tags/members/batchtagging", { tagid, openid_list: [b.openid(1), last] })).errcode;
    expect(await tag(id, "garbage")).toBe(40003);
    expect(await tag(id, FOREIGN)).toBe(49003);
    expect(await tag(999, b.openid(2))).toBe(45159);
    expect(await b.post("tags/getidlist", { openid: b.openid(1) })).toEqual({ tagid_list: [] });
  });

  it("refuses a 21st tag for one user with 45059", async () => {
    const b = await bench();
    for (const n of range(21)) await newTag(b, `tag ${n}`);
    for (const n of range(20)) await tagging(b, 100 + n, [5]);
    expect((await tagging(b, 120, [5])).errcode).toBe(45059);
    expect((await tagging(b, 119, [5])).errcode).toBe(0);
  });

  it("answers 45159 to another tag for somebody who is being tagged, when tagging takes time; the same call later succeeds", async () => {
    const b = await bench({ app: { taggingTakesMs: 2000 } });
    const ids = [await newTag(b, "a"), await newTag(b, "b")];
    const sameUser = await Promise.all(ids.map((id) => tagging(b, id, [5])));
    expect(sameUser.map(({ errcode }) => errcode).sort()).toEqual([0, 45159]);
    const otherUsers = await Promise.all(ids.map((id, i) => tagging(b, id, [10 + i])));
    expect(otherUsers.map(({ errcode }) => errcode)).toEqual([0, 0]);
    await b.control("POST account", { taggingTakesMs: 0 });
    for (const id of ids) expect((await tagging(b, id, [5])).errcode).toBe(0);
  });

  it("tags/getidlist lists a user's tags; 41009 without openid, 40003 and 49003 for wrong ones", async () => {
    const b = await bench();
    const id = await newTag(b, "广东");
    await tagging(b, id, [5]);
    expect(await b.post("tags/getidlist", { openid: b.openid(5) })).toEqual({ tagid_list: [id] });
    expect((await b.post("tags/getidlist", {})).errcode).toBe(41009);
    expect((await b.post("tags/getidlist", { openid: "x" })).errcode).toBe(40003);
    expect((await b.post("tags/getidlist", { openid: FOREIGN })).errcode).toBe(49003);
  });
});

describe("blacklist", () => {
  const list = (b: Bench, begin_openid = "") => b.post("tags/members/getblacklist", { begin_openid });

  it("adds and removes up to 20 people and lists them", async () => {
    const b = await bench();
    const set = async (call: string, people: number[]) =>
      (await b.post(`tags/members/${call}`, { openid_list: people.map(b.openid) })).errcode;
    expect(await list(b)).toEqual({ total: 0, count: 0, next_openid: "" });
    expect(await set("batchblacklist", range(20))).toBe(0);
    expect(await set("batchunblacklist", range(18))).toBe(0);
    expect(await list(b)).toEqual({ total: 2, count: 2, data: { openid: [b.openid(18), b.openid(19)] }, next_openid: b.openid(19) });
    expect([await set("batchblacklist", range(21)), await set("batchunblacklist", [])]).toEqual([40032, 40032]);
  });

  it("lists 10,000 a page", async () => {
    const b = await bench({ followers: 11_000, app: { blacklist: range(10_001) } });
    const first = await list(b);
    expect([first.total, first.count]).toEqual([10_001, 10_000]);
    expect(await list(b, String(first.next_openid))).toMatchObject({ count: 1, next_openid: b.openid(10_000) });
  });

  it("needs a verified account: 48001", async () => {
    const b = await bench({ app: { verified: false } });
    const openid_list = [b.openid(1)];
    expect((await list(b)).errcode).toBe(48001);
    for (const call of ["batchblacklist", "batchunblacklist"]) {
      expect((await b.post(`tags/members/${call}`, { openid_list })).errcode).toBe(48001);
    }
  });

  it("answers 40003 to garbage and 49003 to another account's openid; then nobody is blacklisted", async () => {
    const b = await bench();
    for (const call of ["batchblacklist", "batchunblacklist"]) {
      const set = async (openid: unknown) => (await b.post(`tags/members/${call}`, { openid_list: [b.openid(1), openid] })).errcode;
      expect([await set("x"), await set(7), await set(FOREIGN)]).toEqual([40003, 40003, 49003]);
    }
    expect((await list(b, "x")).errcode).toBe(40003);
    expect((await list(b, FOREIGN)).errcode).toBe(49003);
    expect((await list(b)).total).toBe(0);
  });

  it("answers 44002 to an empty body", async () => {
    const b = await bench();
    expect((await b.raw(`/cgi-bin/tags/members/batchblacklist?access_token=${b.token()}`, { method: "POST" })).errcode).toBe(44002);
  });
});
