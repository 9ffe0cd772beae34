import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FIELDS = "id name users rule { text json }";
const CREATE = `mutation($input: TagInput!) { createTag(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation($id: ID!, $input: TagInput!) { updateTag(id: $id, input: $input) { ${FIELDS} } }`;
const TAG = `query($id: ID!) { tag(id: $id) { ${FIELDS} } }`;
const DELETE = "mutation($id: ID!) { deleteTag(id: $id) }";
const TAG_USERS = "mutation($input: TagUsersInput!) { tagUsers(input: $input) { id } }";
const UNTAG_USERS = "mutation($input: TagUsersInput!) { untagUsers(input: $input) { id } }";
const JOBS = "{ tagJobs(first: 50) { edges { node { kind status total done changed error tags { id } } } } }";
/** Generous: the machine may be busy. */
const SOON = { timeout: 30_000, interval: 100 };

interface Tag {
  id: string;
  name: string;
  users: number;
  rule: { text: string; json: string } | null;
}

interface Job {
  kind: string;
  status: string;
  total: number;
  done: number;
  changed: number;
  error: string | null;
  tags: { id: string }[];
}

let world: World;
let operator: Client;
let admin: Client;
let made = 0;

beforeAll(async () => {
  world = await createWorld({ followers: 500 });
  [operator, admin] = [await world.operator(Role.OPERATOR), await world.operator(Role.ADMIN)];
}, 120_000);
afterAll(() => world.close());

const create = async (input: object) =>
  (await operator.get<{ createTag: Tag }>(CREATE, { input: { name: `标签 ${made++}`, ...input } })).createTag;
const update = async ({ id, name }: Tag, input: object) =>
  (await operator.get<{ updateTag: Tag }>(UPDATE, { id, input: { name, ...input } })).updateTag;
const read = async ({ id }: Tag) => (await operator.get<{ tag: Tag }>(TAG, { id })).tag;
const count = async (audience: object) =>
  (
    await operator.get<{ users: { totalCount: number } }>("query($a: AudienceInput) { users(audience: $a) { totalCount } }", {
      a: audience,
    })
  ).users.totalCount;
const jobsOf = async ({ id }: Tag) =>
  (await operator.get<{ tagJobs: { edges: { node: Job }[] } }>(JOBS)).tagJobs.edges
    .map(({ node }) => node)
    .filter((job) => job.kind === "RULE" && job.tags.some((tag) => tag.id === id));

/** Users in whom the tag and the audience differ, once there are none. */
async function followed({ id }: Tag, audience: object): Promise<void> {
  const differing = { any: [{ all: [{ tag: id }, { not: audience }] }, { all: [audience, { not: { tag: id } }] }] };
  await expect.poll(() => count(differing), SOON).toBe(0);
}

async function following(audience: object): Promise<Tag> {
  const tag = await create({ rule: audience });
  await followed(tag, audience);
  return tag;
}

async function userIds(audience: object, first = 3): Promise<string[]> {
  const { users } = await operator.get<{ users: { edges: { node: { id: string } }[] } }>(
    "query($a: AudienceInput, $first: Int) { users(audience: $a, first: $first) { edges { node { id } } } }",
    { a: audience, first },
  );
  return users.edges.map(({ node }) => node.id);
}

const change = (id: string, input: object) =>
  admin.get("mutation($id: ID!, $input: UserUpdateInput!) { updateUser(id: $id, input: $input) { id } }", { id, input });
const tagByHand = (tag: Tag, audience: object, mutation = TAG_USERS) => operator.get(mutation, { input: { tagIds: [tag.id], audience } });

async function segment(audience: object): Promise<number> {
  const { id } = await world.test.database.prisma.segment.create({ data: { tenantId: world.tenant.id, name: `人群 ${made++}`, audience } });
  return id;
}

