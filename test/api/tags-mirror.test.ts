import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FIELDS = "id name wechatTagId mirrorToWeChat mirror { state pending error }";
const CREATE = `mutation($input: TagInput!) { createTag(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation($id: ID!, $input: TagInput!) { updateTag(id: $id, input: $input) { ${FIELDS} } }`;
const TAG = `query($id: ID!) { tag(id: $id) { ${FIELDS} } }`;

interface Tag {
  id: string;
  name: string;
  wechatTagId: number | null;
  mirrorToWeChat: boolean;
  mirror: { state: string; pending: number; error: string | null } | null;
}

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await createWorld({ followers: 500 });
  operator = await world.operator(Role.OPERATOR);
});
afterAll(() => world.close());

const create = async (input: object) => (await operator.get<{ createTag: Tag }>(CREATE, { input })).createTag;
const update = async (id: string, input: object) => (await operator.get<{ updateTag: Tag }>(UPDATE, { id, input })).updateTag;
const read = async (id: string) => (await operator.get<{ tag: Tag }>(TAG, { id })).tag;
const wechat = () => world.simulator.account(world.tenant.appId).tags;
const membersOf = (name: string) => wechat().byName(name)?.members.size;

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await sleep(50);
}

/** Mirrored, and in step by now. */
async function mirrored(name: string): Promise<Tag> {
  const { id } = await create({ name, mirrorToWeChat: true });
  await until(async () => (await read(id)).mirror?.state === "IN_STEP");
  return read(id);
}

describe("a mirrored tag", () => {
  test("is made at WeChat, follows what is tagged here, is renamed and deleted there", async () => {
    const made = await create({ name: "镜像", mirrorToWeChat: true });
    expect(made).toMatchObject({ mirrorToWeChat: true, mirror: { state: "BEHIND", error: null } });
    const job = "mutation($id: ID!) { tagUsers(input: { tagIds: [$id], audience: { subscribed: true } }) { total } }";
    const { tagUsers } = await operator.get<{ tagUsers: { total: number } }>(job, { id: made.id });
    await until(() => membersOf("镜像") === tagUsers.total);
    await until(async () => (await read(made.id)).mirror?.state === "IN_STEP");
    expect(await read(made.id)).toMatchObject({ wechatTagId: wechat().byName("镜像")?.id, mirror: { pending: 0, error: null } });
    await update(made.id, { name: "镜中" });
    await until(() => membersOf("镜中") === tagUsers.total);
    expect(wechat().byName("镜像")).toBeUndefined();
    await operator.get("mutation($id: ID!) { deleteTag(id: $id) }", { id: made.id });
    await until(() => wechat().byName("镜中") === undefined);
  });

  test("stays mirrored through an update that does not say so, also one that says null", async () => {
    const { id } = await mirrored("照旧");
    expect(await update(id, { name: "照旧", description: "改" })).toMatchObject({ mirrorToWeChat: true });
    expect(await update(id, { name: "照旧", mirrorToWeChat: null })).toMatchObject({ mirrorToWeChat: true });
    const literal = `mutation { updateTag(id: "${id}", input: { name: "照旧" }) { mirrorToWeChat } }`;
    expect(await operator.get(literal)).toEqual({ updateTag: { mirrorToWeChat: true } });
    await sleep(100);
    expect(wechat().byName("照旧")).toBeDefined();
  });

  test("that Tagcast made at WeChat is deleted there when mirroring is turned off", async () => {
    const { id } = await mirrored("收回");
    expect(await update(id, { name: "收回", mirrorToWeChat: false })).toMatchObject({
      mirrorToWeChat: false,
      wechatTagId: null,
      mirror: null,
    });
    await until(() => wechat().byName("收回") === undefined);
  });

  test("that waits for tomorrow, since today's calls are used up, goes on when the quota is cleared", async () => {
    const { id } = await mirrored("配额");
    const used = { path: "/cgi-bin/tags/members/batchtagging", kind: "errcode", errcode: 45009, times: 100 } as const;
    world.simulator.faults.order(used);
    await operator.get("mutation($id: ID!) { tagUsers(input: { tagIds: [$id], audience: { subscribed: true } }) { total } }", { id });
    await until(async () => (await read(id)).mirror?.error?.includes("45009") ?? false);
    expect(membersOf("配额")).toBe(0);
    world.simulator.faults.clear();
    const admin = await world.operator(Role.ADMIN);
    expect(await admin.get("mutation { clearQuota }")).toEqual({ clearQuota: true });
    await until(async () => (await read(id)).mirror?.state === "IN_STEP" && (membersOf("配额") ?? 0) > 0);
  });

  test("that WeChat had before is attached, with its followers, and stays there when mirroring is turned off", async () => {
    const there = wechat().create(wechat().peekNextId(), "原有");
    wechat().setMembers(there.id, [3, 4], true);
    const tag = await mirrored("原有");
    expect(tag.wechatTagId).toBe(there.id);
    const count = await operator.get("query($id: ID!) { tag(id: $id) { users } }", { id: tag.id });
    expect(count).toEqual({ tag: { users: 2 } });
    await update(tag.id, { name: "原有", mirrorToWeChat: false });
    await sleep(100);
    expect(await read(tag.id)).toMatchObject({ wechatTagId: there.id, mirror: null });
    expect(membersOf("原有")).toBe(2);
  });

  test("is not mirrored unless asked for, and mirror is null", async () => {
    expect(await create({ name: "本地" })).toMatchObject({ mirrorToWeChat: false, wechatTagId: null, mirror: null });
    const said = await create({ name: "不", mirrorToWeChat: false });
    expect(said).toMatchObject({ mirrorToWeChat: false });
    expect(await update(said.id, { name: "不", mirrorToWeChat: true })).toMatchObject({ mirrorToWeChat: true });
  });
});

describe("WeChat's limits", () => {
  test("of 30 characters a name are refused at input.name, with create and with update", async () => {
    const long = "字".repeat(31);
    const refused = await operator.ask(CREATE, { input: { name: long, mirrorToWeChat: true } });
    expect([refused.code, refused.errors?.[0]?.extensions?.field]).toEqual(["BAD_USER_INPUT", "input.name"]);
    const { id } = await create({ name: long });
    const turned = await operator.ask(UPDATE, { id, input: { name: long, mirrorToWeChat: true } });
    expect([turned.code, turned.errors?.[0]?.extensions?.field]).toEqual(["BAD_USER_INPUT", "input.name"]);
    const { id: mirroredId } = await mirrored("短");
    expect((await operator.ask(UPDATE, { id: mirroredId, input: { name: long } })).code).toBe("BAD_USER_INPUT");
  });

  test("of 100 tags an account are a CONFLICT at input.mirrorToWeChat", async () => {
    const { rowCount } = await world.test.database.pool.query(
      `INSERT INTO tag (tenant_id, name, wechat_tag_id)
       SELECT $1, 'filler ' || n, 5000 + n FROM generate_series(1, 100 - (SELECT count(*)::int FROM tag WHERE tenant_id = $1 AND wechat_tag_id > 2)) AS n`,
      [world.tenant.id],
    );
    expect(rowCount).toBeGreaterThan(0);
    const refused = await operator.ask(CREATE, { input: { name: "第一百零一", mirrorToWeChat: true } });
    expect([refused.code, refused.errors?.[0]?.extensions?.field]).toEqual(["CONFLICT", "input.mirrorToWeChat"]);
    await world.test.database.pool.query("DELETE FROM tag WHERE name LIKE 'filler %'");
  });
});
