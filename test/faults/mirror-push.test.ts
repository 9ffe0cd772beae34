import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { MirrorRig } from "../support/mirror-rig.js";

const TAGGING = "/cgi-bin/tags/members/batchtagging";
let own: TestDatabase;
let rig: MirrorRig;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
afterEach(() => rig.close());

const range = (to: number) => Array.from({ length: to }, (_, n) => n);

describe("pushing", () => {
  test("never has two calls for one user at once, though two processes push several tags: WeChat would answer 45159", async () => {
    rig = await MirrorRig.start(own, 400, { taggingTakesMs: 30 });
    const names = ["甲", "乙", "丙"];
    const tags = await Promise.all(names.map((name) => rig.create(name)));
    for (const { tagId } of tags) await rig.here(tagId, range(400), true);
    const others = [rig.another(), rig.another()];
    await Promise.all([rig.push(), ...others.map(({ mirror }) => mirror.runner.run(rig.tenantId)), rig.sync()]);
    for (const name of names) expect(rig.there(name)).toEqual(range(400));
    expect(rig.outcomes("tags/members/batchtagging")).toEqual({ 0: 24 });
    await Promise.all(others.map(({ clients }) => clients.close()));
  });

  test("goes on without an openid WeChat does not know, and notes that the person no longer follows", async () => {
    rig = await MirrorRig.start(own, 120);
    const { tagId } = await rig.create("陌生");
    await rig.here(tagId, range(120), true);
    rig.account.apply({ type: "unfollowed", person: 70 }, Date.now());
    await rig.push();
    expect(rig.there("陌生")).toEqual(range(120).filter((n) => n !== 70));
    expect(await rig.rows("SELECT openid FROM users WHERE tenant_id = $1 AND NOT subscribed")).toEqual([{ openid: rig.openid(70) }]);
    expect(await rig.inStep(tagId)).toBe(true);
  });

  test("goes on without a user who has 20 tags, and says so until there is room", async () => {
    const full = range(20).map((n) => ({ name: `满${n}`, members: [5, 60] }));
    rig = await MirrorRig.start(own, 100, { initialTags: full });
    const { tagId } = await rig.create("第二十一");
    await rig.here(tagId, range(100), true);
    await rig.push();
    expect(rig.there("第二十一")).toEqual(range(100).filter((n) => n !== 5 && n !== 60));
    const facts = await rig.facts(tagId);
    const ids = await rig.rows<{ id: number }>("SELECT user_id AS id FROM users WHERE tenant_id = $1 AND ordinal IN (5, 60) ORDER BY 1");
    expect(facts).toMatchObject({ refused: ids.map(({ id }) => id), pending: 2 });
    expect(await rig.inStep(tagId)).toBe(false);
    rig.thereSet("满0", [5, 60], false);
    await rig.sync();
    expect(rig.there("第二十一")).toEqual(range(100));
    expect(await rig.facts(tagId)).toMatchObject({ refused: [], pending: 0, settled: true });
  });

  test("waits for the next day when the day's quota is used up, says so, and goes on where it was", async () => {
    rig = await MirrorRig.start(own, 100);
    const { tagId } = await rig.create("配额");
    await rig.here(tagId, range(100), true);
    rig.simulator.faults.order({ path: TAGGING, kind: "errcode", errcode: 45009, errmsg: "reach max api daily quota limit", times: 2 });
    await rig.push();
    expect((await rig.facts(tagId))?.waitsFor).toMatch(/batchtagging: 45009 reach max api daily quota limit/);
    const paused = await rig.parts.mirror.states.pausedUntil(rig.tenantId);
    expect(paused?.toISOString()).toMatch(/T16:00:05.000Z$/);
    expect(await rig.parts.mirror.states.waiting(99)).not.toContain(rig.tenantId);
    await rig.push();
    expect(rig.there("配额")).toEqual([]);
    await own.database.pool.query("UPDATE tag_exchange SET wake_at = now() - interval '1 second' WHERE tenant_id = $1", [rig.tenantId]);
    expect(await rig.parts.mirror.states.waiting(99)).toContain(rig.tenantId);
    await rig.push();
    expect(rig.there("配额")).toEqual(range(100));
    expect(await rig.facts(tagId)).toMatchObject({ settled: true, waitsFor: null });
  });

  test("repeats what WeChat left unclear, and what it refused at random for a tag that is there", async () => {
    rig = await MirrorRig.start(own, 100);
    const { tagId } = await rig.create("含糊");
    await rig.here(tagId, range(100), true);
    rig.simulator.faults.order({ path: TAGGING, kind: "errcode", errcode: -1, when: "after", times: 2 });
    rig.simulator.faults.order({ path: TAGGING, kind: "errcode", errcode: 45159, skip: 2 });
    rig.simulator.faults.order({ path: TAGGING, kind: "reset-after", skip: 3 });
    await rig.push();
    expect(rig.there("含糊")).toEqual(range(100));
    expect(await rig.inStep(tagId)).toBe(true);
  });

  test("compares all users where the change log was trimmed beyond the position reached", async () => {
    rig = await MirrorRig.start(own, 50);
    const { tagId } = await rig.create("修剪");
    await rig.push();
    await rig.here(tagId, [1, 2], true);
    await rig.here(tagId, [3], true);
    await own.database.pool.query("DELETE FROM audience_change WHERE tenant_id = $1", [rig.tenantId]);
    await rig.push();
    expect(rig.there("修剪")).toEqual([1, 2, 3]);
  });

  test("gives somebody who left and came back the tags again", async () => {
    rig = await MirrorRig.start(own, 50);
    const { tagId } = await rig.create("回来");
    await rig.here(tagId, [7], true);
    await rig.push();
    const openid = rig.openid(7);
    rig.account.apply({ type: "unfollowed", person: 7 }, Date.now());
    await rig.parts.followers.applyFollowChange(rig.tenantId, { openid, subscribed: false, at: new Date(), source: null });
    await rig.push();
    expect(await rig.inStep(tagId)).toBe(true);
    rig.account.apply({ type: "followed", person: 7 }, Date.now());
    await rig.parts.followers.applyFollowChange(rig.tenantId, { openid, subscribed: true, at: new Date(Date.now() + 1), source: null });
    expect(await rig.inStep(tagId)).toBe(false);
    await rig.push();
    expect(rig.there("回来")).toEqual([7]);
    expect(await rig.inStep(tagId)).toBe(true);
  });

  test("stopped in the middle ends between two calls, leaves nothing in doubt, and goes on in another process", async () => {
    rig = await MirrorRig.start(own, 1_000, { taggingTakesMs: 100 });
    const { tagId } = await rig.create("停下");
    await rig.here(tagId, range(1_000), true);
    const pushing = rig.push();
    while (!rig.there("停下")?.length) await new Promise(setImmediate);
    rig.parts.mirror.runner.stop();
    await pushing;
    expect(rig.there("停下")?.length).toBeLessThan(1_000);
    expect(await rig.rows("SELECT 1 FROM wechat_tag_call WHERE tenant_id = $1")).toEqual([]);
    expect(await rig.parts.mirror.states.pausedUntil(rig.tenantId)).toBeNull();
    const other = rig.another();
    await other.mirror.runner.run(rig.tenantId);
    await other.clients.close();
    expect(rig.there("停下")).toEqual(range(1_000));
    expect(rig.outcomes("tags/members/batchtagging")).toEqual({ 0: 20 });
  });

  test("makes no call where nothing changed", async () => {
    rig = await MirrorRig.start(own, 50);
    const { tagId } = await rig.create("安静");
    await rig.here(tagId, range(50), true);
    await rig.push();
    const before = rig.outcomes("tags/members/batchtagging");
    await rig.push();
    await rig.sync();
    expect(rig.outcomes("tags/members/batchtagging")).toEqual(before);
    expect(await rig.parts.mirror.states.waiting(99)).not.toContain(rig.tenantId);
  });
});