describe("a tag with a rule", () => {
  test("takes in exactly the rule's audience by a job of kind RULE, and shows the rule in words and as JSON", async () => {
    const women = { sex: "FEMALE" };
    const tag = await create({ name: "女性", rule: women });
    expect(tag.rule).toEqual({ text: "女", json: '{"sex":"FEMALE"}' });
    await followed(tag, women);
    const size = await count(women);
    expect(size).toBeGreaterThan(50);
    expect(await jobsOf(tag)).toEqual([
      { kind: "RULE", status: "SUCCEEDED", total: size, done: size, changed: size, error: null, tags: [{ id: tag.id }] },
    ]);
    const other = await create({ rule: { all: [{ tag: tag.id }, { not: { segment: await segment({ vip: true }) } }] } });
    expect((await read(other)).rule?.text).toMatch(/^标签「女性」 且 非\(人群「人群 \d+」\)$/);
  });

  test("about a place, or a segment about one, takes in who reports to be there at once, not at the next look at all users", async () => {
    const near = { near: { latitude: 22.5, longitude: 113.9, radiusMeters: 1_000 } };
    const tags = [await following(near), await following({ any: [{ segment: String(await segment(near)) }] })];
    const [id = ""] = await userIds({ all: [{ subscribed: true }, { not: near }] }, 1);
    const { user } = await admin.get<{ user: { openid: string } }>("query($id: ID) { user(id: $id) { openid } }", { id });
    const planned = () =>
      world.test.database.pool.query("SELECT planned_at FROM tag_rule WHERE tag_id = ANY($1) ORDER BY 1", [
        tags.map((tag) => Number(tag.id)),
      ]);
    await expect.poll(async () => (await planned()).rows.every(({ planned_at: at }) => at !== null), SOON).toBe(true);
    const before = (await planned()).rows;
    const reported = await fetch(`${world.simulator.url}/_simulator/events`, {
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify({ appId: world.tenant.appId, openid: user.openid, event: "LOCATION", latitude: 22.5, longitude: 113.9 }),
    });
    expect(reported.status).toBe(200);
    for (const tag of tags) await expect.poll(() => count({ all: [{ tag: tag.id }, { users: [id] }] }), SOON).toBe(1);
    expect((await planned()).rows).toEqual(before);
  });

  test("shows in /metrics how far it trails what changed, while nobody follows it", async () => {
    await following({ sex: "MALE" });
    const { pool } = world.test.database;
    const trails = async () =>
      Number(/^tagcast_rules_behind_changes (\d+)$/m.exec(await (await fetch(`${world.url}/metrics`)).text())?.[1] ?? Number.NaN);
    await expect.poll(trails, SOON).toBe(0);
    // As if another process was at it for an hour.
    await pool.query("UPDATE rule_following SET owner = gen_random_uuid(), until = now() + interval '1 hour'");
    const [id = ""] = await userIds({ sex: "MALE" }, 1);
    await change(id, { sex: "FEMALE" });
    expect(await trails()).toBeGreaterThan(0);
    await pool.query("UPDATE rule_following SET owner = NULL, until = NULL");
    await expect.poll(trails, SOON).toBe(0);
  });

  test("given its rule again is compared with all users: a job that changed nobody says so", async () => {
    const rule = { vip: true };
    const tag = await following(rule);
    await update(tag, { rule });
    await expect.poll(async () => (await jobsOf(tag)).map(({ status }) => status), SOON).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect((await jobsOf(tag))[0]).toMatchObject({ total: 0, changed: 0 });
  });

  test("given another rule gives and takes only what differs", async () => {
    const tag = await following({ any: [{ vip: true }, { sex: "FEMALE" }] });
    const { users } = await read(tag);
    const rule = { any: [{ vip: true }, { sex: "MALE" }] };
    await update(tag, { rule });
    await followed(tag, rule);
    await expect.poll(async () => (await jobsOf(tag))[0]?.status, SOON).toBe("SUCCEEDED");
    const left = await count({ all: [{ vip: false }, { sex: "FEMALE" }] });
    const came = await count({ all: [{ vip: false }, { sex: "MALE" }] });
    expect((await jobsOf(tag))[0]).toMatchObject({ total: left + came, changed: left + came });
    expect((await read(tag)).users).toBe(users - left + came);
  });

  test("follows its users: whom updateUser changes enters or leaves", async () => {
    const rule = { all: [{ vip: true }, { not: { sex: "MALE" } }] };
    const tag = await following(rule);
    const [inside] = await userIds(rule, 1);
    const [outside] = await userIds({ all: [{ vip: false }, { sex: "FEMALE" }] }, 1);
    await change(inside ?? "", { sex: "MALE" });
    await change(outside ?? "", { vip: true });
    await followed(tag, rule);
    expect(await count({ all: [{ tag: tag.id }, { users: [outside] }] })).toBe(1);
    expect(await count({ all: [{ tag: tag.id }, { users: [inside] }] })).toBe(0);
  });

  test("follows other tags, also through their rules: a chain of three settles", async () => {
    const hand = await create({});
    const first = await following({ any: [{ tag: hand.id }, { vip: true }] });
    const second = await following({ all: [{ tag: first.id }, { subscribed: true }] });
    const third = await following({ not: { tag: second.id } });
    await tagByHand(hand, { sex: "FEMALE" });
    await expect.poll(() => count({ tag: hand.id }), SOON).toBeGreaterThan(50);
    const expected = await count({ not: { all: [{ any: [{ sex: "FEMALE" }, { vip: true }] }, { subscribed: true }] } });
    await expect.poll(async () => (await read(third)).users, SOON).toBe(expected);
    await tagByHand(hand, { users: await userIds({ sex: "FEMALE" }, 20) }, UNTAG_USERS);
    await followed(first, { any: [{ tag: hand.id }, { vip: true }] });
    await followed(third, { not: { all: [{ any: [{ tag: hand.id }, { vip: true }] }, { subscribed: true }] } });
  });

  test("follows who leaves the Official Account, and who comes", async () => {
    const rule = { subscribed: true };
    const tag = await following(rule);
    const before = (await read(tag)).users;
    const [openid] = await openids({ all: [{ tag: tag.id }, { status: "NORMAL" }] });
    await atWeChat({ event: "unsubscribe", openid });
    await expect.poll(async () => (await read(tag)).users, SOON).toBe(before - 1);
    await atWeChat({ event: "subscribe", openid });
    await expect.poll(async () => (await read(tag)).users, SOON).toBe(before);
    await followed(tag, rule);
  });

  test("that is mirrored takes back what was changed at WeChat, here and there", async () => {
    const rule = { all: [{ subscribed: true }, { sex: "FEMALE" }] };
    const tag = await create({ rule, mirrorToWeChat: true });
    await followed(tag, rule);
    const members = () => world.simulator.account(world.tenant.appId).tags.byName(tag.name)?.members;
    const size = await count(rule);
    await expect.poll(() => members()?.size, SOON).toBe(size);
    const there = world.simulator.account(world.tenant.appId).tags.byName(tag.name);
    const someone = Array.from({ length: 500 }, (_, n) => n).find((n) => members()?.has(n)) ?? 0;
    world.simulator.account(world.tenant.appId).tags.setMembers(there?.id ?? 0, [someone], false);
    expect(members()?.size).toBe(size - 1);
    const { syncFromWeChat } = await operator.get<{ syncFromWeChat: { id: string } }>("mutation { syncFromWeChat { id } }");
    const status = async () =>
      (await operator.get<{ syncJob: { status: string } }>("query($id: ID!) { syncJob(id: $id) { status } }", syncFromWeChat)).syncJob
        .status;
    await expect.poll(status, SOON).toBe("SUCCEEDED");
    await followed(tag, rule);
    await expect.poll(() => members()?.size, SOON).toBe(size);
  });

  test("keeps its rule in an update that does not name it; null removes it and the users stay", async () => {
    const rule = { sex: "MALE" };
    const tag = await following(rule);
    expect((await update(tag, { description: "他们" })).rule?.json).toBe('{"sex":"MALE"}');
    expect((await update(tag, { rule: null })).rule).toBeNull();
    const { users } = await read(tag);
    expect(users).toBe(await count(rule));
    const [someone] = await userIds({ tag: tag.id }, 1);
    await tagByHand(tag, { users: [someone] }, UNTAG_USERS);
    await expect.poll(async () => (await read(tag)).users, SOON).toBe(users - 1);
  });

  test("survives a restart of the server in the middle of its job", async () => {
    const rule = { not: { sex: "UNKNOWN" } };
    const tag = await create({ rule });
    await world.restart();
    await followed(tag, rule);
  });
});

