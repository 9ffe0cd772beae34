import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const PREVIEW = `query($audience: AudienceInput!, $sampleSize: Int) {
  tagPreview(audience: $audience, sampleSize: $sampleSize) {
    count reachable sample { id openid subscribed info { sex status } } tags { tag { id name } count } asOf tookMs
  }
}`;

interface Preview {
  tagPreview: {
    count: number;
    reachable: number;
    sample: { id: string; openid: string; subscribed: boolean; info: { sex: string; status: string } | null }[];
    tags: { tag: { id: string; name: string }; count: number }[];
    asOf: string;
    tookMs: number;
  };
}

const nested = (depth: number): object => (depth === 0 ? { everyone: true } : { not: nested(depth - 1) });
const leaves = (count: number): object[] => Array.from({ length: count }, () => ({ vip: true }));

describe("tagPreview", () => {
  let world: World;
  let viewer: Client;
  /** All 300 but the few that the demo data marks DELETED. */
  let everyone: number;
  beforeAll(async () => {
    world = await createWorld({ followers: 300 });
    viewer = await world.operator(Role.VIEWER);
    const { rows } = await world.test.database.pool.query<{ there: number }>(
      "SELECT count(*)::int AS there FROM users u LEFT JOIN user_info i USING (user_id) WHERE u.tenant_id = $1 AND i.status IS DISTINCT FROM 'DELETED'",
      [world.tenant.id],
    );
    everyone = rows[0]?.there ?? 0;
  });
  afterAll(() => world.close());

  const preview = async (audience: object, sampleSize?: number) =>
    (await viewer.get<Preview>(PREVIEW, { audience, ...(sampleSize !== undefined && { sampleSize }) })).tagPreview;

  it("counts everyone, samples the first in the order of users, and names the commonest tags", async () => {
    const { count, sample, tags, tookMs } = await preview({ everyone: true });
    const users = await viewer.get<{ users: { totalCount: number; edges: { node: { id: string } }[] } }>(
      "{ users(first: 20) { totalCount edges { node { id } } } }",
    );
    expect(count).toBe(everyone);
    expect(users.users.totalCount).toBe(everyone);
    expect(sample.map(({ id }) => id)).toEqual(users.users.edges.map(({ node }) => node.id));
    expect(tags.length).toBeGreaterThan(0);
    expect(tags.map((one) => one.count)).toEqual(tags.map((one) => one.count).sort((a, b) => b - a));
    const [commonest] = tags;
    expect((await preview({ tag: commonest?.tag.id })).count).toBe(commonest?.count);
    expect(tookMs).toBeGreaterThanOrEqual(0);
  });

  it("combines leaves as sets", async () => {
    const male = await preview({ sex: "MALE" }, 100);
    const others = await preview({ not: { sex: "MALE" } }, 0);
    const both = await preview({ any: [{ sex: "MALE" }, { not: { sex: "MALE" } }] }, 0);
    expect(male.sample.every(({ info }) => info?.sex === "MALE")).toBe(true);
    expect(male.count + others.count).toBe(everyone);
    expect(both.count).toBe(everyone);
    expect((await preview({ all: [{ sex: "MALE" }, { not: { sex: "MALE" } }] })).sample).toEqual([]);
    expect((await preview({ status: "DELETED" }, 0)).count).toBe(300 - everyone);
  });

  it("reaches those who are subscribed, on no blacklist and NORMAL", async () => {
    const all = await preview({ everyone: true }, 0);
    const subscribed = await preview({ all: [{ subscribed: true }, { status: "NORMAL" }] }, 0);
    const gone = await preview({ subscribed: false }, 0);
    expect(all.reachable).toBe(subscribed.reachable);
    expect(subscribed.reachable).toBeLessThanOrEqual(subscribed.count);
    expect(gone.reachable).toBe(0);
  });

  it("gives as many users as asked for", async () => {
    for (const size of [0, 1, 100]) expect((await preview({ everyone: true }, size)).sample).toHaveLength(size);
    const { tagPreview } = await viewer.get<Preview>(PREVIEW, { audience: { everyone: true }, sampleSize: null });
    expect(tagPreview.sample).toHaveLength(20);
  });

  it("holds what was changed just before, and says so", async () => {
    const editor = await world.operator(Role.OPERATOR);
    const { createTag } = await editor.get<{ createTag: { id: string } }>('mutation { createTag(input: { name: "just now" }) { id } }');
    expect((await preview({ tag: createTag.id })).count).toBe(0);
    const [first] = (await preview({ everyone: true }, 1)).sample;
    const before = Date.now();
    const { tagUsers } = await editor.get<{ tagUsers: { id: string } }>(
      "mutation($input: TagUsersInput!) { tagUsers(input: $input) { id } }",
      { input: { tagIds: [createTag.id], audience: { users: [first?.id] } } },
    );
    const done = async () =>
      (await editor.get<{ tagJob: { status: string } }>("query($id: ID!) { tagJob(id: $id) { status } }", tagUsers)).tagJob.status;
    await expect.poll(done, { timeout: 20_000 }).toBe("SUCCEEDED");
    const after = await preview({ tag: createTag.id });
    expect(after.sample).toEqual([first]);
    expect(after.tags).toContainEqual({ tag: { id: createTag.id, name: "just now" }, count: 1 });
    expect(Date.parse(after.asOf)).toBeGreaterThan(before - 5_000);
  });

  it("is the same after a restart", async () => {
    const audience = { all: [{ subscribed: true }, { not: { sex: "FEMALE" } }] };
    const { asOf: _before, tookMs: _tookBefore, ...before } = await preview(audience);
    await world.restart();
    const { asOf: _after, tookMs: _tookAfter, ...after } = await preview(audience);
    expect(after).toEqual(before);
  });

  it("is for those who are signed in, VIEWERs and up", async () => {
    const { url } = world;
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: PREVIEW, variables: { audience: { everyone: true } } }),
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  it("shows nobody, and no tag, of another tenant", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const ids = (await preview({ everyone: true }, 5)).sample.map(({ id }) => id);
    const { tagPreview } = await stranger.get<Preview>(PREVIEW, { audience: { any: [{ everyone: true }, { users: ids }] } });
    expect(tagPreview).toMatchObject({ count: 0, reachable: 0, sample: [], tags: [] });
    const [ours] = (await preview({ everyone: true })).tags;
    const answer = await stranger.ask(PREVIEW, { audience: { tag: ours?.tag.id } });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "audience.tag" });
  });

  describe("names the field at fault", () => {
    it.each<[string, object, string]>([
      ["an unknown tag", { audience: { all: [{ vip: true }, { tag: "2000000000" }] } }, "audience.all[1].tag"],
      ["a tag that is no id", { audience: { not: { tag: "x" } } }, "audience.not.tag"],
      ["an empty audience", { audience: {} }, "audience"],
      ["two fields", { audience: { vip: true, sex: "MALE" } }, "audience"],
      ["a null operand", { audience: { tag: null } }, "audience.tag"],
      ["everyone: false", { audience: { everyone: false } }, "audience.everyone"],
      ["an unknown sex", { audience: { sex: "M" } }, "audience.sex"],
      ["depth 9", { audience: nested(9) }, `audience${".not".repeat(9)}`],
      ["201 leaves", { audience: { any: leaves(201) } }, "audience"],
      ["sampleSize 101", { audience: { everyone: true }, sampleSize: 101 }, "sampleSize"],
      ["sampleSize -1", { audience: { everyone: true }, sampleSize: -1 }, "sampleSize"],
    ])("%s", async (_name, variables, field) => {
      const answer = await viewer.ask(PREVIEW, { ...variables });
      expect(answer.code).toBe("BAD_USER_INPUT");
      expect(String(answer.errors?.[0]?.extensions?.field)).toMatch(new RegExp(`^${field.replace(/[[\]]/g, "\\$&")}`));
    });
  });

  it("takes depth 8 and 200 leaves", async () => {
    expect((await preview(nested(8), 0)).count).toBe(everyone);
    expect((await preview({ any: leaves(200) }, 0)).count).toBe((await preview({ vip: true }, 0)).count);
  });
});
