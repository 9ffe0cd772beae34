import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Role } from "../../src/graphql/roles.js";
import { openTestSearch, type TestSearch } from "../support/elasticsearch.js";
import { cli } from "../support/terminal.js";
import { type Client, createWorld, type World } from "../support/world.js";

const FOLLOWERS = 300;
const STRANGER = ["--name", "another", "--app-id", "wx00000000000000aa", "--app-secret", "first-secret", "--callback-token", "firsttoken"];

let search: TestSearch;
let world: World;
let admin: Client;
/** Demo followers that are not DELETED. */
let everyone: number;
beforeAll(async () => {
  search = openTestSearch();
  world = await createWorld({ followers: FOLLOWERS, elasticsearch: { url: search.url, index: search.alias } });
  admin = await world.operator(Role.ADMIN);
  const { rows } = await world.test.database.pool.query<{ count: number }>(
    "SELECT count(*)::int FROM users LEFT JOIN user_info USING (user_id) WHERE status IS DISTINCT FROM 'DELETED'",
  );
  everyone = rows[0]?.count ?? 0;
});
afterAll(async () => {
  await world.close();
  await search.drop();
});

/** `tagcast …` on the same database and Elasticsearch; its exit code and what it printed. */
async function tagcast(...args: string[]): Promise<{ code: number; printed: Record<string, unknown> }> {
  const { code, stdout } = await run(...args, "--json");
  return { code, printed: JSON.parse(stdout) as Record<string, unknown> };
}

function run(...args: string[]): ReturnType<typeof cli> {
  const places = { DATABASE_URL: world.test.url, ELASTICSEARCH_URL: search.url, ELASTICSEARCH_INDEX: search.alias };
  return cli(args, { ...places, TAGCAST_SECRET_KEY: "00".repeat(32), PORT: "1" });
}

interface Preview {
  tagPreview: { count: number; reachable: number; sample: { id: string }[]; tags: { tag: { id: string }; count: number }[] };
}

const preview = (audience: object) =>
  admin.get<Preview>(
    "query($a: AudienceInput!) { tagPreview(audience: $a, sampleSize: 5) { count reachable sample { id } tags { tag { id } count } } }",
    { a: audience },
  );