describe("rules are refused", () => {
  const refused = async (query: string, variables: object) => {
    const { code, errors } = await operator.ask(query, variables as Record<string, unknown>);
    return { code, field: errors?.[0]?.extensions?.field, message: errors?.[0]?.message };
  };

  test.each([
    [{ all: [] }, "input.rule.all"],
    [{ all: [{ vip: true }, { tag: "999999" }] }, "input.rule.all[1].tag"],
    [{ segment: "999999" }, "input.rule.segment"],
  ])("by the path at fault: %j", async (rule, field) => {
    const name = `拒绝 ${field}`;
    expect(await refused(CREATE, { input: { name, rule } })).toMatchObject({ code: "BAD_USER_INPUT", field });
    expect(await operator.get("query($s: String) { tags(search: $s) { id } }", { s: name })).toEqual({ tags: [] });
  });

  test("where the tag would follow itself: directly, through other rules, or through a segment", async () => {
    const one = await create({});
    const two = await create({ rule: { tag: one.id } });
    const three = await create({ rule: { segment: String(await segment({ not: { tag: two.id } })) } });
    const rule = (leaf: object) => ({ id: one.id, input: { name: one.name, rule: { any: [{ vip: true }, leaf] } } });
    const field = "input.rule.any[1].tag";
    expect(await refused(UPDATE, rule({ tag: one.id }))).toMatchObject({ code: "BAD_USER_INPUT", field });
    expect(await refused(UPDATE, rule({ tag: two.id }))).toMatchObject({ code: "BAD_USER_INPUT", field });
    const far = await refused(UPDATE, rule({ tag: three.id }));
    expect(far).toMatchObject({ code: "BAD_USER_INPUT", field });
    expect(far.message).toContain(`→ ${three.name} → ${two.name} → this tag`);
    const segmentId = String(await segment({ any: [{ tag: three.id }, { vip: true }] }));
    expect(await refused(UPDATE, rule({ segment: segmentId }))).toMatchObject({ field: "input.rule.any[1].segment" });
    expect((await read(one)).rule).toBeNull();
  });

  test("one of two that together would make a circle, asked for at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await create({}), await create({})];
      const answers = await Promise.all([
        operator.ask(UPDATE, { id: a.id, input: { name: a.name, rule: { tag: b.id } } }),
        operator.ask(UPDATE, { id: b.id, input: { name: b.name, rule: { tag: a.id } } }),
      ]);
      expect(answers.map(({ code }) => code).sort()).toEqual(["BAD_USER_INPUT", undefined]);
    }
  });

  test("of another tenant's tags and segments do not exist", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const tag = await create({});
    const answer = await stranger.ask(CREATE, { input: { name: "x", rule: { tag: tag.id } } });
    expect(answer.errors?.[0]?.extensions?.field).toBe("input.rule.tag");
    expect((await stranger.ask(CREATE, { input: { name: "x", rule: { segment: String(await segment({ vip: true })) } } })).code).toBe(
      "BAD_USER_INPUT",
    );
  });
});

