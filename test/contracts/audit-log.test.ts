import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { HastyProcesses } from "../support/hasty-processes.js";
import { tamper } from "../support/tamper.js";

let test: TestDatabase;
const key = randomBytes(32);
const clock = () => new Date();
const open = (secret: Buffer) => createAccounts({ database: test.database, sealer: new Sealer(secret), clock }).auditLog;
let log: ReturnType<typeof open>;
let tenants = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  log = open(key);
});
afterAll(() => test.drop());

const newTenant = async () => insertTenant(test.database, { appId: `audit-${tenants++}`, users: 0 });
const entryOf = (tenantId: number, i: number) => ({
  ...{ tenantId, operator: "ada", action: `step${i}`, target: `tag:${i}`, detail: "plain" },
  ...{ before: { id: i, name: "old" }, after: { id: i, name: "new" } },
});
/** A chain of so many entries, with their ids. */
async function chain(length: number): Promise<{ tenantId: number; ids: bigint[] }> {
  const tenantId = await newTenant();
  for (let i = 0; i < length; i += 1) await log.record(entryOf(tenantId, i));
  return { tenantId, ids: await idsOf(tenantId) };
}
const idsOf = async (tenantId: number) =>
  (await test.database.pool.query<{ id: bigint }>("SELECT id FROM audit_entry WHERE tenant_id = $1 ORDER BY id", [tenantId])).rows.map(
    ({ id }) => id,
  );
const verify = (tenantId: number) => log.verifyAuditChain(tenantId);

describe("the table", () => {
  it.each([
    "UPDATE audit_entry SET operator = 'eve'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET operator = 'eve'",
  ])("refuses %s, even to its owner", async (statement) => {
    const { tenantId } = await chain(2);
    await expect(test.database.pool.query(statement)).rejects.toThrow("audit_entry is append-only");
    expect(await verify(tenantId)).toMatchObject({ intact: true, entries: 2 });
  });
});

