import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IDENTITY_CARD_PURPOSE } from "../../src/users/index.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 300;
interface Page {
  users: { totalCount: number; edges: { cursor: string; node: Person }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}
interface Person {
  id: string;
  openid: string;
  phone: string | null;
  tags: { id: string; name: string }[];
  info: { identityCard: string | null; nickname: string | null } | null;
}

const PAGE = `query($audience: AudienceInput, $search: String, $first: Int, $after: String) {
  users(audience: $audience, search: $search, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { id openid phone tags { id name } favourites { payType } info { identityCard nickname sex birthday } } }
  }
}`;

let world: World;
let viewer: Client;
let admin: Client;
let someone: Person;
/** Some of the demo people are DELETED, and in no list. */
let everyone: number;

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS });
  [viewer, admin] = [await world.operator(Role.VIEWER), await world.operator(Role.ADMIN)];
  const living = await world.test.database.pool.query("SELECT 1 FROM user_info WHERE status <> 'DELETED'");
  everyone = living.rows.length;
  const { users } = await viewer.get<Page>(PAGE, { first: 1 });
  someone = users.edges[0]?.node as Person;
  const sealed = Buffer.from(world.app.core.options.sealer.seal("110101199003071233", IDENTITY_CARD_PURPOSE));
  await world.test.database.pool.query("UPDATE users SET phone = '13812345678' WHERE user_id = $1", [someone.id]);
  const hash = Buffer.from(world.app.core.options.sealer.fingerprint("110101199003071233", IDENTITY_CARD_PURPOSE));
  await world.test.database.pool.query("UPDATE user_info SET identity_card_sealed = $2, identity_card_hash = $3 WHERE user_id = $1", [
    ...[someone.id, sealed, hash],
  ]);
});
afterAll(() => world.close());

describe("users", () => {
  test("pages through everybody once, in a stable order", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { users }: Page = await viewer.get<Page>(PAGE, { first: 70, after });
      expect(users.totalCount).toBe(everyone);
      seen.push(...users.edges.map(({ node }) => node.id));
      after = users.pageInfo.endCursor;
      more = users.pageInfo.hasNextPage;
    }
    expect(new Set(seen).size).toBe(everyone);
    expect(seen).toEqual([...seen].sort((a, b) => Number(a) - Number(b)));
  });

  test("holds a page to an audience", async () => {
    const { users } = await viewer.get<Page>(PAGE, { audience: { users: [someone.id] } });
    expect(users).toMatchObject({ totalCount: 1, edges: [{ node: { id: someone.id } }] });
    const { users: others } = await viewer.get<Page>(PAGE, { audience: { not: { users: [someone.id] } }, first: 200 });
    expect(others.totalCount).toBe(everyone - 1);
    expect(others.edges.map(({ node }) => node.id)).not.toContain(someone.id);
  });

  test("is asked in the same few statements whatever the size of the page", async () => {
    const statements = async (first: number) => {
      const { pool } = world.app.core.database;
      const real = pool.query;
      let count = 0;
      pool.query = ((...args: unknown[]) => {
        // The workers' own statements go on meanwhile.
        const [asked] = args as [string | { text: string }];
        if (/user_info|user_tag/.test(typeof asked === "string" ? asked : asked.text)) count++;
        return Reflect.apply(real, pool, args);
      }) as typeof real;
      await viewer.get(PAGE, { first });
      pool.query = real;
      return count;
    };
    expect([await statements(1), await statements(100)]).toEqual([2, 2]);
  });

  test.each([
    ["5678", 1],
    ["13812345678", 1],
    ["13812345679", 0],
  ])("search %s finds %i", async (search, count) => {
    const { users } = await viewer.get<Page>(PAGE, { search });
    expect(users.edges.filter(({ node }) => node.id === someone.id)).toHaveLength(count);
  });

  test.each([
    [{ first: 0 }, "first"],
    [{ first: 201 }, "first"],
    [{ after: "x" }, "after"],
    [{ search: "" }, "search"],
    [{ audience: { tag: "999999" } }, "audience.tag"],
    [{ audience: { all: [] } }, "audience.all"],
  ])("refuses %j by name", async (variables, field) => {
    const answer = await viewer.ask(PAGE, variables);
    expect(answer.code).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.field).toBe(field);
  });
});

describe("personal data", () => {
  test.each([Role.VIEWER, Role.OPERATOR, Role.APPROVER])("is masked for a %s", async (role) => {
    const client = await world.operator(role);
    const { user } = await client.get<{ user: Person }>("query($id: ID) { user(id: $id) { phone info { identityCard } } }", {
      id: someone.id,
    });
    expect(user).toEqual({ phone: "138****5678", info: { identityCard: "110*************33" } });
  });

  test("is shown to an ADMIN", async () => {
    const { user } = await admin.get<{ user: Person }>("query($id: ID) { user(id: $id) { phone info { identityCard } } }", {
      id: someone.id,
    });
    expect(user).toEqual({ phone: "13812345678", info: { identityCard: "110101199003071233" } });
  });
});

describe("an identity number", () => {
  const found = async (client: Client, variables: object) =>
    (await client.get<Page>(PAGE, { search: "１１０１０１ 19900307 1233", ...variables })).users.edges.map(({ node }) => node.id);

  test("finds the person for an ADMIN, also inside an audience", async () => {
    expect(await found(admin, {})).toEqual([someone.id]);
    expect(await found(admin, { audience: { users: [someone.id] } })).toEqual([someone.id]);
    expect(await found(await world.stranger(Role.ADMIN), {})).toEqual([]);
  });

  test.each([Role.VIEWER, Role.OPERATOR, Role.APPROVER])("tells a %s nothing: the answer is that of a number nobody has", async (role) => {
    const client = await world.operator(role);
    const nobodys = await client.get(PAGE, { search: "110101199003071234" });
    expect(await client.get(PAGE, { search: "110101199003071233" })).toEqual(nobodys);
    expect(await found(client, { audience: { users: [someone.id] } })).toEqual([]);
  });
});

describe("user", () => {
  const USER = "query($id: ID, $openid: String) { user(id: $id, openid: $openid) { id openid } }";

  test("is found by id and by openid", async () => {
    const { id, openid } = someone;
    expect(await viewer.get(USER, { id })).toEqual({ user: { id, openid } });
    expect(await viewer.get(USER, { openid })).toEqual({ user: { id, openid } });
  });

  test("needs exactly one of them", async () => {
    expect((await viewer.ask(USER, {})).code).toBe("BAD_USER_INPUT");
    expect((await viewer.ask(USER, { id: someone.id, openid: someone.openid })).code).toBe("BAD_USER_INPUT");
  });

  test("is NOT_FOUND where there is none, or where it is another tenant's", async () => {
    expect((await viewer.ask(USER, { id: "x" })).code).toBe("NOT_FOUND");
    const stranger = await world.stranger(Role.ADMIN);
    expect((await stranger.ask(USER, { id: someone.id })).code).toBe("NOT_FOUND");
    expect((await stranger.ask(USER, { openid: someone.openid })).code).toBe("NOT_FOUND");
    expect((await stranger.get<Page>(PAGE, {})).users.totalCount).toBe(0);
  });
});
