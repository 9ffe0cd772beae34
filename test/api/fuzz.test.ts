import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Role } from "../../src/graphql/roles.js";
import { type AccountsServer, startAccountsServer } from "../support/accounts-server.js";
import { send } from "../support/caller.js";
import { garbageQueries, schemaRequests } from "../support/fuzz-requests.js";

let world: AccountsServer;
beforeAll(async () => {
  world = await startAccountsServer();
});
afterAll(() => world.close());

const CODES = [undefined, "UNAUTHENTICATED", "FORBIDDEN", "BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "QUOTA_EXCEEDED"];

async function codeOf(body: string, token: string): Promise<string | undefined> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return (await send(`${world.url}/graphql`, { method: "POST", headers, body })).code;
}

/** A new one for each run, since a fuzzed request may revoke the one it came with. */
async function adminKey(): Promise<string> {
  const { key } = await world.accounts.apiKeys.create({ tenantId: world.tenant.id, name: "fuzz" }, "fuzz", Role.ADMIN);
  await world.test.database.pool.query("DELETE FROM api_key WHERE id < (SELECT max(id) - 50 FROM api_key)");
  return key;
}

describe("no request from outside provokes an INTERNAL_SERVER_ERROR", () => {
  it("3,000 requests made from the schema", async () => {
    // `fails` is there to fail.
    const requests = schemaRequests(world.schema).filter(({ query }) => !query.includes("fails"));
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 10, maxLength: 10 }), async (batch) => {
        const key = await adminKey();
        for (const request of batch) expect(CODES).toContain(await codeOf(JSON.stringify(request), key));
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it("1,000 requests that are hardly GraphQL", async () => {
    const key = await adminKey();
    const bodies = fc.oneof(
      garbageQueries.map((query) => JSON.stringify({ query })),
      fc.json(),
      fc
        .record({ query: fc.anything(), variables: fc.anything(), operationName: fc.anything() })
        .map((body) => JSON.stringify(body, plain)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        expect(CODES).toContain(await codeOf(body, key));
      }),
      { numRuns: 1000 },
    );
  }, 120_000);
});

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