describe("the whole server on Elasticsearch", () => {
  it("answers previews, and in the next one what a mutation did", async () => {
    const { tagPreview } = await preview({ everyone: true });
    expect(tagPreview.count).toBe(everyone);
    expect(tagPreview.sample).toHaveLength(5);
    const { createTag } = await admin.get<{ createTag: { id: string } }>('mutation { createTag(input: { name: "新客" }) { id } }');
    const ids = tagPreview.sample.map(({ id }) => id);
    const { tagUsers } = await admin.get<{ tagUsers: { id: string } }>(
      "mutation($input: TagUsersInput!) { tagUsers(input: $input) { id } }",
      {
        input: { tagIds: [createTag.id], audience: { users: ids } },
      },
    );
    for (let finished = false; !finished; ) {
      const { tagJob } = await admin.get<{ tagJob: { finishedAt: string | null } }>("query($id: ID!) { tagJob(id: $id) { finishedAt } }", {
        id: tagUsers.id,
      });
      finished = tagJob.finishedAt !== null;
    }
    const tagged = await preview({ tag: createTag.id });
    expect(tagged.tagPreview).toMatchObject({ count: 5, sample: tagPreview.sample });
    expect(tagged.tagPreview.tags).toContainEqual({ tag: { id: createTag.id }, count: 5 });
  });

  it("finds people by part of a name or a phone's end, and at once by what a mutation made of them", async () => {
    const find = async (search: string, audience: object | null = null) => {
      const asked = "query($s: String, $a: AudienceInput) { users(search: $s, audience: $a) { totalCount edges { node { id } } } }";
      const { users } = await admin.get<{ users: { totalCount: number; edges: { node: { id: string } }[] } }>(asked, {
        s: search,
        a: audience,
      });
      expect(users.totalCount).toBe(users.edges.length);
      return users.edges.map(({ node }) => node.id);
    };
    const [first, second] = (await preview({ everyone: true })).tagPreview.sample.map(({ id }) => id) as [string, string];
    const update = (id: string, input: object) =>
      admin.get("mutation($id: ID!, $input: UserUpdateInput!) { updateUser(id: $id, input: $input) { id } }", { id, input });
    expect(await find("龘靐")).toEqual([]);
    await update(first, { nickname: "一只龘靐齾" });
    expect([await find("龘靐"), await find("靐"), await find("龘靐", { not: { users: [first] } })]).toEqual([[first], [first], []]);
    await update(second, { realName: "龘", phone: "+852 6000 4321" });
    expect([await find("龘"), await find("4321")]).toEqual([[first, second], expect.arrayContaining([second])]);
    await update(first, { nickname: "谁" });
    expect(await find("龘")).toEqual([second]);
  });

  it("keeps a tag that follows a rule to exactly the rule's audience, whoever enters and leaves it", async () => {
    const women = { sex: "FEMALE" };
    const { createTag } = await admin.get<{ createTag: { id: string } }>(
      "mutation($input: TagInput!) { createTag(input: $input) { id } }",
      {
        input: { name: "女性", rule: women },
      },
    );
    const tag = { tag: createTag.id };
    const count = async (audience: object) => (await preview(audience)).tagPreview.count;
    const differing = { any: [{ all: [tag, { not: women }] }, { all: [women, { not: tag }] }] };
    const followed = () => expect.poll(() => count(differing), { timeout: 30_000, interval: 100 }).toBe(0);
    await followed();
    const before = await count(tag);
    expect(before).toBeGreaterThan(1);
    const change = (id: string | undefined, sex: string) =>
      admin.get("mutation($id: ID!, $input: UserUpdateInput!) { updateUser(id: $id, input: $input) { id } }", { id, input: { sex } });
    const someone = async (audience: object) => (await preview(audience)).tagPreview.sample[0]?.id;
    const leaver = await someone(women);
    await change(leaver, "MALE");
    await followed();
    expect(await count(tag)).toBe(before - 1);
    await change(leaver, "FEMALE");
    await change(await someone({ sex: "MALE" }), "FEMALE");
    await followed();
    expect(await count(tag)).toBe(before + 1);
  });

  it("is ready when Elasticsearch is", async () => {
    const answer = await fetch(`${world.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ready", checks: { database: "ok", elasticsearch: "ok" } }]);
  });

  it("tagcast doctor sees the index, and finds what is wrong in it; reindex --repair mends it", async () => {
    const drift = async () => {
      const { printed } = await tagcast("doctor", "--drift");
      const findings = printed.findings as { check: string; status: string; message: string }[];
      const about = (check: string) => findings.find((finding) => finding.check.startsWith(check));
      expect(about("search index")?.status).toBe("ok");
      expect(about("audience index of")?.message).toContain("up to date");
      return about("drift of")?.message;
    };
    expect(await drift()).toBe(`0 of ${FOLLOWERS} users`);
    const { id } = world.tenant;
    await search.client.delete({ index: search.alias, id: `${id}-7`, refresh: true });
    await world.test.database.pool.query("UPDATE users SET blacklisted = true WHERE tenant_id = $1 AND ordinal = 9", [id]);
    await world.test.database.pool.query(
      "UPDATE user_info i SET nickname = 'x' FROM users u WHERE u.user_id = i.user_id AND tenant_id = $1 AND ordinal = 11",
      [id],
    );
    expect(await drift()).toContain(`wrong about 3 of ${FOLLOWERS} users`);
    const { code, printed } = await tagcast("reindex", "--repair");
    expect([code, printed.tenants]).toEqual([0, [{ appId: world.tenant.appId, users: FOLLOWERS, differing: 3, left: 0 }]]);
    expect(await drift()).toBe(`0 of ${FOLLOWERS} users`);
  });

  it("tagcast export asks it, and seed fills it: no bitmaps are made beside it", async () => {
    const { code, stdout } = await run("export", "--audience", '{"sex": "FEMALE"}', "--columns", "user_id");
    const women = (await preview({ sex: "FEMALE" })).tagPreview.count;
    expect([code, stdout.trim().split("\n").length - 1]).toEqual([0, women]);
    const stranger = await tagcast("create-tenant", ...STRANGER);
    expect(stranger.code).toBe(0);
    expect((await tagcast("seed", "--users", "40", "--tenant", "wx00000000000000aa")).printed).toMatchObject({ written: 40 });
    const { rows } = await world.test.database.pool.query<{ id: number }>("SELECT id FROM tenant WHERE app_id = 'wx00000000000000aa'");
    await search.client.indices.refresh({ index: search.alias });
    expect((await search.client.count({ index: search.alias, query: { term: { tenant_id: String(rows[0]?.id) } } })).count).toBe(40);
    expect((await world.test.database.pool.query("SELECT 1 FROM audience_snapshot")).rows).toEqual([]);
  });

  it("tells how far it trails the change log, in /metrics and to doctor, and which documents are refused", async () => {
    const { pool } = world.test.database;
    const shown = async () => {
      const text = await (await fetch(`${world.url}/metrics`)).text();
      return Object.fromEntries([...text.matchAll(/^tagcast_search_index_(\w+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
    };
    await expect.poll(shown, { timeout: 30_000 }).toEqual({ behind_changes: 0, behind_seconds: 0, refused_documents: 0 });
    // As if another process wrote all the time.
    const [index] = Object.keys(await search.client.indices.getAlias({ name: search.alias }));
    const other = await pool.connect();
    await other.query("SELECT pg_advisory_lock(hashtext($1), $2)", [index, world.tenant.id]);
    const users = await admin.get<Preview>("{ tagPreview(audience: { everyone: true }, sampleSize: 1) { sample { id } } }");
    const change = 'mutation($id: ID!) { updateUser(id: $id, input: { job: "x", sex: UNKNOWN }) { id } }';
    await admin.get(change, { id: users.tagPreview.sample[0]?.id });
    await pool.query(
      "UPDATE audience_change SET at = at - interval '2 minutes' WHERE position = (SELECT max(position) FROM audience_change WHERE tenant_id = $1) AND tenant_id = $1",
      [world.tenant.id],
    );
    await pool.query("INSERT INTO search_index_reject (index_name, tenant_id, ordinal, error) VALUES ($1, $2, 3, 'x')", [
      index,
      world.tenant.id,
    ]);
    const trailing = await shown();
    expect(trailing).toMatchObject({ behind_changes: 1, refused_documents: 1 });
    expect(trailing.behind_seconds).toBeGreaterThan(110);
    await pool.query("DELETE FROM search_index_reject");
    const { printed } = await tagcast("doctor");
    const findings = printed.findings as { check: string; message: string }[];
    expect(findings.find(({ check }) => check.startsWith("audience index of wx") && check.endsWith(world.tenant.appId))?.message).toContain(
      "1 changes behind the log",
    );
    await other.query("SELECT pg_advisory_unlock_all()");
    other.release();
    await expect.poll(shown, { timeout: 30_000 }).toMatchObject({ behind_changes: 0, behind_seconds: 0 });
  });

  it("tagcast reindex puts a new index in the place of the old one while the server answers", async () => {
    const [before] = Object.keys(await search.client.indices.getAlias({ name: search.alias }));
    const state = { over: false };
    const asking = (async () => {
      while (!state.over) expect((await preview({ everyone: true })).tagPreview.count).toBe(everyone);
    })();
    // A failure is seen where it is awaited.
    asking.catch(() => undefined);
    const { code, printed } = await tagcast("reindex");
    state.over = true;
    await asking;
    const after = Object.keys(await search.client.indices.getAlias({ name: search.alias }));
    expect([code, printed]).toMatchObject([0, { index: after[0], replaced: before, resumed: false }]);
    expect(await search.client.indices.exists({ index: before ?? "" })).toBe(false);
    expect((await preview({ everyone: true })).tagPreview.count).toBe(everyone);
  });

  it("tagcast doctor sees fields that somebody changed, and reindex mends them", async () => {
    const mapping = async () => {
      const findings = (await tagcast("doctor")).printed.findings as { check: string; status: string; message: string }[];
      return findings.find(({ check }) => check === "search mapping");
    };
    expect(await mapping()).toMatchObject({ status: "ok" });
    const [index = ""] = Object.keys(await search.client.indices.getAlias({ name: search.alias }));
    await search.client.indices.putMapping({ index, dynamic: true });
    expect(await mapping()).toMatchObject({
      status: "fault",
      message: "new fields are taken in: somebody changed it; run `tagcast reindex`",
    });
    const { mappings = {} } = (await search.client.indices.getMapping({ index }))[index] ?? {};
    const { city_id: _gone, ...properties } = mappings.properties ?? {};
    const changed = `${index}-changed`;
    await search.client.indices.create({
      index: changed,
      mappings: { ...mappings, dynamic: "strict", properties: { ...properties, sex: { type: "integer" } } },
    });
    await world.test.database.pool.query("INSERT INTO search_index (name, alias) VALUES ($1, $2)", [changed, search.alias]);
    // At once: in between the server would make itself a new one.
    await search.client.indices.updateAliases({
      actions: [{ add: { index: changed, alias: search.alias } }, { remove_index: { index } }],
    });
    expect(await mapping()).toMatchObject({
      status: "fault",
      message: expect.stringMatching(/sex is integer instead of keyword.*city_id is missing instead of keyword.*run `tagcast reindex`/),
    });
    expect((await tagcast("reindex")).code).toBe(0);
    expect(await mapping()).toMatchObject({ status: "ok" });
    expect((await preview({ everyone: true })).tagPreview.count).toBe(everyone);
  });
});