describe("isInStep", () => {
  test("is exact: a local change, a call in doubt or a list unread makes it false; who does not follow does not count", async () => {
    rig = await MirrorRig.start(own, 50);
    const { tagId } = await rig.create("齐步");
    expect(await rig.inStep(tagId)).toBe(false);
    await rig.push();
    expect(await rig.inStep(tagId)).toBe(true);
    await rig.here(tagId, [1], true);
    expect(await rig.inStep(tagId)).toBe(false);
    await rig.here(tagId, [1], false);
    expect(await rig.inStep(tagId)).toBe(true);
    const [call] = await rig.parts.mirror.members.plan(rig.tenantId, tagId, [[1]], []);
    expect(await rig.inStep(tagId)).toBe(false);
    await rig.parts.mirror.members.notDone([call?.callId ?? 0n]);
    await own.database.pool.query("UPDATE wechat_tag SET members_after = '' WHERE tag_id = $1", [tagId]);
    expect(await rig.inStep(tagId)).toBe(false);
    await rig.push();
    await own.database.pool.query("UPDATE users SET subscribed = false WHERE tenant_id = $1 AND openid = $2", [
      rig.tenantId,
      rig.openid(9),
    ]);
    await rig.here(tagId, [9], true);
    expect(await rig.inStep(tagId)).toBe(true);
    expect(await rig.inStep(2_000_000_000)).toBe(false);
    expect(await rig.parts.mirror.states.isInStep(rig.tenantId + 1, tagId)).toBe(false);
    expect(await rig.inStep((await rig.create("不镜像", false)).tagId)).toBe(false);
  });
});
