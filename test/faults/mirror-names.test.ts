import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { someEntry } from "../support/audit.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { MirrorRig } from "../support/mirror-rig.js";

let own: TestDatabase;
let rig: MirrorRig;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
afterEach(() => rig.close());

const idOf = (name: string) => rig.account.tags.byName(name)?.id;

/** Mirrored and pushed. */
async function mirrored(name: string, people: number[] = []) {
  const { tagId } = await rig.create(name);
  if (people.length > 0) await rig.here(tagId, people, true);
  await rig.push();
  return tagId;
}

describe("a mirrored tag's name", () => {
  test("changed at WeChat is changed here; changed on both sides, ours stays and goes there", async () => {
    rig = await MirrorRig.start(own, 20);
    const [there, both] = [await mirrored("那边"), await mirrored("两边")];
    rig.account.tags.rename(idOf("那边") ?? 0, "改于微信");
    rig.account.tags.rename(idOf("两边") ?? 0, "微信名");
    await rig.parts.mirror.changes.update(rig.tenantId, both, { name: "我们的名" }, someEntry(rig.tenantId));
    await rig.sync();
    expect((await rig.read(there))?.name).toBe("改于微信");
    expect((await rig.read(both))?.name).toBe("我们的名");
    expect(idOf("我们的名")).toBe((await rig.read(both))?.wechatTagId);
    expect([idOf("两边"), idOf("微信名")]).toEqual([undefined, undefined]);
  });

  test("that WeChat refuses is shown with WeChat's words, not tried again by itself, and again after it was changed", async () => {
    rig = await MirrorRig.start(own, 20);
    rig.simulator.faults.order({ path: "/cgi-bin/tags/create", kind: "errcode", errcode: 45157, errmsg: "invalid tag name" });
    const { tagId } = await rig.create("不许");
    await rig.push();
    expect((await rig.facts(tagId))?.nameError).toMatch(/tags\/create: 45157 invalid tag name/);
    await rig.push();
    expect(idOf("不许")).toBeUndefined();
    expect(await rig.parts.mirror.states.waiting(99)).not.toContain(rig.tenantId);
    await rig.parts.mirror.changes.update(rig.tenantId, tagId, { name: "许可" }, someEntry(rig.tenantId));
    await rig.push();
    expect(await rig.facts(tagId)).toMatchObject({ nameError: null, settled: true });
    expect(idOf("许可")).toBeDefined();
  });

  test("for which WeChat has no room is tried again by the next sync", async () => {
    rig = await MirrorRig.start(own, 20);
    const ids = Array.from({ length: 100 }, (_, n) => rig.account.tags.create(rig.account.tags.peekNextId(), `满${n}`).id);
    const { tagId } = await rig.create("第一百零一");
    await rig.push();
    expect((await rig.facts(tagId))?.nameError).toMatch(/45056/);
    rig.account.tags.delete(ids[0] ?? 0);
    await rig.sync();
    expect(await rig.facts(tagId)).toMatchObject({ nameError: null, settled: true });
  });

  test("made by a call whose answer was lost is found again, and is ours to delete", async () => {
    rig = await MirrorRig.start(own, 20);
    rig.simulator.faults.order({ path: "/cgi-bin/tags/create", kind: "reset-after" });
    const { tagId } = await rig.create("失联");
    await rig.push();
    expect((await rig.read(tagId))?.wechatTagId).toBeNull();
    await own.database.pool.query("UPDATE tag_exchange SET wake_at = NULL WHERE tenant_id = $1", [rig.tenantId]);
    await rig.push();
    expect((await rig.read(tagId))?.wechatTagId).toBe(idOf("失联"));
    await rig.parts.mirror.changes.update(rig.tenantId, tagId, { mirrorToWeChat: false }, someEntry(rig.tenantId));
    await rig.push();
    expect(idOf("失联")).toBeUndefined();
  });
});

describe("a mirrored tag", () => {
  test("deleted at WeChat stays here with its users and is no longer mirrored, found by a sync or by a push", async () => {
    rig = await MirrorRig.start(own, 20);
    const [bySync, byPush] = [await mirrored("一", [1, 2]), await mirrored("二", [3])];
    rig.account.tags.delete(idOf("一") ?? 0);
    await rig.sync();
    expect(await rig.read(bySync)).toMatchObject({ mirrorToWeChat: false, wechatTagId: null });
    expect(await rig.carriers(bySync)).toEqual([1, 2]);
    rig.account.tags.delete(idOf("二") ?? 0);
    await rig.here(byPush, [4], true);
    await rig.push();
    expect(await rig.read(byPush)).toMatchObject({ mirrorToWeChat: false, wechatTagId: null });
    expect(await rig.carriers(byPush)).toEqual([3, 4]);
  });

  test("mirrored anew after that is made anew with all its users", async () => {
    rig = await MirrorRig.start(own, 20);
    const tagId = await mirrored("再来", [1, 2]);
    rig.account.tags.delete(idOf("再来") ?? 0);
    await rig.sync();
    await rig.parts.mirror.changes.update(rig.tenantId, tagId, { mirrorToWeChat: true }, someEntry(rig.tenantId));
    await rig.push();
    expect(rig.there("再来")).toEqual([1, 2]);
  });

  test("with more than 100,000 followers is untagged at WeChat before it is deleted there (45057)", async () => {
    rig = await MirrorRig.start(own, 120);
    const people = Array.from({ length: 120 }, (_, n) => n);
    const tagId = await mirrored("巨大", people);
    rig.simulator.faults.order({ path: "/cgi-bin/tags/delete", kind: "errcode", errcode: 45057 });
    await rig.parts.mirror.changes.delete(rig.tenantId, tagId, someEntry(rig.tenantId));
    await rig.push();
    expect(idOf("巨大")).toBeUndefined();
    expect(rig.outcomes("tags/members/batchuntagging")).toEqual({ 0: 3 });
  });

  test("deleted here is deleted there also when the answer is lost; a new one of its name is another", async () => {
    rig = await MirrorRig.start(own, 20);
    const tagId = await mirrored("轮回", [1]);
    const before = idOf("轮回");
    rig.simulator.faults.order({ path: "/cgi-bin/tags/delete", kind: "reset-after" });
    await rig.parts.mirror.changes.delete(rig.tenantId, tagId, someEntry(rig.tenantId));
    const again = await rig.create("轮回");
    await rig.here(again.tagId, [2], true);
    await rig.push();
    await own.database.pool.query("UPDATE tag_exchange SET wake_at = NULL WHERE tenant_id = $1", [rig.tenantId]);
    await rig.push();
    expect(idOf("轮回")).not.toBe(before);
    expect(rig.there("轮回")).toEqual([2]);
    expect(await rig.carriers(again.tagId)).toEqual([2]);
  });

  test("deleted here does not come back by a sync before it was deleted there", async () => {
    rig = await MirrorRig.start(own, 20);
    const tagId = await mirrored("不回", [1]);
    await rig.parts.mirror.changes.delete(rig.tenantId, tagId, someEntry(rig.tenantId));
    await rig.sync();
    expect(await rig.named("不回")).toBeUndefined();
    expect(idOf("不回")).toBeUndefined();
  });
});
