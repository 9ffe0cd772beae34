import { getNamedType, isObjectType, isRequiredArgument } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../support/caller.js";
import { countStatements, type StatementCounter } from "../support/statements.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/** Beside the look at the session, which is remembered for a moment. */
const MOST_STATEMENTS = 7;
interface Page {
  users: { edges: { node: { tags: object[]; favourites: object | null; info: object | null; location: object | null } }[] };
}

let world: World;
let admin: Client;
let counter: StatementCounter;
beforeAll(async () => {
  world = await createWorld({ followers: 200 });
  admin = await world.operator(Role.ADMIN);
  const { pool } = world.test.database;
  for (const name of ["everybody", "each of them", "all"]) {
    const input = { name, mirrorToWeChat: true };
    const { createTag } = await admin.get<{ createTag: { id: string } }>(
      "mutation($input: TagInput!) { createTag(input: $input) { id } }",
      { input },
    );
    await pool.query("INSERT INTO user_tag (tag_id, user_id) SELECT $1, user_id FROM users", [createTag.id]);
  }
  await pool.query("INSERT INTO user_fav (user_id) SELECT user_id FROM users ON CONFLICT DO NOTHING");
  const location =
    "INSERT INTO user_location (user_id, tenant_id, latitude, longitude, at) SELECT user_id, tenant_id, 31, 121, now() FROM users ON CONFLICT DO NOTHING";
  await pool.query(location);
  await pool.query("UPDATE user_info SET nickname = '小明'");
  counter = countStatements();
  // The audience index takes in what was made here.
  await page("first", "first: 50");
});
afterAll(async () => {
  counter.stop();
  await world.close();
});

/** Every field of a type that can be asked for as it is, and of the types below it: also those that come to be later. */
function everythingOf(type: string, above: readonly string[] = []): string {
  const object = world.app.schema.getType(type);
  if (!isObjectType(object)) throw new Error(`${type} is no type of objects`);
  const fields = Object.values(object.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  const path = [...above, type];
  return fields
    .map((field) => {
      const named = getNamedType(field.type);
      if (!isObjectType(named)) return field.name;
      return path.includes(named.name) ? "" : `${field.name} { ${everythingOf(named.name, path)} }`;
    })
    .join(" ");
}

async function page(name: string, parts: string): Promise<Page> {
  const answer = await send(`${world.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${admin.token}`, ...counter.headers(name) },
    body: JSON.stringify({ query: `{ users(${parts}) { totalCount edges { node { ${everythingOf("User")} } } } }` }),
  });
  expect(answer.errors).toBeUndefined();
  return answer.data as unknown as Page;
}

/** What asks for something: the rest is the transaction around it. */
const asked = (name: string) => counter.of(name).filter((sql) => !/^(BEGIN|COMMIT|SET LOCAL)\b|\bFROM session\b/.test(sql));

describe("a page of users with everything on it", () => {
  test.each([
    ["of everybody", ""],
    ["of an audience", ", audience: { subscribed: true }"],
    ["found by name", ', search: "小明"'],
  ])(`%s takes at most ${MOST_STATEMENTS} statements, as many for 50 as for one`, async (what, parts) => {
    const { users } = await page(what, `first: 50${parts}`);
    await page(`one ${what}`, `first: 1${parts}`);
    const statements = asked(what);
    expect(users.edges).toHaveLength(50);
    expect(users.edges.every(({ node }) => node.tags.length > 2 && node.favourites && node.info && node.location)).toBe(true);
    // The page, users, tags, positions, …: what this counts is not nothing.
    expect(statements.length).toBeGreaterThan(3);
    expect(statements.length, statements.join("\n;\n")).toBeLessThanOrEqual(MOST_STATEMENTS);
    expect(asked(`one ${what}`)).toHaveLength(statements.length);
  });
});
