import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const CREATE =
  "mutation($input: TagInput!) { createTag(input: $input) { id name group description users wechatTagId createdAt updatedAt } }";
const UPDATE = "mutation($id: ID!, $input: TagInput!) { updateTag(id: $id, input: $input) { id name group description } }";
const DELETE = "mutation($id: ID!) { deleteTag(id: $id) }";

let world: World;
let operator: Client;
let viewer: Client;
let stranger: Client;

beforeAll(async () => {
  world = await createWorld({ followers: 100, seeded: false });
  [operator, viewer, stranger] = [await world.operator(Role.OPERATOR), await world.operator(Role.VIEWER), await world.stranger(Role.ADMIN)];
});
afterAll(() => world.close());

async function create(name: string, client = operator): Promise<string> {
  const { createTag } = await client.get<{ createTag: { id: string } }>(CREATE, { input: { name } });
  return createTag.id;
}

describe("tags", () => {
  test("are made, changed, listed, found and deleted", async () => {
    const { createTag: tag } = await operator.get<{ createTag: { id: string } }>(CREATE, { input: { name: "会员", group: "等级" } });
    expect(tag).toMatchObject({ name: "会员", group: "等级", description: null, users: 0, wechatTagId: null });
    const changed = await operator.get(UPDATE, { id: tag.id, input: { name: "老会员", group: null, description: "三年" } });
    expect(changed).toEqual({ updateTag: { id: tag.id, name: "老会员", group: null, description: "三年" } });
    expect(await viewer.get('{ tags(search: "老会") { id } }')).toEqual({ tags: [{ id: tag.id }] });
    expect(await viewer.get("query($id: ID!) { tag(id: $id) { name } }", { id: tag.id })).toEqual({ tag: { name: "老会员" } });
    expect(await operator.get(DELETE, { id: tag.id })).toEqual({ deleteTag: true });
    expect((await viewer.ask("query($id: ID!) { tag(id: $id) { name } }", { id: tag.id })).code).toBe("NOT_FOUND");
  });

  test("need a name that is free: else CONFLICT at input.name", async () => {
    await create("一次");
    const answer = await operator.ask(CREATE, { input: { name: " 一次 " } });
    expect(answer.code).toBe("CONFLICT");
    expect(answer.errors?.[0]?.extensions?.field).toBe("input.name");
  });

  test.each([
    [{ name: "" }, "input.name"],
    [{ name: "n".repeat(65) }, "input.name"],
    [{ name: "n", description: "d".repeat(501) }, "input.description"],
  ])("refuse a bad field by name: %j", async (input, field) => {
    const answer = await operator.ask(CREATE, { input });
    expect(answer.code).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.field).toBe(field);
  });

  test("are changed by operators only", async () => {
    const id = await create("权限");
    expect((await viewer.ask(CREATE, { input: { name: "x" } })).code).toBe("FORBIDDEN");
    expect((await viewer.ask(UPDATE, { id, input: { name: "x" } })).code).toBe("FORBIDDEN");
    expect((await viewer.ask(DELETE, { id })).code).toBe("FORBIDDEN");
  });

  test("of another tenant are not there", async () => {
    const id = await create("我们的");
    expect((await stranger.ask("query($id: ID!) { tag(id: $id) { name } }", { id })).code).toBe("NOT_FOUND");
    expect((await stranger.ask(UPDATE, { id, input: { name: "x" } })).code).toBe("NOT_FOUND");
    expect((await stranger.ask(DELETE, { id })).code).toBe("NOT_FOUND");
    expect(await stranger.get("{ tags { id } }")).toEqual({ tags: [] });
    await create("我们的", stranger);
  });
});
