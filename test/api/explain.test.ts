import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpCaller } from "../support/caller.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const levels = (depth: number): string => (depth === 0 ? "matches label" : `matches label children { ${levels(depth - 1)} }`);
const EXPLAIN = `query($audience: AudienceInput!, $userId: ID!, $language: TextLanguage) {
  explainAudience(audience: $audience, userId: $userId, language: $language) { ${levels(4)} parts { matches label depth } }
}`;

interface Explanation {
  matches: boolean;
  label: string;
  children: Explanation[];
  parts: { matches: boolean; label: string; depth: number }[];
}

let world: World;
let operator: Client;
let someone: { id: string; openid: string };
let tag: { id: string };
beforeAll(async () => {
  world = await createWorld({ followers: 200 });
  operator = await world.operator(Role.OPERATOR);
  const { users } = await operator.get<{ users: { edges: { node: typeof someone }[] } }>(
    "{ users(audience: { sex: FEMALE }, first: 1) { edges { node { id openid } } } }",
  );
  someone = users.edges[0]?.node as typeof someone;
  tag = (await operator.get<{ createTag: typeof tag }>('mutation { createTag(input: { name: "新客" }) { id } }')).createTag;
});
afterAll(() => world.close());

async function explain(audience: object, language?: string, userId = someone.id): Promise<Explanation> {
  const variables = { audience, userId, ...(language && { language }) };
  return (await operator.get<{ explainAudience: Explanation }>(EXPLAIN, variables)).explainAudience;
}

async function segment(name: string, audience: object): Promise<string> {
  const mutation = "mutation($input: SegmentInput!) { createSegment(input: $input) { id } }";
  return (await operator.get<{ createSegment: { id: string } }>(mutation, { input: { name, audience } })).createSegment.id;
}

describe("explainAudience", () => {
  test("gives the tree with each part's truth, in Chinese and in English", async () => {
    const audience = { all: [{ sex: "FEMALE" }, { not: { any: [{ tag: tag.id }, { provinceId: 110000 }] } }] };
    const { rows } = await world.test.database.pool.query<{ id: number | null }>(
      "SELECT province_id AS id FROM user_info WHERE user_id = $1",
      [someone.id],
    );
    const inBeijing = rows[0]?.id === 110000;
    const leaf = (matches: boolean, label: string) => ({ matches, label, children: [] });
    expect(await explain(audience)).toMatchObject({
      matches: !inBeijing,
      label: "以下全部满足",
      children: [
        leaf(true, "女"),
        {
          matches: !inBeijing,
          label: "以下不满足",
          children: [
            { matches: inBeijing, label: "以下至少满足一项", children: [leaf(false, "标签「新客」"), leaf(inBeijing, "省份「北京市」")] },
          ],
        },
      ],
    });
    expect((await explain(audience, "EN")).parts).toEqual([
      { matches: !inBeijing, label: "all of these", depth: 0 },
      { matches: true, label: "female", depth: 1 },
      { matches: !inBeijing, label: "not this", depth: 1 },
      { matches: inBeijing, label: "at least one of these", depth: 2 },
      { matches: false, label: 'tag "新客"', depth: 3 },
      { matches: inBeijing, label: 'province "北京市"', depth: 3 },
    ]);
  });

  test("opens segments down to their leaves", async () => {
    const inner = await segment("女粉丝", { all: [{ sex: "FEMALE" }, { tag: tag.id }] });
    const outer = await segment("外层", { not: { segment: inner } });
    const { parts, ...tree } = await explain({ segment: outer });
    expect(tree).toMatchObject({ matches: true, label: "人群「外层」" });
    expect(parts.map(({ matches, label, depth }) => [depth, label, matches])).toEqual([
      [0, "人群「外层」", true],
      [1, "以下不满足", true],
      [2, "人群「女粉丝」", false],
      [3, "以下全部满足", false],
      [4, "女", true],
      [4, "标签「新客」", false],
    ]);
  });

  test("agrees with users(audience) about everybody", async () => {
    const audience = { any: [{ all: [{ sex: "MALE" }, { vip: true }] }, { not: { subscribed: true } }, { users: [someone.id] }] };
    const { inside, all } = await operator.get<Record<"inside" | "all", { edges: { node: { id: string } }[] }>>(
      "query($audience: AudienceInput!) { inside: users(audience: $audience, first: 200) { edges { node { id } } } all: users(first: 200) { edges { node { id } } } }",
      { audience },
    );
    const members = new Set(inside.edges.map(({ node }) => node.id));
    for (const { node } of all.edges.slice(0, 40)) expect((await explain(audience, "EN", node.id)).matches).toBe(members.has(node.id));
  });

  test("explains someone DELETED: in nothing but that", async () => {
    const { users } = await operator.get<{ users: { edges: { node: { id: string } }[] } }>(
      "{ users(audience: { status: DELETED }, first: 1) { edges { node { id } } } }",
    );
    const id = users.edges[0]?.node.id;
    const { parts } = await explain({ any: [{ status: "DELETED" }, { everyone: true }, { not: { tag: tag.id } }] }, "EN", id);
    expect(parts.map(({ matches }) => matches)).toEqual([true, true, false, false, false]);
  });

  test("holds what was changed just before", async () => {
    const input = { tagIds: [tag.id], audience: { users: [someone.id] } };
    await operator.get("mutation($input: TagUsersInput!) { tagUsers(input: $input) { id } }", { input });
    await expect.poll(async () => (await explain({ tag: tag.id })).matches, { timeout: 20_000 }).toBe(true);
  });

  test("shows a tree as deep as an audience may be in one query", async () => {
    let audience: object = { vip: true };
    for (let depth = 0; depth < 8; depth++) audience = { not: audience };
    const query = `query($audience: AudienceInput!, $userId: ID!) { explainAudience(audience: $audience, userId: $userId) { ${levels(8)} } }`;
    const answer = await operator.ask(query, { audience, userId: someone.id });
    expect(answer.code).toBeUndefined();
    expect(JSON.stringify(answer.data).match(/"label"/g)).toHaveLength(9);
  });

  test.each(["2000000000", "0", "abc", "99999999999"])("knows no user %s: NOT_FOUND naming userId", async (userId) => {
    const answer = await operator.ask(EXPLAIN, { audience: { vip: true }, userId });
    expect(answer.errors?.[0]).toMatchObject({ message: `userId: no user ${userId}`, extensions: { code: "NOT_FOUND", field: "userId" } });
  });

  test("knows no user of another tenant", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const answer = await stranger.ask(EXPLAIN, { audience: { everyone: true }, userId: someone.id });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "NOT_FOUND", field: "userId" });
  });

  test.each([
    [{ all: [{ tag: "2000000000" }] }, "audience.all[0].tag"],
    [{ segment: "2000000000" }, "audience.segment"],
    [{ all: [] }, "audience.all"],
  ])("names the field at fault: %j", async (audience, field) => {
    const answer = await operator.ask(EXPLAIN, { audience, userId: someone.id });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field });
  });

  test("needs a session", async () => {
    expect((await httpCaller(world.url)(EXPLAIN, { audience: { vip: true }, userId: "1" })).code).toBe("UNAUTHENTICATED");
  });
});
