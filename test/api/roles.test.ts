import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Role } from "../../src/graphql/roles.js";
import { type AccountsServer, startAccountsServer } from "../support/accounts-server.js";

let world: AccountsServer;
const tokens = new Map<Role | null, string | undefined>();
beforeAll(async () => {
  world = await startAccountsServer();
  tokens.set(null, undefined);
  for (const role of Object.values(Role)) tokens.set(role, (await world.operator(role)).token);
});
afterAll(() => world.close());

const ORDER = [null, Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ADMIN];
/** Each field with the lowest role that may. Mutations aim at what is not there: allowed means NOT_FOUND or the like. */
const FIELDS: [string, Role][] = [
  ["{ me { id } }", Role.VIEWER],
  ["{ tenant { id name appId kind verified sandbox } }", Role.VIEWER],
  ["{ operatorsOnly }", Role.OPERATOR],
  ["{ operators { id } }", Role.ADMIN],
  ["{ apiKeys { id } }", Role.ADMIN],
  ["{ auditLog { totalCount } }", Role.ADMIN],
  ['mutation { createOperator(username: "", password: "", role: ADMIN) { id } }', Role.ADMIN],
  ['mutation { updateOperator(id: "0", disabled: true) { id } }', Role.ADMIN],
  ['mutation { createApiKey(name: "", role: ADMIN) { key } }', Role.ADMIN],
  ['mutation { revokeApiKey(id: "0") }', Role.ADMIN],
];

describe.each(FIELDS)("%s needs %s", (query, needed) => {
  it.each(ORDER)("asked as %s", async (role) => {
    const { code, errors } = await world.call(query, {}, tokens.get(role));
    const allowed = ORDER.indexOf(role) >= ORDER.indexOf(needed);
    if (allowed) {
      expect(code).not.toBe("UNAUTHENTICATED");
      expect(code).not.toBe("FORBIDDEN");
      return;
    }
    expect(code).toBe(role === null ? "UNAUTHENTICATED" : "FORBIDDEN");
    if (role !== null) expect(errors?.[0]?.message).toContain(`needs the role ${needed}`);
  });
});

describe("another tenant's objects", () => {
  it("are not found and never listed", async () => {
    const other = await world.newTenant();
    const theirs = await world.operator(Role.ADMIN, other);
    const key = await world.accounts.apiKeys.create({ tenantId: other.id, name: "test" }, "theirs", Role.VIEWER);
    const mine = tokens.get(Role.ADMIN);
    expect((await world.call(`mutation { updateOperator(id: "${theirs.id}", disabled: true) { id } }`, {}, mine)).code).toBe("NOT_FOUND");
    expect((await world.call(`mutation { revokeApiKey(id: "${key.id}") }`, {}, mine)).code).toBe("NOT_FOUND");
    const { data } = await world.call("{ operators { username } apiKeys { name } auditLog { edges { node { operator } } } }", {}, mine);
    expect(JSON.stringify(data)).not.toMatch(new RegExp(`${theirs.username}|theirs`));
    expect((await world.call("{ me { id } }", {}, key.key)).code).toBeUndefined();
  });
});
