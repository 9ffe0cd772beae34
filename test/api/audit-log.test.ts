import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoredEntry } from "../support/audit.js";
import { EveryMutation } from "../support/every-mutation.js";
import type { Shape } from "../support/mutation-cases.js";
import { Role } from "../support/world.js";

/*
 * Every mutation of the schema is called once, well; each must leave its entry: in the transaction that makes the change, or, where
 * the act is outside the database, one before it and one after it.
 */

const every = new EveryMutation();

beforeAll(() => every.open(), 120_000);
afterAll(() => every.close());

const HASH = /^[0-9a-f]{64}$/;

describe("every mutation", () => {
  test("is called below", () => {
    expect(every.inSchema).toEqual([...every.names].sort());
  });

  test.each(every.names)("%s leaves its entry: who, what, to what, and hashes of it before and afterwards", async (mutation) => {
    const { shape, outside } = every.case(mutation);
    const operation = await every.prepared(mutation);
    const before = await every.entriesOf(mutation);
    expect((await every.admin.ask(operation)).errors).toBeUndefined();
    const made = (await every.entriesOf(mutation)).slice(before.length);
    expect(made).toHaveLength(outside ? 2 : 1);
    const entry = made.at(-1) as StoredEntry;
    expect(entry).toMatchObject({ operator: every.admin.username, action: mutation });
    expect(shapeOf(entry)).toBe(shape);
    if (shape !== "event" && !mutation.endsWith("blacklistUsers")) expect(entry.target).toMatch(/^[a-zA-Z]+:\S+/);
    if (outside) expect(made[0]?.detail).toMatch(new RegExp(`^${outside.first ?? "asked"}`));
  });

  test("of all this the chain is whole, and holds nothing of the people it was done to", async () => {
    const { world } = every;
    expect(await world.app.core.accounts.auditLog.verifyAuditChain(world.tenant.id)).toMatchObject({ intact: true });
    const text = JSON.stringify(await every.entries());
    for (const { openid, phone } of await every.sql<{ openid: string; phone: string | null }>("SELECT openid, phone FROM users")) {
      expect(text).not.toContain(openid);
      if (phone !== null) expect(text).not.toContain(phone);
    }
    expect(text).not.toContain("correct horse battery");
  });

  test("that fails or changes nothing leaves none", async () => {
    const again = await every.world.operator(Role.ADMIN);
    const before = await every.entries();
    await again.ask('mutation { deleteTag(id: "999999") }');
    await again.ask('mutation { approveMassSend(id: "00000000-0000-4000-8000-000000000000") { id } }');
    await again.ask("mutation { startMassSend(id: 1) { id } }");
    expect(await every.entries()).toEqual(before);
  });
});

function shapeOf({ before, after }: StoredEntry): Shape | null {
  for (const hash of [before, after]) if (hash !== null && !HASH.test(hash)) return null;
  if (before === null && after === null) return "event";
  if (before === null) return "made";
  if (after === null) return "gone";
  return before === after ? "seen" : "changed";
}
