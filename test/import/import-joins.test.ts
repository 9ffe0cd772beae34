import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/terminal.js";
import { APPS, createImportWorld, expectAddsUp, type ImportWorld } from "./import-world.js";
import { openid } from "./legacy-database.js";

let world: ImportWorld;

beforeEach(async () => {
  world = await createImportWorld(APPS);
});
afterEach(() => world.close());

async function oldUser(userId: number, fields: Record<string, unknown> = {}): Promise<void> {
  await world.legacy.query("INSERT INTO user SET ?", [{ user_id: userId, openid: openid(userId), ...fields }]);
}

/** Somebody who came from WeChat before the import. */
async function follower(tenantId: number, ordinal: number, openidHere: string): Promise<number> {
  const [row] = await world.rows<{ id: number }>(
    "INSERT INTO users (tenant_id, ordinal, openid, subscribed) VALUES ($1, $2, $3, true) RETURNING user_id AS id",
    [tenantId, ordinal, openidHere],
  );
  await world.rows("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [tenantId, ordinal + 1]);
  return row?.id ?? 0;
}

describe("tagcast import into tenants", () => {
  it("follows --tenant-map; NULL goes to --tenant, what is mapped to nobody is rejected", async () => {
    await oldUser(1);
    await oldUser(2, { tenant_id: 2 });
    await oldUser(3, { tenant_id: 7 });
    const { tables, rejects } = await world.import("--tenant", APPS[0], "--tenant-map", `2=${APPS[1]}`);
    expectAddsUp(tables, rejects);
    expect(rejects).toEqual([{ table: "user", key: "3", reason: "tenant_id 7 is mapped to no tenant" }]);
    expect(await world.rows("SELECT user_id AS n, app_id AS app FROM users JOIN tenant t ON t.id = tenant_id ORDER BY 1")).toEqual([
      { n: 1, app: APPS[0] },
      { n: 2, app: APPS[1] },
    ]);
  });

  it("one openid in two tenants is two people", async () => {
    await oldUser(1, { openid: "oSame" });
    await oldUser(2, { openid: "oSame", tenant_id: 2 });
    const { rejects } = await world.import("--tenant", APPS[0], "--tenant-map", `2=${APPS[1]}`);
    expect(rejects).toEqual([]);
  });

  it.each([
    ["which tenant is meant", [], "there are 2 tenants: say which with --tenant, or --tenant-map"],
    ["an unknown tenant", ["--tenant", "wxnobody"], "no tenant has the AppID wxnobody"],
    ["a map that is none", ["--tenant-map", "1:wx"], "Give pairs of tenant_id and AppID"],
  ])("asks for: %s", async (_what, args, message) => {
    const run = await cli(["import", world.legacy.url, ...args], world.env);
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain(message);
  });
});

describe("tagcast import into a base that has followers already", () => {
  it("who is known by openid gets the old system's id, with tags and profile; who holds such an id by chance makes room", async () => {
    const tenantId = await world.tenantId(APPS[0]);
    const stranger = await follower(tenantId, 0, "oStranger");
    const known = await follower(tenantId, 1, openid(stranger));
    const [tag] = await world.rows<{ id: number }>("INSERT INTO tag (tenant_id, name) VALUES ($1, 'VIP') RETURNING id", [tenantId]);
    for (const userId of [stranger, known]) {
      await world.rows("INSERT INTO user_tag VALUES ($1, $2)", [tag?.id, userId]);
      await world.rows("INSERT INTO user_info (user_id, nickname) VALUES ($1, $2)", [userId, `nick${userId}`]);
    }
    await oldUser(stranger, { phone: "13800000001" });
    await oldUser(5_000);
    const { tables, rejects } = await world.import("--tenant", APPS[0]);
    expectAddsUp(tables, rejects);
    expect(rejects).toEqual([]);
    const rows = await world.rows<{ n: number; openid: string; tags: number }>(
      `SELECT user_id AS n, openid, ordinal, phone, subscribed, nickname, (SELECT count(*)::int FROM user_tag t WHERE t.user_id = u.user_id) AS tags
       FROM users u LEFT JOIN user_info USING (user_id) ORDER BY ordinal`,
    );
    expect(rows).toEqual([
      { n: expect.any(Number), openid: "oStranger", ordinal: 0, phone: null, subscribed: true, nickname: `nick${stranger}`, tags: 1 },
      { n: stranger, openid: openid(stranger), ordinal: 1, phone: "13800000001", subscribed: true, nickname: `nick${known}`, tags: 1 },
      { n: 5_000, openid: openid(5_000), ordinal: 2, phone: null, subscribed: false, nickname: null, tags: 0 },
    ]);
    expect(rows[0]?.n).toBeGreaterThan(5_000);
  });

  it("a second import takes over what the old system changed, and keeps what it does not know", async () => {
    await oldUser(1, { phone: "13800000001" });
    await world.import("--tenant", APPS[0]);
    await world.rows("UPDATE users SET unionid = 'fromWeChat', subscribed = true WHERE user_id = 1");
    await world.legacy.query("UPDATE user SET phone = '13900000009', openid = 'oMoved' WHERE user_id = 1");
    const { tables } = await world.import("--tenant", APPS[0]);
    expect(tables.user).toEqual({ read: 1, written: 1, changed: 1, rejected: 0 });
    expect(await world.rows("SELECT openid, phone, unionid, subscribed FROM users")).toEqual([
      { openid: "oMoved", phone: "13900000009", unionid: "fromWeChat", subscribed: true },
    ]);
  });

  it("does not bring back somebody whose data was deleted here on request", async () => {
    await oldUser(1);
    const tenantId = await world.tenantId(APPS[0]);
    await world.rows(
      "INSERT INTO deletion_request (tenant_id, user_id, openid, kind, processed, processed_at) VALUES ($1, 1, '', 'USER', true, now())",
      [tenantId],
    );
    const { rejects } = await world.import("--tenant", APPS[0]);
    expect(rejects).toEqual([{ table: "user", key: "1", reason: "the user's data was deleted here on request" }]);
    expect(await world.rows("SELECT 1 FROM users")).toEqual([]);
  });

  it("identity numbers have one hash however they were written, and a second import mends one that has another", async () => {
    const spellings = ["11010519491231002X", "11010519491231002x", "１１０１０５ 19491231002x"];
    for (const [i, identitycard] of spellings.entries()) {
      await oldUser(i + 1);
      await world.legacy.query("INSERT INTO user_info SET ?", [{ user_id: i + 1, identitycard }]);
    }
    await world.import("--tenant", APPS[0]);
    const hashes = async () =>
      (await world.rows<{ hash: string }>("SELECT DISTINCT identity_card_hash::text AS hash FROM user_info")).length;
    expect(await hashes()).toBe(1);
    await world.rows("UPDATE user_info SET identity_card_hash = '\\x00' WHERE user_id = 2");
    await world.import("--tenant", APPS[0]);
    expect(await hashes()).toBe(1);
  }, 120_000);

  it("the audience index hears of everybody", async () => {
    await oldUser(1);
    await oldUser(2);
    await world.import("--tenant", APPS[0]);
    expect(await world.rows("SELECT kind, length(ordinals) > 0 AS some FROM audience_change")).toEqual([{ kind: "USERS", some: true }]);
  });
});

describe("tagcast import from a database that is not as expected", () => {
  it("says once which columns it leaves out or misses, and takes absent ones as not known", async () => {
    await world.legacy.query("ALTER TABLE user_info DROP COLUMN jobs");
    await oldUser(1);
    await world.legacy.query("INSERT INTO user_info (user_id, nick_name) VALUES (1, 'A')");
    const { run, tables } = await world.import("--tenant", APPS[0]);
    expect(run.stderr.match(/legacy_flags/g)).toHaveLength(1);
    expect(run.stderr).toContain("user_info: columns it lacks, taken as not known: jobs");
    expect(tables.user_info).toMatchObject({ written: 1, rejected: 0 });
  });

  it("more than one profile of a user: the first stays, the others are rejected", async () => {
    await world.legacy.query("ALTER TABLE user_info DROP PRIMARY KEY, ADD KEY (user_id)");
    await oldUser(1);
    await world.legacy.query("INSERT INTO user_info (user_id, nick_name) VALUES (1, 'A'), (1, 'B')");
    const { tables, rejects } = await world.import("--tenant", APPS[0]);
    expectAddsUp(tables, rejects);
    expect(rejects).toEqual([{ table: "user_info", key: "1", reason: "there is another row with this user_id" }]);
  });

  it.each([
    ["a wrong password", { TAGCAST_IMPORT_PASSWORD: "planted-password" }, "Access denied"],
    ["a database that is none of the old system's", {}, "has no table user"],
  ])("%s: a clear failure without the password", async (what, env, message) => {
    if (what !== "a wrong password") await world.legacy.query("DROP TABLE user");
    const run = await cli(["import", world.legacy.url, "--tenant", APPS[0]], { ...world.env, ...env });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toContain("planted-password");
  });
});