describe("a tag that follows a rule", () => {
  test("is not given or taken by hand: BAD_USER_INPUT names the tag", async () => {
    const [plain, tag] = [await create({}), await create({ rule: { vip: true } })];
    for (const mutation of [TAG_USERS, UNTAG_USERS]) {
      const answer = await operator.ask(mutation, { input: { tagIds: [plain.id, tag.id], audience: { everyone: true } } });
      expect(answer.code).toBe("BAD_USER_INPUT");
      expect(answer.errors?.[0]?.extensions?.field).toBe("input.tagIds[1]");
      expect(answer.errors?.[0]?.message).toContain("follows a rule");
    }
  });

  test("and one that a rule names is deleted only when no rule names it: CONFLICT says which do", async () => {
    const named = await create({});
    const tag = await create({ rule: { not: { tag: named.id } } });
    const answer = await operator.ask(DELETE, { id: named.id });
    expect(answer.code).toBe("CONFLICT");
    expect(answer.errors?.[0]?.extensions).toMatchObject({ field: "id", usedBy: [{ kind: "TAG_RULE", id: tag.id, name: tag.name }] });
    expect(await operator.get(DELETE, { id: tag.id })).toEqual({ deleteTag: true });
    expect(await operator.get(DELETE, { id: named.id })).toEqual({ deleteTag: true });
  });
});

async function openids(audience: object): Promise<string[]> {
  const { users } = await operator.get<{ users: { edges: { node: { openid: string } }[] } }>(
    "query($a: AudienceInput) { users(audience: $a, first: 3) { edges { node { openid } } } }",
    { a: audience },
  );
  return users.edges.map(({ node }) => node.openid);
}

/** Somebody does something at WeChat; its callback was acknowledged. */
async function atWeChat(event: object): Promise<void> {
  const body = JSON.stringify({ appId: world.tenant.appId, ...event });
  const response = await fetch(`${world.simulator.url}/_simulator/events`, { method: "POST", body });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}
