import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const PATH = "/cgi-bin/tags/members/batchblacklist";
const BLACKLIST = "mutation($ids: [ID!]!) { blacklistUsers(ids: $ids) }";
const UNBLACKLIST = "mutation($ids: [ID!]!) { unblacklistUsers(ids: $ids) }";

let world: World;
let approver: Client;
/** The log's newest entry when the test began: the log itself cannot be emptied. */
let auditedBefore = "0";
let everyone: { id: string; openid: string }[];
beforeAll(async () => {
  world = await createWorld({ followers: 200 });
  approver = await world.operator(Role.APPROVER);
  const { rows } = await world.test.database.pool.query<{ id: string; openid: string }>(
    "SELECT user_id::text AS id, openid FROM users WHERE subscribed ORDER BY ordinal",
  );
  everyone = rows;
});
beforeEach(async () => {
  nobodyAtWeChat();
  world.simulator.faults.clear();
  await world.test.database.pool.query("UPDATE users SET blacklisted = false");
  const { rows } = await world.test.database.pool.query<{ last: string }>("SELECT coalesce(max(id), 0)::text AS last FROM audit_entry");
  auditedBefore = rows[0]?.last ?? "0";
});
afterAll(() => world.close());

const account = () => world.simulator.account(world.tenant.appId).followers;
const nobodyAtWeChat = () => {
  for (const { openid } of everyone) account().blacklisted.delete(account().numberOf(openid));
};
const people = (count: number) => everyone.slice(0, count);
const idsOf = (count: number) => people(count).map(({ id }) => id);
const there = () => everyone.filter(({ openid }) => account().blacklisted.has(account().numberOf(openid))).map(({ id }) => id);
const here = async () =>
  (
    await world.test.database.pool.query<{ id: string }>("SELECT user_id::text AS id FROM users WHERE blacklisted ORDER BY ordinal")
  ).rows.map(({ id }) => id);
const audited = async () =>
  (
    await world.test.database.pool.query<{ action: string; detail: string }>(
      "SELECT action, detail FROM audit_entry WHERE id > $1::bigint ORDER BY id",
      [auditedBefore],
    )
  ).rows;

describe("blacklistUsers and unblacklistUsers", () => {
  test("keep WeChat's list and ours in step, twenty a call, and reach audiences at once", async () => {
    expect(await approver.get(BLACKLIST, { ids: idsOf(45) })).toEqual({ blacklistUsers: 45 });
    expect([there(), await here()]).toEqual([idsOf(45), idsOf(45)]);
    const { tagPreview } = await approver.get<{ tagPreview: { count: number; reachable: number } }>(
      "query($a: AudienceInput!) { tagPreview(audience: $a) { count reachable } }",
      { a: { users: idsOf(45) } },
    );
    expect(tagPreview.reachable).toBe(0);
    expect(await approver.get(UNBLACKLIST, { ids: idsOf(30) })).toEqual({ unblacklistUsers: 30 });
    const left = idsOf(45).slice(30);
    expect([there(), await here()]).toEqual([left, left]);
    expect(await audited()).toEqual([
      { action: "blacklistUsers", detail: "asked: 45 users" },
      { action: "blacklistUsers", detail: "45 users, 45 of them changed" },
      { action: "unblacklistUsers", detail: "asked: 30 users" },
      { action: "unblacklistUsers", detail: "30 users, 30 of them changed" },
    ]);
  });

  test("do no harm when repeated, and count only what changed", async () => {
    await approver.get(BLACKLIST, { ids: idsOf(5) });
    expect(await approver.get(BLACKLIST, { ids: [...idsOf(7), ...idsOf(7)] })).toEqual({ blacklistUsers: 2 });
    expect(await approver.get(UNBLACKLIST, { ids: [] })).toEqual({ unblacklistUsers: 0 });
    expect(await here()).toEqual(idsOf(7));
  });

  test("tell WeChat also of those marked here already, whom somebody took off WeChat's list", async () => {
    await approver.get(BLACKLIST, { ids: idsOf(3) });
    nobodyAtWeChat();
    expect(await approver.get(BLACKLIST, { ids: idsOf(3) })).toEqual({ blacklistUsers: 0 });
    expect(there()).toEqual(idsOf(3));
  });

  test("stop in the middle where WeChat refuses: both lists in step, what was done counted and audited", async () => {
    world.simulator.faults.order({ path: PATH, kind: "errcode", errcode: 48001, errmsg: "api unauthorized", skip: 2 });
    const { code, errors } = await approver.ask(BLACKLIST, { ids: idsOf(60) });
    expect(code).toBe("WECHAT_API_ERROR");
    expect(errors?.[0]?.message).toContain("40 of 60 users were done and 40 of them changed");
    expect(errors?.[0]?.extensions).toMatchObject({ errcode: 48001, done: 40, changed: 40 });
    expect([there(), await here()]).toEqual([idsOf(40), idsOf(40)]);
    expect(await audited()).toEqual([
      { action: "blacklistUsers", detail: "asked: 60 users" },
      { action: "blacklistUsers", detail: "40 users, 40 of them changed; failed: WeChat says 48001" },
    ]);
    expect(await approver.get(BLACKLIST, { ids: idsOf(60) })).toEqual({ blacklistUsers: 20 });
  });

  test("change nothing here where WeChat refuses the first call", async () => {
    world.simulator.faults.order({ path: PATH, kind: "errcode", errcode: 48001, errmsg: "api unauthorized" });
    const { code, errors } = await approver.ask(BLACKLIST, { ids: idsOf(3) });
    expect([code, errors?.[0]?.extensions?.errcode]).toEqual(["WECHAT_API_ERROR", 48001]);
    expect([there(), await here()]).toEqual([[], []]);
    expect(await audited()).toEqual([
      { action: "blacklistUsers", detail: "asked: 3 users" },
      { action: "blacklistUsers", detail: "0 users, 0 of them changed; failed: WeChat says 48001" },
    ]);
  });

  test("refuse an unknown user by position, and then do nothing at all", async () => {
    for (const unknown of ["2147483647", "abc"]) {
      const { code, errors } = await approver.ask(BLACKLIST, { ids: [...idsOf(2), unknown] });
      expect([code, errors?.[0]?.extensions?.field]).toEqual(["NOT_FOUND", "ids[2]"]);
    }
    expect(there()).toEqual([]);
  });

  test("refuse a person whose data was deleted, by position, before WeChat is told of anybody", async () => {
    const { rows } = await world.test.database.pool.query<{ id: string }>(
      "INSERT INTO users (tenant_id, ordinal, openid) VALUES ($1, 1000000, 'deleted-0123') RETURNING user_id::text AS id",
      [world.tenant.id],
    );
    const { code, errors } = await approver.ask(BLACKLIST, { ids: [...idsOf(2), rows[0]?.id] });
    expect([code, errors?.[0]?.extensions?.field]).toEqual(["CONFLICT", "ids[2]"]);
    expect([there(), await here()]).toEqual([[], []]);
  });

  test("refuse more than 1,000 users", async () => {
    const { code, errors } = await approver.ask(BLACKLIST, { ids: Array.from({ length: 1_001 }, () => idsOf(1)[0]) });
    expect([code, errors?.[0]?.extensions?.field]).toEqual(["BAD_USER_INPUT", "ids"]);
  });
});
