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

const VIP = { name: "贵宾", members: [1, 2, 3] };

async function pulled(): Promise<number> {
  const tag = await rig.named("贵宾");
  if (!tag) throw new Error("the tag was not pulled");
  return tag.tagId;
}

describe("a tag that is pulled and not mirrored", () => {
  test("keeps what was changed here through syncs, and takes what WeChat changes", async () => {
    rig = await MirrorRig.start(own, 20, { initialTags: [VIP] });
    const tagId = await pulled();
    await rig.here(tagId, [1], false);
    await rig.here(tagId, [9], true);
    await rig.sync();
    expect(await rig.carriers(tagId)).toEqual([2, 3, 9]);
    rig.thereSet("贵宾", [2], false);
    rig.thereSet("贵宾", [5], true);
    await rig.sync();
    expect(await rig.carriers(tagId)).toEqual([3, 5, 9]);
    expect(rig.there("贵宾")).toEqual([1, 3, 5]);
  });

  test("keeps the name it was given here, and follows WeChat's where it was given none", async () => {
    rig = await MirrorRig.start(own, 20, { initialTags: [VIP, { name: "旧名", members: [] }] });
    const tagId = await pulled();
    await rig.parts.mirror.changes.update(rig.tenantId, tagId, { name: "本地名" }, someEntry(rig.tenantId));
    const followed = (await rig.named("旧名"))?.tagId ?? 0;
    rig.account.tags.rename(rig.account.tags.byName("旧名")?.id ?? 0, "新名");
    await rig.sync();
    expect([(await rig.read(tagId))?.name, (await rig.read(followed))?.name]).toEqual(["本地名", "新名"]);
    expect(rig.there("贵宾")).toEqual([1, 2, 3]);
  });

  test("of which nothing was noted before (an older version's) loses nothing that was added here by the first sync", async () => {
    rig = await MirrorRig.start(own, 20, { initialTags: [VIP] });
    const tagId = await pulled();
    await rig.here(tagId, [9], true);
    await own.database.pool.query("DELETE FROM wechat_user_tag WHERE tag_id = $1", [tagId]);
    await own.database.pool.query("DELETE FROM wechat_tag WHERE tag_id = $1", [tagId]);
    await rig.sync();
    expect(await rig.carriers(tagId)).toEqual([1, 2, 3, 9]);
    rig.thereSet("贵宾", [1], false);
    await rig.sync();
    expect(await rig.carriers(tagId)).toEqual([2, 3, 9]);
  });

  test("mirrored later brings to WeChat what was changed here meanwhile", async () => {
    rig = await MirrorRig.start(own, 20, { initialTags: [VIP] });
    const tagId = await pulled();
    await rig.here(tagId, [1], false);
    await rig.here(tagId, [9], true);
    await rig.parts.mirror.changes.update(rig.tenantId, tagId, { mirrorToWeChat: true }, someEntry(rig.tenantId));
    await rig.push();
    expect(rig.there("贵宾")).toEqual([2, 3, 9]);
    expect(await rig.inStep(tagId)).toBe(true);
  });
});

describe("followers", () => {
  test("of several pages, and a blacklist of several pages, are taken over whole; a second run writes no row of a user", async () => {
    const blacklist = Array.from({ length: 10_500 }, (_, n) => n);
    rig = await MirrorRig.start(own, 20_500, { blacklist });
    const count =
      "SELECT count(*)::int AS n, count(*) FILTER (WHERE blacklisted)::int AS black FROM users WHERE tenant_id = $1 AND subscribed";
    expect(await rig.rows(count)).toEqual([{ n: 20_500, black: 10_500 }]);
    rig.account.followers.blacklisted.delete(3);
    rig.account.followers.blacklisted.add(20_000);
    const before = await rig.rows<{ n: number }>("SELECT change_position::int AS n FROM tenant_counter WHERE tenant_id = $1");
    await rig.sync();
    expect(await rig.rows(count)).toEqual([{ n: 20_500, black: 10_500 }]);
    const after = await rig.rows<{ n: number }>("SELECT change_position::int AS n FROM tenant_counter WHERE tenant_id = $1");
    expect((after[0]?.n ?? 0) - (before[0]?.n ?? 0)).toBe(2);
  });

  test("who left and came back between two syncs, untold, lost their tags at WeChat and not here", async () => {
    rig = await MirrorRig.start(own, 20, { initialTags: [VIP] });
    const tagId = await pulled();
    rig.account.apply({ type: "unfollowed", person: 2 }, Date.now());
    rig.account.apply({ type: "followed", person: 2 }, Date.now());
    await rig.sync();
    expect(rig.there("贵宾")).toEqual([1, 3]);
    expect(await rig.carriers(tagId)).toEqual([1, 2, 3]);
  });
});
