import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Role } from "../../src/graphql/roles.js";
import { type AccountsServer, PASSWORD, startAccountsServer } from "../support/accounts-server.js";

let world: AccountsServer;
beforeAll(async () => {
  world = await startAccountsServer();
});
afterAll(() => world.close());

const LOGIN =
  "mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { token expiresAt operator { id username role } } }";
const ME = "{ me { id username role disabled } }";
const UPDATE =
  "mutation ($id: ID!, $role: Role, $password: String, $disabled: Boolean) { updateOperator(id: $id, role: $role, password: $password, disabled: $disabled) { role disabled } }";

/** From an address of its own, so that one test's failures do not count in another's. */
let addresses = 0;
async function login(username: string, password: string, address = `198.51.100.${++addresses}`) {
  const response = await fetch(`${world.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": address },
    body: JSON.stringify({ query: LOGIN, variables: { username, password } }),
  });
  const body = (await response.json()) as {
    data: { login: { token: string; expiresAt: string; operator: object } } | null;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  };
  return { session: body.data?.login, error: body.errors?.[0] };
}

describe("login", () => {
  it("gives a session that opens the API, for 12 hours", async () => {
    const { username } = await world.operator(Role.OPERATOR);
    const { session } = await login(username, PASSWORD);
    expect(session?.expiresAt).toBe(new Date(world.clock.now.getTime() + 12 * 3_600_000).toISOString());
    const me = await world.call(ME, {}, session?.token);
    expect(me.data).toMatchObject({ me: { username, role: "OPERATOR", disabled: false } });
  });

  it("keeps no token and no password in clear", async () => {
    const { username, token } = await world.operator(Role.VIEWER);
    const { rows } = await world.test.database.pool.query(
      "SELECT encode(s.token_hash, 'hex') AS hash, o.password_hash FROM session s JOIN operator o ON o.id = s.operator_id WHERE username = $1",
      [username],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].hash).toMatch(/^[0-9a-f]{64}$/);
    expect(rows[0].password_hash).toMatch(/^\$scrypt\$ln=/);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
  });

  it("answers alike to an unknown username, a wrong password and a disabled operator", async () => {
    const { username, id } = await world.operator(Role.VIEWER);
    const admin = await world.operator(Role.ADMIN);
    const wrong = await login(username, "not the password");
    await world.call(UPDATE, { id: String(id), disabled: true }, admin.token);
    const disabled = await login(username, PASSWORD);
    const unknown = await login("nobody-at-all", PASSWORD);
    expect(wrong.error).toMatchObject({ extensions: { code: "UNAUTHENTICATED" } });
    expect(disabled.error).toEqual(wrong.error);
    expect(unknown.error).toEqual(wrong.error);
    expect((await login("x".repeat(100_000), PASSWORD)).error).toEqual(wrong.error);
    expect((await login(username, "x".repeat(100_000))).error).toEqual(wrong.error);
  });

  it("stops after 10 failures for a username, whatever the address, until the window is over", async () => {
    const { username } = await world.operator(Role.VIEWER);
    for (let i = 0; i < 10; i++) expect((await login(username, "wrong password")).error?.extensions.code).toBe("UNAUTHENTICATED");
    const refused = await login(username, PASSWORD);
    expect(refused.error?.extensions).toEqual({
      code: "QUOTA_EXCEEDED",
      reason: "LOGINS_FAILED",
      retryAt: new Date(world.clock.now.getTime() + 15 * 60_000).toISOString(),
    });
    world.clock.now = new Date(world.clock.now.getTime() + 15 * 60_000);
    expect((await login(username, PASSWORD)).session).toBeDefined();
  });

  it("stops after 10 failures from an address, whatever the username, also when they come at once", async () => {
    const address = "203.0.113.7";
    const attempts = await Promise.all(Array.from({ length: 30 }, (_, i) => login(`guess${i}`, "wrong password", address)));
    const codes = attempts.map(({ error }) => error?.extensions.code);
    expect(codes.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(10);
    expect(codes.filter((code) => code === "QUOTA_EXCEEDED")).toHaveLength(20);
    const { username } = await world.operator(Role.VIEWER);
    expect((await login(username, PASSWORD)).session).toBeDefined();
  });

  it("counts only failures", async () => {
    const { username } = await world.operator(Role.VIEWER);
    for (let i = 0; i < 12; i++) expect((await login(username, PASSWORD, "203.0.113.8")).session).toBeDefined();
  });
});

describe("a session ends", () => {
  it("by logout, at once", async () => {
    const { token } = await world.operator(Role.VIEWER);
    expect((await world.call("mutation { logout }", {}, token)).data).toEqual({ logout: true });
    expect((await world.call(ME, {}, token)).code).toBe("UNAUTHENTICATED");
  });

  it("after 12 hours", async () => {
    const { token } = await world.operator(Role.VIEWER);
    const start = world.clock.now;
    world.clock.now = new Date(start.getTime() + 12 * 3_600_000 - 1);
    expect((await world.call(ME, {}, token)).code).toBeUndefined();
    world.clock.now = new Date(start.getTime() + 12 * 3_600_000);
    expect((await world.call(ME, {}, token)).code).toBe("UNAUTHENTICATED");
  });

  it.each([
    ["a new password", { password: "another long password" }],
    ["a new role", { role: "OPERATOR" }],
    ["being disabled", { disabled: true }],
  ])("by %s", async (_, change) => {
    const admin = await world.operator(Role.ADMIN);
    const { id, token } = await world.operator(Role.VIEWER);
    expect((await world.call(UPDATE, { id: String(id), ...change }, admin.token)).errors).toBeUndefined();
    expect((await world.call(ME, {}, token)).code).toBe("UNAUTHENTICATED");
  });

  it("not by an update that changes nothing", async () => {
    const admin = await world.operator(Role.ADMIN);
    const { id, token } = await world.operator(Role.VIEWER);
    await world.call(UPDATE, { id: String(id), role: "VIEWER", disabled: false, password: null }, admin.token);
    expect((await world.call(ME, {}, token)).code).toBeUndefined();
  });
});

describe("operators", () => {
  it("refuses a bad username or password, naming it, and a taken username", async () => {
    const admin = await world.operator(Role.ADMIN);
    const create =
      "mutation ($username: String!, $password: String!) { createOperator(username: $username, password: $password, role: VIEWER) { id username role disabled } }";
    const refused = async (username: string, password: string) =>
      (await world.call(create, { username, password }, admin.token)).errors?.[0]?.extensions;
    expect(await refused("", PASSWORD)).toEqual({ code: "BAD_USER_INPUT", field: "username", reason: "USERNAME_FORM", max: 64 });
    expect(await refused("a b", PASSWORD)).toEqual({ code: "BAD_USER_INPUT", field: "username", reason: "USERNAME_FORM", max: 64 });
    expect(await refused("x".repeat(65), PASSWORD)).toEqual({
      code: "BAD_USER_INPUT",
      field: "username",
      reason: "USERNAME_FORM",
      max: 64,
    });
    expect(await refused("fine", "1234567")).toEqual({ code: "BAD_USER_INPUT", field: "password", reason: "PASSWORD_SHORT", min: 8 });
    expect(await refused("fine", "x".repeat(257))).toEqual({
      code: "BAD_USER_INPUT",
      field: "password",
      reason: "PASSWORD_LONG",
      max: 256,
    });
    expect(await refused(admin.username, PASSWORD)).toEqual({
      code: "CONFLICT",
      field: "username",
      reason: "USERNAME_TAKEN",
      name: admin.username,
    });
    const { data } = await world.call(create, { username: "李雷", password: PASSWORD }, admin.token);
    expect(data).toMatchObject({ createOperator: { username: "李雷", role: "VIEWER", disabled: false } });
  });

  it("keeps the last admin, also when two demote each other at the same moment", async () => {
    const tenant = await world.newTenant();
    const one = await world.operator(Role.ADMIN, tenant);
    expect((await world.call(UPDATE, { id: String(one.id), role: "VIEWER" }, one.token)).errors?.[0]?.extensions).toEqual({
      code: "CONFLICT",
      field: "role",
      reason: "LAST_ADMIN",
      name: one.username,
    });
    expect((await world.call(UPDATE, { id: String(one.id), disabled: true }, one.token)).code).toBe("CONFLICT");
    const two = await world.operator(Role.ADMIN, tenant);
    const answers = await Promise.all([
      world.call(UPDATE, { id: String(two.id), disabled: true }, one.token),
      world.call(UPDATE, { id: String(one.id), disabled: true }, two.token),
    ]);
    // The loser is told so, or finds its session gone.
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const left = await world.accounts.operators.list(tenant.id);
    expect(left.filter(({ disabled }) => !disabled)).toHaveLength(1);
  });

  it.each(["0", "x", "99999999999", "2147483647"])("finds no operator %s", async (id) => {
    const admin = await world.operator(Role.ADMIN);
    expect((await world.call(UPDATE, { id, disabled: true }, admin.token)).code).toBe("NOT_FOUND");
  });

  it("makes the first operator once", async () => {
    const tenant = await world.newTenant();
    const first = await world.accounts.operators.ensureFirst(tenant.id, null);
    expect(first).toMatchObject({ operator: { username: "admin", role: "ADMIN" } });
    expect((await login("admin", first?.password ?? "")).session).toBeDefined();
    expect(await world.accounts.operators.ensureFirst(tenant.id, null)).toBeNull();
  });
});

describe("API keys", () => {
  const CREATE = "mutation ($name: String!, $role: Role!) { createApiKey(name: $name, role: $role) { id name role key } }";

  it("open the API with their own role until revoked, and are shown once", async () => {
    const admin = await world.operator(Role.ADMIN);
    const created = (await world.call(CREATE, { name: "nightly import", role: "OPERATOR" }, admin.token)).data?.createApiKey as {
      id: string;
      key: string;
    };
    expect(created).toMatchObject({ name: "nightly import", role: "OPERATOR", key: expect.stringMatching(/^tck_[\w-]{43}$/) });
    expect((await world.call(ME, {}, created.key)).data).toEqual({
      me: { id: "0", username: "key:nightly import", role: "OPERATOR", disabled: false },
    });
    expect((await world.call("{ operatorsOnly }", {}, created.key)).data).toEqual({ operatorsOnly: true });
    expect((await world.call("{ apiKeys { id } }", {}, created.key)).code).toBe("FORBIDDEN");
    expect((await world.call("mutation { logout }", {}, created.key)).data).toEqual({ logout: false });
    const listed = (await world.call("{ apiKeys { id key } }", {}, admin.token)).data;
    expect(listed?.apiKeys).toContainEqual({ id: created.id, key: null });
    const revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) }";
    expect((await world.call(revoke, { id: created.id }, admin.token)).data).toEqual({ revokeApiKey: true });
    expect((await world.call(ME, {}, created.key)).code).toBe("UNAUTHENTICATED");
    expect((await world.call(revoke, { id: created.id }, admin.token)).code).toBe("NOT_FOUND");
  });

  it("need a name", async () => {
    const admin = await world.operator(Role.ADMIN);
    for (const name of ["", "  ", "x".repeat(101)]) {
      const { errors } = await world.call(CREATE, { name, role: "VIEWER" }, admin.token);
      expect(errors?.[0]?.extensions).toEqual({
        ...{ code: "BAD_USER_INPUT", field: "name", reason: "LENGTH", min: 1, max: 100, length: name.trim().length },
      });
    }
  });
});

describe("the audit log", () => {
  const LOG =
    "query ($first: Int, $after: String) { auditLog(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id at operator action target detail hash } } } }";
  interface Log {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string };
    edges: { node: { action: string; hash: string } }[];
  }

  it("tells who did what, newest first, in pages", async () => {
    const tenant = await world.newTenant();
    const admin = await world.operator(Role.ADMIN, tenant);
    await world.call('mutation { createApiKey(name: "a", role: VIEWER) { id } }', {}, admin.token);
    const first = (await world.call(LOG, { first: 2 }, admin.token)).data?.auditLog as Log;
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(first.edges[0]?.node).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      at: world.clock.now.toISOString(),
      operator: admin.username,
      action: "createApiKey",
      target: expect.stringMatching(/^apiKey:\d+$/),
      detail: "a, VIEWER",
    });
    const rest = (await world.call(LOG, { first: 2, after: first.pageInfo.endCursor }, admin.token)).data?.auditLog as Log;
    expect([...first.edges, ...rest.edges].map(({ node }) => node.action)).toEqual([
      "createApiKey",
      "login",
      "createOperator",
      "createTenant",
    ]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it("refuses a page of 0 or 201 and a cursor of something else", async () => {
    const admin = await world.operator(Role.ADMIN);
    for (const variables of [{ first: 0 }, { first: 201 }, { first: 1, after: "nonsense" }, { first: 1, after: "" }]) {
      expect((await world.call(LOG, variables, admin.token)).code).toBe("BAD_USER_INPUT");
    }
  });
});

describe("tenants", () => {
  it("keep their account's secrets sealed, each in its own row", async () => {
    const secrets = { appSecret: "s3cret-of-the-app", callbackToken: "callbackToken", encodingAesKey: "a".repeat(43) };
    const input = { name: "Tea", appId: "wxteateateatea01", ...secrets, kind: world.tenant.kind, sandbox: false };
    const tenant = await world.accounts.tenants.createTenant(input, "test");
    expect(await world.accounts.tenants.byTenant(tenant.id)).toEqual({ appId: input.appId, appSecret: secrets.appSecret });
    expect(await world.accounts.tenants.byAppId(input.appId)).toEqual({
      tenantId: tenant.id,
      appId: input.appId,
      callbackToken: secrets.callbackToken,
      encodingAesKey: secrets.encodingAesKey,
      previous: null,
      originalId: null,
    });
    const { rows } = await world.test.database.pool.query(
      "SELECT encode(app_secret_sealed, 'escape') AS sealed FROM tenant WHERE id = $1",
      [tenant.id],
    );
    expect(rows[0].sealed).not.toContain(secrets.appSecret);
    await world.test.database.pool.query(
      "UPDATE tenant SET app_secret_sealed = (SELECT app_secret_sealed FROM tenant WHERE id = $1) WHERE id = $2",
      [tenant.id, world.tenant.id],
    );
    await expect(world.accounts.tenants.byTenant(world.tenant.id)).rejects.toThrow(/does not open/);
    await expect(world.accounts.tenants.createTenant(input, "test")).rejects.toMatchObject({
      code: "CONFLICT",
      details: { field: "appId" },
    });
    await world.accounts.tenants.ensureTenant({ ...input, name: "Tea & Co", appSecret: "another-secret" }, "test");
    expect(await world.accounts.tenants.byTenant(tenant.id)).toMatchObject({ appSecret: "another-secret" });
    expect(await world.accounts.tenants.byAppId("wxunknown")).toBeNull();
  });

  it.each([
    ["name", ""],
    ["appId", "wx 1"],
    ["appSecret", ""],
    ["callbackToken", "a b"],
    ["encodingAesKey", "a".repeat(42)],
  ])("refuse a bad %s without repeating it", async (field, value) => {
    const good = { name: "n", appId: "wxgood", appSecret: "secret", callbackToken: "token", encodingAesKey: null };
    const created = world.accounts.tenants.createTenant({ ...good, [field]: value, kind: world.tenant.kind, sandbox: false }, "test");
    await expect(created).rejects.toMatchObject({ code: "BAD_USER_INPUT", details: { field } });
  });
});
