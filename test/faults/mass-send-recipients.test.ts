import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OrdinalSet } from "../../src/audiences/index.js";
import { PostgresRecipients } from "../../src/mass-sends/adapters/postgres-recipients.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

const USERS = 200;
/** A row that is gone, and an openid that holds what separates them: neither may shift the others. */
const GONE = 50;
const ODD = 120;

let test_: TestDatabase;
let tenantId: number;

beforeAll(async () => {
  test_ = await createTestDatabase();
  await insertTenant(test_.database, { appId: "wxother", users: USERS });
  tenantId = await insertTenant(test_.database, { appId: "wxrecipients", users: USERS });
  await test_.database.pool.query("DELETE FROM users WHERE tenant_id = $1 AND ordinal = $2", [tenantId, GONE]);
});
afterAll(() => test_.drop());

const ordinals = (max: number) => fc.uniqueArray(fc.nat(USERS - 1), { maxLength: max }).map((list) => list.sort((a, b) => a - b));
const run = fc.tuple(fc.nat(USERS), fc.nat(USERS)).map(([a, b]) => {
  const from = Math.min(a, b);
  return Array.from({ length: Math.max(a, b) - from }, (_, i) => from + i);
});

test.each(["a,b", 'a"b', "a\\", 'a","b', "", "中"])(
  "sparse, dense or a whole run, one of them %j: the openids of exactly those asked for who are there and not deleted, in order",
  async (odd) => {
    await test_.database.pool.query("UPDATE users SET openid = $3 WHERE tenant_id = $1 AND ordinal = $2", [tenantId, ODD, odd]);
    await fc.assert(
      fc.asyncProperty(fc.oneof(ordinals(20), ordinals(USERS), run), ordinals(5), async (wanted, deleted) => {
        const recipients = new PostgresRecipients(test_.database, { freeze: async () => OrdinalSet.of(deleted) });
        const expected = wanted.filter((ordinal) => ordinal !== GONE && !deleted.includes(ordinal));
        const { count, json } = await recipients.openids(tenantId, Uint32Array.from(wanted));
        expect([count, JSON.parse(Buffer.from(json).toString())]).toEqual([
          expected.length,
          expected.map((ordinal) => (ordinal === ODD ? odd : `o${ordinal}`)),
        ]);
      }),
      { numRuns: 100 },
    );
  },
);
