import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createImportWorld, expectAddsUp, type ImportResult, type ImportWorld, reasonsOf } from "./import-world.js";
import { DEFECTS, defectOf, fillLegacyDatabase, openid, phone } from "./legacy-database.js";

const ROWS = 200_000;
const each = ROWS / 350;
let world: ImportWorld;
let dryRun: ImportResult;
let first: ImportResult;

beforeAll(async () => {
  world = await createImportWorld();
  await fillLegacyDatabase(world.legacy, ROWS);
  dryRun = await world.import("--tags-table", "wx_user_tag", "--dry-run");
  expect(await world.rows("SELECT count(*)::int AS n FROM users")).toEqual([{ n: 0 }]);
  first = await world.import("--tags-table", "wx_user_tag");
}, 300_000);
afterAll(() => world.close());

const numbers = (defect: (typeof DEFECTS)[number]) => Array.from({ length: ROWS }, (_, i) => i + 1).filter((n) => defectOf(n) === defect);

describe("tagcast import of a base of 200,000 users, one row in fifty dirty", () => {
  it("read = written + rejected for every table, and the rejects file lists each rejected row", () => {
    expectAddsUp(first.tables, first.rejects);
    expect(first.tables.user?.read).toBe(ROWS - numbers("info without user").length);
    expect(first.tables.user_info?.read).toBe(ROWS);
    expect(DEFECTS.every((defect) => Math.abs(numbers(defect).length - each) <= 1)).toBe(true);
  });

  it.each([
    ["openid missing", "user", "openid is missing"],
    ["openid taken", "user", "another user has this openid"],
    ["info without user", "user_info", "there is no user with this user_id, or it was rejected"],
    ["name not UTF-8", "user_info", "real_name is not valid UTF-8"],
    ["job too long", "user_info", "jobs has more than 30 characters"],
    ["birthday impossible", "user_info", "birthday is a day that does not exist"],
    ["status unknown", "user_info", "status is none of 0, 1, 2"],
  ] as const)("rejects each row with: %s", (defect, table, reason) => {
    const keys = first.rejects.filter((reject) => reject.table === table && reject.reason === reason).map(({ key }) => Number(key));
    expect(keys).toEqual(expect.arrayContaining(numbers(defect)));
    const expected = defect === "info without user" ? numbers(defect).length + numbers("openid missing").length : numbers(defect).length;
    expect(keys).toHaveLength(expected);
  });

  it("a dry run foretells the same numbers and reasons, and writes nothing", () => {
    expect(dryRun.tables).toEqual(first.tables);
    expect(reasonsOf(dryRun.rejects)).toEqual(reasonsOf(first.rejects));
  });

  it("1,000 random users are as the source has them: ids, text, times in China, and what zero and nothing mean", async () => {
    const ids = Array.from({ length: 1_000 }, () => 1 + Math.floor(Math.random() * ROWS)).filter(
      (n) => !["openid missing", "openid taken", "info without user"].includes(defectOf(n) ?? ""),
    );
    const rows = await world.rows(
      `SELECT user_id AS n, openid, mini_program_openid AS mini, unionid, phone, u.imported, nickname, real_name AS name, sex, birthday::text, wechat, province_id AS province, company_id AS company,
              vip, status, i.created_at AS "createdAt", i.user_id IS NOT NULL AS info, f.pay_type AS pay, c.rand, c.password
       FROM users u LEFT JOIN user_info i USING (user_id) LEFT JOIN user_fav f USING (user_id) LEFT JOIN legacy_credential c USING (user_id) WHERE user_id = ANY($1)`,
      [ids],
    );
    expect(rows).toHaveLength(new Set(ids).size);
    for (const row of rows as { n: number; info: boolean }[])
      expect(row).toEqual(row.info ? { ...userOf(row.n), ...infoOf(row.n) } : { ...userOf(row.n), ...NO_INFO });
  });

  it("identity numbers stand sealed, and are found by their hash", async () => {
    const [row] = await world.rows<{ sealed: Buffer; same: number }>(
      "SELECT identity_card_sealed AS sealed, count(*) OVER (PARTITION BY identity_card_hash)::int AS same FROM user_info WHERE user_id = 3",
    );
    expect(row?.sealed.toString("latin1")).not.toContain("11010119900304");
    expect(row?.same).toBeGreaterThanOrEqual(1);
    const [dump] = await world.rows<{ found: number }>(
      "SELECT count(*)::int AS found FROM user_info i WHERE i::text LIKE '%1101011990030%'",
    );
    expect(dump).toEqual({ found: 0 });
  });

  it("tags by name and by WeChat's id, deletion requests with kind and state", async () => {
    const tags = await world.rows<{ name: string; wechat: number | null }>(
      'SELECT name, wechat_tag_id AS wechat FROM tag ORDER BY name COLLATE "C"',
    );
    expect(tags.map(({ name }) => name)).toEqual([
      "WeChat 100",
      "WeChat 101",
      "WeChat 102",
      ...Array.from({ length: 7 }, (_, i) => `老客${i}`),
    ]);
    const [{ n } = { n: 0 }] = await world.rows<{ n: number }>("SELECT count(*)::int AS n FROM user_tag");
    expect(n).toBe(first.tables.tags?.written);
    const requests = await world.rows(
      'SELECT user_id AS "userId", phone, openid, kind, processed FROM deletion_request WHERE user_id IN (1, 401) ORDER BY user_id',
    );
    expect(requests).toEqual([
      { userId: 1, phone: phone(1), openid: openid(1), kind: "USER", processed: true },
      { userId: 401, phone: phone(401), openid: openid(401), kind: "SYSTEM", processed: true },
    ]);
  });

  it("run again it changes nothing", async () => {
    const before = await world.rows(
      "SELECT sum(hashtext(u::text)::bigint) AS users, (SELECT change_position FROM tenant_counter) AS log FROM users u",
    );
    const again = await world.import("--tags-table", "wx_user_tag");
    expect(Object.values(again.tables).map(({ changed }) => changed)).toEqual([0, 0, 0, 0, 0]);
    expect(again.rejects).toEqual(first.rejects);
    expect(
      await world.rows("SELECT sum(hashtext(u::text)::bigint) AS users, (SELECT change_position FROM tenant_counter) AS log FROM users u"),
    ).toEqual(before);
  }, 300_000);
});

const NO_INFO = {
  nickname: null,
  name: null,
  sex: null,
  birthday: null,
  wechat: null,
  province: null,
  company: null,
  vip: null,
  status: null,
  createdAt: null,
  info: false,
};

function userOf(n: number) {
  return {
    n,
    openid: openid(n),
    mini: n % 2 ? `mini${n}` : null,
    unionid: n % 3 ? `union${n}` : null,
    phone: n % 10 !== 0 && n % 4 === 0 ? null : phone(n),
    imported: true,
    pay: n % 3 === 0 ? n % 4 || null : null,
    rand: "salt",
    password: `hash${n}`,
  };
}

function infoOf(n: number) {
  return {
    nickname: `昵称😀${n}`,
    name: `张三${n}`,
    sex: n % 4 === 0 ? "MALE" : n % 4 === 1 ? "FEMALE" : "UNKNOWN",
    birthday: n % 5 === 0 ? null : "1990-03-04",
    wechat: `wx${n}`,
    province: n % 34 || null,
    company: n % 20 || null,
    vip: n % 8 === 0,
    status: n % 50 === 3 ? "BLACKLISTED" : n % 70 === 4 ? "DELETED" : "NORMAL",
    createdAt: n % 9 === 0 ? null : new Date("2018-01-02T03:04:05+08:00"),
    info: true,
  };
}