describe("the chain", () => {
  it("is whole under writers of several processes at once", { timeout: 120_000 }, async () => {
    const tenantId = await newTenant();
    const processes = await HastyProcesses.start(3, [test.url, key.toString("hex"), String(tenantId)]);
    await processes.all({ audit: 10 });
    await processes.stop();
    expect(await verify(tenantId)).toMatchObject({ intact: true, entries: 120 });
  });

  it("is whole while others append to it, and for a tenant without entries", async () => {
    const { tenantId } = await chain(3);
    const appending = Promise.all(Array.from({ length: 8 }, (_, i) => log.record(entryOf(tenantId, i))));
    for (let i = 0; i < 5; i += 1) expect(await verify(tenantId)).toMatchObject({ intact: true });
    await appending;
    expect(await verify(tenantId)).toMatchObject({ intact: true, entries: 11 });
    expect(await verify(await newTenant())).toEqual({ intact: true, entries: 0, newestHash: null });
  });

  it("goes on from entries that an earlier release wrote, without hashes of objects", async () => {
    const tenantId = await newTenant();
    await log.record({ ...entryOf(tenantId, 0), before: null, after: null });
    await log.record(entryOf(tenantId, 1));
    expect(await verify(tenantId)).toMatchObject({ intact: true, entries: 2 });
  });

  it.each([
    "operator = 'eve'",
    "at = at + interval '1 ms'",
    "target = NULL",
    "detail = 'other'",
    "before = after",
    "after = NULL",
    "action = ''",
  ])("shows the first entry altered by SET %s", async (set) => {
    const { tenantId, ids } = await chain(5);
    await tamper(test.database, `UPDATE audit_entry SET ${set} WHERE id = ANY($1)`, [[ids[2], ids[4]]]);
    expect(await verify(tenantId)).toEqual({ intact: false, entries: 2, brokenAt: ids[2] });
  });

  it("shows an entry removed, one put between, one moved, and one taken from another tenant", async () => {
    const [removed, between, moved, foreign] = [await chain(5), await chain(5), await chain(5), await chain(5)];
    await tamper(test.database, "DELETE FROM audit_entry WHERE id = $1", [removed.ids[1]]);
    expect(await verify(removed.tenantId)).toMatchObject({ intact: false, brokenAt: removed.ids[2] });
    await tamper(test.database, "DELETE FROM audit_entry WHERE id = $1", [between.ids[0]]);
    await tamper(
      test.database,
      "INSERT INTO audit_entry (id, tenant_id, operator, action, hash) SELECT id, $2, 'eve', 'login', hash FROM (SELECT $1::bigint AS id, 'x' AS hash) one",
      [between.ids[0], between.tenantId],
    );
    expect(await verify(between.tenantId)).toMatchObject({ intact: false, entries: 0, brokenAt: between.ids[0] });
    await tamper(test.database, "UPDATE audit_entry SET id = -id WHERE id = $1", [moved.ids[2]]);
    expect(await verify(moved.tenantId)).toMatchObject({ intact: false });
    await tamper(test.database, "UPDATE audit_entry SET tenant_id = $2 WHERE id = $1", [foreign.ids[4], moved.tenantId]);
    expect(await verify(foreign.tenantId)).toEqual({ intact: false, entries: 4, brokenAt: null, missing: 1 });
  });

  it("shows how many entries were cut off its end, all of them too, and a whole chain exchanged", async () => {
    const [cut, emptied, forged] = [await chain(5), await chain(3), await chain(2)];
    await tamper(test.database, "DELETE FROM audit_entry WHERE id = ANY($1)", [cut.ids.slice(3)]);
    expect(await verify(cut.tenantId)).toEqual({ intact: false, entries: 3, brokenAt: null, missing: 2 });
    await tamper(test.database, "DELETE FROM audit_entry WHERE tenant_id = $1", [emptied.tenantId]);
    expect(await verify(emptied.tenantId)).toEqual({ intact: false, entries: 0, brokenAt: null, missing: 3 });
    // Written on after a cut: as long as it was, and another.
    await tamper(test.database, "DELETE FROM audit_entry WHERE tenant_id = $1", [forged.tenantId]);
    const { rows } = await test.database.pool.query("SELECT * FROM audit_head WHERE tenant_id = $1", [forged.tenantId]);
    await log.record(entryOf(forged.tenantId, 7));
    await log.record(entryOf(forged.tenantId, 8));
    expect(await verify(forged.tenantId)).toMatchObject({ intact: false, brokenAt: null, missing: 2 });
    await tamper(test.database, "UPDATE audit_head SET entries = $2, hash = $3 WHERE tenant_id = $1", [
      forged.tenantId,
      rows[0]?.entries,
      rows[0]?.hash,
    ]);
    expect(await verify(forged.tenantId)).toEqual({ intact: false, entries: 2, brokenAt: null, missing: 0 });
    await tamper(test.database, "DELETE FROM audit_head WHERE tenant_id = $1", [forged.tenantId]);
    expect(await verify(forged.tenantId)).toMatchObject({ intact: false });
  });
});

describe("hashes of objects", () => {
  it("are equal for equal objects whatever their keys' order, differ by key and tenant, and cannot be had without the key", async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    const record = async (tenantId: number, after: object, into = log) => {
      await into.record({ tenantId, operator: "ada", action: "a", target: null, detail: null, after });
      const page = await into.page(tenantId, 1, null);
      return page.edges[0]?.node.after;
    };
    const hash = await record(one, { a: 1, b: [{ c: 1n, d: new Date(0) }] });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await record(one, { b: [{ d: new Date(0), c: 1n }], a: 1 })).toBe(hash);
    expect(await record(one, { a: 2, b: [{ c: 1n, d: new Date(0) }] })).not.toBe(hash);
    expect(await record(other, { a: 1, b: [{ c: 1n, d: new Date(0) }] })).not.toBe(hash);
    expect(await record(one, { a: 1, b: [{ c: 1n, d: new Date(0) }] }, open(randomBytes(32)))).not.toBe(hash);
  });
});
