import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Accounts, createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import type { Principal } from "../../src/graphql/context.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const ME = "{ me { id username role } }";
const PREVIEW = "query ($audience: AudienceInput!) { tagPreview(audience: $audience) { count tags { tag { id name } } } }";

let world: World;
/** What another process on the same database does. */
let elsewhere: Accounts;
let admin: Principal;

beforeAll(async () => {
  world = await createWorld({ followers: 50, severable: true });
  elsewhere = createAccounts({ database: world.test.database, sealer: new Sealer(world.secretKey), clock: () => new Date() });
  admin = { tenantId: world.tenant.id, operatorId: null, name: "elsewhere", role: Role.ADMIN };
});
afterAll(() => world.close());

const listening = (wanted: boolean) => expect.poll(() => world.app.core.rowChanges.isListening, { timeout: 20_000 }).toBe(wanted);

async function idOf(client: Client): Promise<string> {
  return (await client.get<{ me: { id: string } }>(ME)).me.id;
}

describe("who a token speaks for", { timeout: 60_000 }, () => {
  it("is read once for many requests", async () => {
    const viewer = await world.operator(Role.VIEWER);
    await listening(true);
    await viewer.get(ME);
    // Nothing tells of a row that a statement without triggers took away, so only memory can still know the session.
    const { pool } = world.test.database;
    await pool.query("SET session_replication_role = replica; DELETE FROM session; SET session_replication_role = origin");
    const answer = await viewer.ask("{ __typename tagPreview(audience: { everyone: true }) { count } }");
    expect(answer.data).toMatchObject({ tagPreview: { count: 50 } });
  });

  it("ends when another process disables the operator", async () => {
    const viewer = await world.operator(Role.VIEWER);
    const id = await idOf(viewer);
    await elsewhere.operators.update(admin, id, { disabled: true });
    await expect.poll(async () => (await viewer.ask(ME)).code).toBe("UNAUTHENTICATED");
  });

  it("ends with the request that ended it, each time", async () => {
    for (let i = 0; i < 3; i++) {
      const viewer = await world.operator(Role.VIEWER);
      await viewer.get(ME);
      await viewer.get("mutation { logout }");
      expect((await viewer.ask(ME)).code).toBe("UNAUTHENTICATED");
    }
  });

  it("is asked of the database while nothing would be heard of changes, and right after", async () => {
    const viewer = await world.operator(Role.VIEWER);
    const id = await idOf(viewer);
    await listening(true);
    world.proxy?.sever();
    await listening(false);
    await elsewhere.operators.update(admin, id, { disabled: true });
    world.proxy?.restore();
    expect((await viewer.ask(ME)).code).toBe("UNAUTHENTICATED");
    await listening(true);
    expect((await viewer.ask(ME)).code).toBe("UNAUTHENTICATED");
  });
});

describe("tags", () => {
  it("have the name in a preview that this process gave them, at once, and another's soon", async () => {
    const operator = await world.operator(Role.OPERATOR);
    const audience = { everyone: true };
    const shown = async () =>
      (await operator.get<{ tagPreview: { tags: { tag: { id: string; name: string } }[] } }>(PREVIEW, { audience })).tagPreview.tags[0]
        ?.tag;
    const id = (await shown())?.id ?? "";
    for (let i = 0; i < 10; i++) {
      await operator.get("mutation ($id: ID!, $input: TagInput!) { updateTag(id: $id, input: $input) { id } }", {
        id,
        input: { name: `name ${i}` },
      });
      expect(await shown()).toEqual({ id, name: `name ${i}` });
    }
    await world.test.database.pool.query("UPDATE tag SET name = 'of another' WHERE id = $1", [Number(id)]);
    await expect.poll(shown).toEqual({ id, name: "of another" });
  });

  it("cannot be asked for once deleted", async () => {
    const operator = await world.operator(Role.OPERATOR);
    const { createTag } = await operator.get<{ createTag: { id: string } }>(
      'mutation { createTag(input: { name: "short-lived" }) { id } }',
    );
    const audience = { tag: createTag.id };
    await operator.get(PREVIEW, { audience });
    await operator.get("mutation ($id: ID!) { deleteTag(id: $id) }", { id: createTag.id });
    expect((await operator.ask(PREVIEW, { audience })).code).toBe("BAD_USER_INPUT");
  });

  it("of another brand stay unknown, though they are remembered", async () => {
    const operator = await world.operator(Role.OPERATOR);
    const stranger = await world.stranger(Role.OPERATOR);
    const { createTag } = await operator.get<{ createTag: { id: string } }>('mutation { createTag(input: { name: "ours" }) { id } }');
    const audience = { tag: createTag.id };
    await operator.get(PREVIEW, { audience });
    expect((await stranger.ask(PREVIEW, { audience })).code).toBe("BAD_USER_INPUT");
  });
});
