import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Audience, type AudienceIndex, OrdinalSet } from "../../src/audiences/index.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { PostgresUserFinder } from "../../src/users/adapters/postgres-user-finder.js";
import { PostgresUserStore } from "../../src/users/adapters/postgres-user-store.js";
import { SealedIdentityCards } from "../../src/users/adapters/sealed-identity-cards.js";
import { SEARCH_SQL } from "../../src/users/adapters/search-sql.js";
import { UserService } from "../../src/users/index.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

const USERS = 250;
/** An index that holds one fixed audience: what the page does with its answer is what is tested here. */
const EVEN = Array.from({ length: USERS / 2 }, (_, i) => i * 2);
const index = {
  page: async (_tenantId: number, audience: Audience, after: number | null, limit: number) => {
    const all = audience.kind === "everyone" ? Array.from({ length: USERS }, (_, i) => i) : EVEN;
    return { ordinals: all.filter((ordinal) => ordinal > (after ?? -1)).slice(0, limit), totalCount: all.length };
  },
  freeze: async () => OrdinalSet.of(EVEN),
} as unknown as AudienceIndex;
const EVENS: Audience = { kind: "vip", value: true };

const ALL = { audience: null, search: null, seesPersonalData: true, first: 200, after: null };
const cards = new SealedIdentityCards(new Sealer(Buffer.alloc(32, 7)));

let own: TestDatabase;
let service: UserService;
let tenantId: number;
let otherTenant: number;
let statements = 0;

beforeAll(async () => {
  own = await createTestDatabase();
  otherTenant = await insertTenant(own.database, { appId: "wx-other", users: 5 });
  tenantId = await insertTenant(own.database, { appId: "wx-users", users: USERS });
  const set = (sql: string, ...values: unknown[]) => own.database.pool.query(sql, [tenantId, ...values]);
  await set("UPDATE users SET phone = '13812345678', unionid = 'union-4' WHERE tenant_id = $1 AND ordinal = 4");
  await set("UPDATE users SET phone = '13900005678' WHERE tenant_id = $1 AND ordinal = 7");
  await set("UPDATE user_info i SET real_name = '欧阳100%' FROM users u WHERE u.user_id = i.user_id AND tenant_id = $1 AND ordinal = 8");
  await set(
    "UPDATE user_info i SET status = 'DELETED', real_name = '欧阳' FROM users u WHERE u.user_id = i.user_id AND tenant_id = $1 AND ordinal = 9",
  );
  const names =
    "UPDATE user_info i SET nickname = $3, real_name = $4 FROM users u WHERE u.user_id = i.user_id AND tenant_id = $1 AND ordinal = $2";
  await set(names, 10, "小明Bob🎈", "王大明");
  await set(names, 11, "明小", "大王");
  await set(names, 12, null, "bOBBY");
  const card =
    "UPDATE user_info i SET identity_card_hash = $3 FROM users u WHERE u.user_id = i.user_id AND tenant_id = $1 AND ordinal = $2";
  await set(card, 9, Buffer.from(cards.hash("110105199912310028")));
  await set(card, 13, Buffer.from(cards.hash("11010519491231002X")));
  await set(card, 14, Buffer.from(cards.hash("110105491231002")));
  await own.database.pool.query(card, [otherTenant, 3, Buffer.from(cards.hash("11010519491231002X"))]);
  await set("INSERT INTO user_fav (user_id, pay_type) SELECT user_id, 2 FROM users WHERE tenant_id = $1 AND ordinal = 4");
  const counting = {
    pool: new Proxy(own.database.pool, {
      get: (pool, key) => {
        if (key === "query") statements++;
        const value = Reflect.get(pool, key);
        return typeof value === "function" ? value.bind(pool) : value;
      },
    }),
    transaction: own.database.transaction,
  };
  service = new UserService(new PostgresUserStore(counting), index, new PostgresUserFinder({ database: counting, cards, index }));
});
afterAll(() => own.drop());

const search = async (text: string, audience: Audience | null = null, seesPersonalData = true) =>
  (await service.users(tenantId, { audience, search: text, seesPersonalData, first: 200, after: null })).edges.map(
    ({ node }) => node.ordinal,
  );
const userIdOf = async (ordinal: number, tenant = tenantId) => (await service.usersByOrdinals(tenant, [ordinal]))[0]?.id ?? "";

