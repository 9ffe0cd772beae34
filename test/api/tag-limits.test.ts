import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const CREATE = "mutation($input: TagInput!) { createTag(input: $input) { id mirror { state pending error } } }";
const UPDATE = "mutation($id: ID!, $input: TagInput!) { updateTag(id: $id, input: $input) { id mirrorToWeChat } }";
const TAG = "mutation($input: TagUsersInput!) { tagUsers(input: $input) { id total } }";
const STATE = "query($id: ID!) { tag(id: $id) { users mirror { state pending error } } }";
const FULL = 20;

let world: World;
let operator: Client;
/** Followers: those who get 20 mirrored tags, and one with none. */
let full: string[];
let free: string;
let mirrored: string[];

beforeAll(async () => {
  world = await createWorld({ followers: 200 });
  operator = await world.operator(Role.OPERATOR);
  const { users } = await operator.get<{ users: { edges: { node: { id: string } }[] } }>(
    "{ users(audience: { subscribed: true }, first: 8) { edges { node { id } } } }",
  );
  const ids = users.edges.map(({ node }) => node.id);
  full = ids.slice(0, 7);
  free = ids[7] ?? "";
  mirrored = [];
  for (let n = 0; n < FULL; n++) mirrored.push(await create({ name: `镜像 ${n}`, mirrorToWeChat: true }));
  await tagAll(mirrored, full);
});
afterAll(() => world.close());

const create = async (input: object) => (await operator.get<{ createTag: { id: string } }>(CREATE, { input })).createTag.id;
const state = async (id: string) =>
  (await operator.get<{ tag: { users: number; mirror: { state: string; error: string | null } | null } }>(STATE, { id })).tag;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

async function tagAll(tagIds: string[], ids: string[]): Promise<void> {
  const { tagUsers } = await operator.get<{ tagUsers: { id: string } }>(TAG, { input: { tagIds, audience: { users: ids } } });
  const status = "query($id: ID!) { tagJob(id: $id) { status } }";
  await until(async () => (await operator.get<{ tagJob: { status: string } }>(status, { id: tagUsers.id })).tagJob.status === "SUCCEEDED");
}

