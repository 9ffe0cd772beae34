import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const UPDATE = `mutation($id: ID!, $input: UserUpdateInput!) {
  updateUser(id: $id, input: $input) { phone info { nickname realName sex birthday provinceId cityId regionId job vip } }
}`;
const WHOLE = {
  ...{ nickname: "小明🎈", realName: "王明", sex: "FEMALE", birthday: "1990-03-07", phone: "+86 138-1234-5678", job: "厨师", vip: true },
  ...{ provinceId: 310000, cityId: 310100, regionId: 310101, remark: "备".repeat(30) },
};

let world: World;
let admin: Client;
let ids: string[];
let id: string;
beforeAll(async () => {
  world = await createWorld({ followers: 60 });
  admin = await world.operator(Role.ADMIN);
  const { rows } = await world.test.database.pool.query<{ id: string }>(
    "SELECT user_id::text AS id FROM users JOIN user_info USING (user_id) WHERE status <> 'DELETED' ORDER BY ordinal",
  );
  ids = rows.map((row) => row.id);
});
beforeEach(() => {
  id = ids.pop() ?? "";
});
afterAll(() => world.close());

const sql = async <Row>(statement: string, ...values: unknown[]) => (await world.test.database.pool.query(statement, values)).rows as Row[];
const updated = (input: object) => admin.get<{ updateUser: { phone: string | null; info: object } }>(UPDATE, { id, input });
const audited = () =>
  sql<{ target: string; detail: string }>("SELECT target, detail FROM audit_entry WHERE action = 'updateUser' ORDER BY id DESC");
const changePosition = async () =>
  (await sql<{ p: string }>("SELECT change_position::text AS p FROM tenant_counter WHERE tenant_id = $1", world.tenant.id))[0]?.p;
const inAudience = async (audience: object) =>
  (await admin.get<{ users: { totalCount: number } }>("query($a: AudienceInput) { users(audience: $a) { totalCount } }", { a: audience }))
    .users.totalCount;

describe("updateUser", () => {
  test("writes every field, the phone without country code and hyphens", async () => {
    const { phone, remark, ...info } = WHOLE;
    expect(await updated(WHOLE)).toEqual({ updateUser: { phone: "13812345678", info } });
    expect(await sql("SELECT remark FROM users WHERE user_id = $1", id)).toEqual([{ remark }]);
  });

  test("leaves what is absent, clears what is null or blank", async () => {
    await updated(WHOLE);
    const { updateUser: after } = await updated({ job: "学生" });
    expect(after).toMatchObject({ phone: "13812345678", info: { nickname: "小明🎈", job: "学生", birthday: "1990-03-07" } });
    const nothing = Object.fromEntries(Object.keys(WHOLE).map((field) => [field, null]));
    const { updateUser: cleared } = await updated({ ...nothing, realName: "  " });
    expect(cleared.phone).toBeNull();
    const empty = { nickname: null, realName: null, birthday: null, provinceId: null, cityId: null, regionId: null, job: null };
    expect(cleared.info).toEqual({ ...empty, sex: "UNKNOWN", vip: false });
    expect(await sql("SELECT remark FROM users WHERE user_id = $1", id)).toEqual([{ remark: null }]);
  });

  test("makes the profile of a user who has none", async () => {
    await sql("DELETE FROM user_info WHERE user_id = $1", id);
    expect(await updated({ realName: "新" })).toMatchObject({ updateUser: { info: { realName: "新", sex: "UNKNOWN", vip: false } } });
  });

  test("is seen by audiences at once; the indexes hear only of what they choose and find people by", async () => {
    const audience = { all: [{ users: [id] }, { vip: true }, { hasPhone: true }, { provinceId: 310000 }] };
    await updated({ vip: false });
    expect(await inAudience(audience)).toBe(0);
    await updated({ vip: true, phone: "13812345678", provinceId: 310000 });
    expect(await inAudience(audience)).toBe(1);
    const before = await changePosition();
    await updated({ remark: "of no audience", job: "nor this" });
    expect(await changePosition()).toBe(before);
    await updated({ nickname: "found by this" });
    expect(await changePosition()).toBe(String(Number(before) + 1));
  });

  test("leaves an audit entry with the names of what changed, and nothing of what it is", async () => {
    await updated({ ...WHOLE, vip: false });
    const [entry] = await audited();
    await updated({ job: WHOLE.job, vip: true });
    const [second, ...others] = await audited();
    expect(entry?.target).toBe(`user:${id}`);
    expect(entry?.detail.split(", ")).toEqual(expect.arrayContaining(["phone", "realName", "remark"]));
    expect(JSON.stringify(others)).not.toMatch(/1381234|小明|王明|厨师|1990|备/);
    expect(second).toEqual({ target: `user:${id}`, detail: "vip" });
    await updated({ vip: true });
    expect((await audited()).length).toBe(others.length + 1);
  });

  test.each([
    [{ phone: "1381234" + "x" }, "phone"],
    [{ phone: "1234" }, "phone"],
    [{ phone: "1".repeat(21) }, "phone"],
    [{ birthday: "1899-12-31" }, "birthday"],
    [{ birthday: "2999-01-01" }, "birthday"],
    [{ birthday: "0000-01-01" }, "birthday"],
    [{ birthday: "2023-02-29" }, "birthday"],
    [{ remark: "备".repeat(31) }, "remark"],
    [{ nickname: "a".repeat(101) }, "nickname"],
    [{ nickname: "a\0b" }, "nickname"],
    [{ realName: "a".repeat(51) }, "realName"],
    [{ job: "a".repeat(31) }, "job"],
    [{ provinceId: 0 }, "provinceId"],
    [{ cityId: -1 }, "cityId"],
    [{ regionId: 2_147_483_648 }, "regionId"],
    [{ sex: "OTHER" }, "sex"],
    [{ vip: "yes" }, "vip"],
  ])("refuses %j by name and changes nothing", async (input, field) => {
    const { code, errors } = await admin.ask(UPDATE, { id, input: { job: "changed", ...input } });
    expect([code, errors?.[0]?.extensions?.field]).toEqual(["BAD_USER_INPUT", `input.${field}`]);
    expect(await sql("SELECT 1 FROM user_info WHERE user_id = $1 AND job = 'changed'", id)).toEqual([]);
  });

  test("is NOT_FOUND for an unknown user, CONFLICT for a DELETED one", async () => {
    for (const unknown of ["2147483647", "abc", "0"])
      expect((await admin.ask(UPDATE, { id: unknown, input: { vip: true } })).code).toBe("NOT_FOUND");
    await sql("UPDATE user_info SET status = 'DELETED' WHERE user_id = $1", id);
    expect((await admin.ask(UPDATE, { id, input: { phone: "13812345678" } })).code).toBe("CONFLICT");
  });

  test("made by many at once loses no field", async () => {
    const inputs = [{ nickname: "a" }, { realName: "b" }, { job: "c" }, { phone: "13812345678" }, { remark: "d" }, { vip: true }];
    await sql("DELETE FROM user_info WHERE user_id = $1", id);
    await Promise.all(inputs.map(updated));
    const [row] = await sql(
      "SELECT nickname, real_name, job, phone, remark, vip FROM users JOIN user_info USING (user_id) WHERE user_id = $1",
      id,
    );
    expect(row).toEqual({ nickname: "a", real_name: "b", job: "c", phone: "13812345678", remark: "d", vip: true });
  });
});