describe("users", () => {
  test("pages through an audience by stable cursors, each page one statement", async () => {
    const seen: number[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      statements = 0;
      const page = await service.users(tenantId, { audience: EVENS, search: null, seesPersonalData: true, first: 50, after });
      expect(statements).toBe(1);
      expect(page.totalCount).toBe(125);
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...page.edges.map(({ node }) => node.ordinal));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(EVEN);
  });

  test("come with profile and preferences", async () => {
    const [user] = await service.usersByOrdinals(tenantId, [4]);
    expect(user).toMatchObject({
      openid: "o4",
      rawPhone: "13812345678",
      info: { nickname: "用户4", sex: "FEMALE", vip: false, status: "NORMAL" },
    });
    expect(user?.favourites).toMatchObject({ payType: 2, addressId: null });
    expect((await service.usersByOrdinals(tenantId, [5]))[0]?.favourites).toBeNull();
  });

  test.each([
    ["a whole phone", "13812345678", [4]],
    ["a phone with its country code and blanks", "+86 138 1234 5678", [4]],
    ["a phone in full-width digits", "１３８１２３４５６７８", [4]],
    ["a whole identity number", "11010519491231002X", [13, 14]],
    ["an identity number with a small x", "11010519491231002x", [13, 14]],
    ["an identity number with blanks", " 110105 19491231 002X", [13, 14]],
    ["an identity number in full-width characters", "１１０１０５１９４９１２３１００２ｘ", [13, 14]],
    ["an identity number in its older form", "110105491231002", [13, 14]],
    ["no part of an identity number", "1101051949123100", []],
    ["no identity number of a deleted user", "110105199912310028", []],
    ["the last four digits of a phone", "5678", [4, 7]],
    ["an openid", "o17", [17]],
    ["a unionid", "union-4", [4]],
    ["part of a nickname", "用户24", [24, 240, 241, 242, 243, 244, 245, 246, 247, 248, 249]],
    ["part of a real name, not of a deleted user's", "欧阳", [8]],
    ["wildcards as they stand", "100%", [8]],
    ["an underscore as it stands", "用户2_", []],
    ["two Chinese characters that stand together", "小明", [10]],
    ["two Chinese characters inside a real name", "大明", [10]],
    ["one Chinese character", "明", [10, 11]],
    ["letters whatever their case", "BoB", [10, 12]],
    ["an emoji beside a letter", "b🎈", [10]],
    ["no end of a nickname with the beginning of a real name", "🎈王", []],
    ["three characters only where they stand together", "小明明", []],
    ["a letter and the next at even and at odd places", "ob", [10, 12]],
    ["five digits inside a phone", "12345", []],
  ])("search finds %s", async (_what, text, ordinals) => expect(await search(text)).toEqual(ordinals));

  test("search finds nobody by an identity number for whoever may not see any", async () => {
    for (const card of ["11010519491231002X", "110105491231002"]) expect(await search(card, null, false)).toEqual([]);
    expect(await search("13812345678", null, false)).toEqual([4]);
  });

  test("search finds nobody of another tenant by an identity number", async () => {
    const { edges } = await service.users(otherTenant, { ...ALL, search: "11010519491231002X" });
    expect(edges.map(({ node }) => [node.tenantId, node.ordinal])).toEqual([[otherTenant, 3]]);
  });

  test("each way to be found has an index", async () => {
    const plan = await own.database.transaction(async (tx) => {
      await tx.query("SET LOCAL enable_seqscan = off");
      const values = [tenantId, -1, "5678", 5678, false, "5678", [Buffer.of(1)], "5678", "%5678%"];
      return (await tx.query<{ "QUERY PLAN": string }>(`EXPLAIN ${SEARCH_SQL}`, values)).rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
    expect(plan).toContain("user_info_name_pairs_idx");
    expect(plan).toContain("users_tenant_id_phone_ending_idx");
    expect(plan).toContain("user_info_identity_card_hash_idx");
    expect(plan).not.toMatch(/Seq Scan|Disabled: true/);
  });

  test("search finds a user id", async () => expect(await search(await userIdOf(33))).toContain(33));

  test("search inside an audience counts and pages only its members", async () => {
    expect(await search("用户24", EVENS)).toEqual([24, 240, 242, 244, 246, 248]);
    const page = await service.users(tenantId, { audience: EVENS, search: "用户24", seesPersonalData: true, first: 2, after: null });
    expect(page).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: true } });
    const next = await service.users(tenantId, {
      ...{ audience: EVENS, search: "用户24", seesPersonalData: true, first: 2, after: page.pageInfo.endCursor },
    });
    expect(next.edges.map(({ node }) => node.ordinal)).toEqual([242, 244]);
  });

  test.each([
    ["an empty search", { search: "  " }, "search"],
    ["a search of 65 characters", { search: "用".repeat(65) }, "search"],
    ["a search with NUL", { search: "a\0b" }, "search"],
    ["a page of 0", { first: 0 }, "first"],
    ["a page of 201", { first: 201 }, "first"],
    ["a cursor that is none", { after: "x" }, "after"],
    ["a cursor beyond any user", { after: Buffer.from("users:9999999999").toString("base64url") }, "after"],
    ["a cursor of another list", { after: Buffer.from("tagJobs:1").toString("base64url") }, "after"],
  ])("refuse %s", async (_what, change, field) => {
    const page = { audience: null, search: null, seesPersonalData: true, first: 20, after: null, ...change };
    await expect(service.users(tenantId, page)).rejects.toMatchObject({ code: "BAD_USER_INPUT", details: { field } });
  });
});

describe("user", () => {
  test("is found by id or openid", async () => {
    const id = await userIdOf(12);
    expect((await service.user(tenantId, { id, openid: null })).ordinal).toBe(12);
    expect((await service.user(tenantId, { id: null, openid: "o12" })).id).toBe(id);
  });

  test("needs exactly one of the two", async () => {
    for (const key of [
      { id: null, openid: null },
      { id: "1", openid: "o1" },
    ]) {
      await expect(service.user(tenantId, key)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });

  test("of another tenant, unknown, or by an id that is none is NOT_FOUND", async () => {
    const foreign = await userIdOf(0, otherTenant);
    for (const id of [foreign, "2147483647", "2147483648", "0", "-1", "abc", "1e3"]) {
      await expect(service.user(tenantId, { id, openid: null })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(service.user(tenantId, { id: null, openid: "o12\0" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