describe("WeChat's 20 tags a user", () => {
  test("refuse a job with a mirrored tag that would be somebody's 21st, by name and number, before it starts", async () => {
    const id = await create({ name: "第二十一", mirrorToWeChat: true });
    const jobs = () => operator.get("{ tagJobs { totalCount } }");
    const before = await jobs();
    const refused = await operator.ask(TAG, { input: { tagIds: [id], audience: { subscribed: true } } });
    expect(refused.code).toBe("CONFLICT");
    expect(refused.errors?.[0]?.extensions).toMatchObject({ field: "input.tagIds", users: 7, userIds: full.slice(0, 5), tagIds: [id] });
    expect(refused.errors?.[0]?.message).toContain(`7 users would have more (users ${full.slice(0, 5).join(", ")}, …)`);
    expect(await jobs()).toEqual(before);
    await tagAll([id], [free]);
    await until(async () => (await state(id)).mirror?.state === "IN_STEP");
  });

  test("are looked at again when the job is written: who became full meanwhile fails it, by name and number", async () => {
    const id = await create({ name: "迟到", mirrorToWeChat: true });
    const { users } = await operator.get<{ users: { edges: { node: { id: string } }[] } }>(
      "{ users(audience: { subscribed: true }, first: 9) { edges { node { id } } } }",
    );
    const late = users.edges[8]?.node.id ?? "";
    // Somebody else gives the user 20 tags between the request's look and the job's first.
    await world.test.database.pool.query(`
      CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO user_tag (tag_id, user_id) SELECT unnest(ARRAY[${mirrored.join(", ")}]), ${late}; RETURN NULL; END $$;
      CREATE TRIGGER fill AFTER INSERT ON tag_job FOR EACH ROW EXECUTE FUNCTION fill()`);
    const { tagUsers } = await operator.get<{ tagUsers: { id: string } }>(TAG, { input: { tagIds: [id], audience: { users: [late] } } });
    await world.test.database.pool.query("DROP FUNCTION fill CASCADE");
    const job = async () =>
      (
        await operator.get<{ tagJob: { status: string; error: string | null; changed: number } }>(
          "query($id: ID!) { tagJob(id: $id) { status error changed } }",
          { id: tagUsers.id },
        )
      ).tagJob;
    await until(async () => (await job()).status === "FAILED");
    expect(await job()).toMatchObject({ changed: 0, error: expect.stringContaining(`1 users would have more (users ${late})`) });
    await world.test.database.pool.query("DELETE FROM user_tag WHERE user_id = $1", [Number(late)]);
  });

  test("do not refuse tags that people have, tags that are not mirrored, or untagging", async () => {
    await tagAll(mirrored.slice(0, 3), full);
    await tagAll([await create({ name: "只在这里" })], full);
    const untag = "mutation($input: TagUsersInput!) { untagUsers(input: $input) { total } }";
    expect(await operator.get(untag, { input: { tagIds: mirrored.slice(0, 1), audience: { users: [free] } } })).toEqual({
      untagUsers: { total: 1 },
    });
  });

  test("refuse to mirror a tag that they carry, too", async () => {
    const id = await create({ name: "后来镜像" });
    await tagAll([id], [full[0] ?? "", free]);
    const refused = await operator.ask(UPDATE, { id, input: { name: "后来镜像", mirrorToWeChat: true } });
    expect(refused.code).toBe("CONFLICT");
    expect(refused.errors?.[0]?.extensions).toMatchObject({ field: "input.mirrorToWeChat", users: 1, userIds: [full[0]] });
    expect((await state(id)).mirror).toBeNull();
  });

  test("that nobody here could know of leave the user the tag here, and are shown with the tag", async () => {
    const account = world.simulator.account(world.tenant.appId);
    const { rows } = await world.test.database.pool.query<{ openid: string }>("SELECT openid FROM users WHERE user_id = $1", [
      Number(free),
    ]);
    const follower = account.followers.numberOf(rows[0]?.openid ?? "");
    // Made at WeChat since the last sync.
    for (let n = 0; n < FULL; n++) {
      const { id } = account.tags.create(account.tags.peekNextId(), `那边 ${n}`);
      if (account.tags.of(follower).length < FULL) account.tags.setMembers(id, [follower], true);
    }
    const id = await create({ name: "那边已满", mirrorToWeChat: true });
    await tagAll([id], [free]);
    await until(async () => (await state(id)).mirror?.state === "FAILED");
    expect(await state(id)).toMatchObject({
      users: 1,
      mirror: { error: `WeChat allows 20 tags a user: 1 have them already (users ${free})` },
    });
  });
});

describe("WeChat's 100 tags an account", () => {
  test("are not exceeded by several made at once, and the refusal counts what is there", async () => {
    const { pool } = world.test.database;
    await pool.query(
      `INSERT INTO tag (tenant_id, name, wechat_tag_id)
       SELECT $1, 'filler ' || n, 5000 + n FROM generate_series(1, 98 - (SELECT count(*)::int FROM tag
         WHERE tenant_id = $1 AND (wechat_tag_id > 2 OR mirror_to_wechat))) AS n`,
      [world.tenant.id],
    );
    const before = await pool.query("SELECT 1 FROM tag WHERE tenant_id = $1 AND mirror_to_wechat", [world.tenant.id]);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => operator.ask(CREATE, { input: { name: `抢 ${n}`, mirrorToWeChat: true } })),
    );
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(2);
    expect(answers.filter(({ code }) => code === "CONFLICT")).toHaveLength(4);
    const refused = answers.find(({ code }) => code === "CONFLICT")?.errors?.[0];
    expect(refused?.extensions?.field).toBe("input.mirrorToWeChat");
    const mirroredNow = (before.rowCount ?? 0) + 2;
    const last = await operator.ask(CREATE, { input: { name: "再来", mirrorToWeChat: true } });
    expect(last.errors?.[0]?.message).toContain(`100 are taken: ${mirroredNow} mirrored from here, ${100 - mirroredNow} made at WeChat`);
  });
});
