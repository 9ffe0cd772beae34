import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresTagExchange } from "../../src/tags/adapters/postgres-tag-exchange.js";
import { PostgresWeChatTagStore } from "../../src/tags/adapters/postgres-wechat-tag-store.js";
import { TagExchange, Turn } from "../../src/tags/index.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { QUIET } from "../support/quiet.js";

let own: TestDatabase;
let store: PostgresTagExchange;
let exchange: TagExchange;
let tenantId: number;
let counter = 0;

beforeAll(async () => {
  own = await createTestDatabase();
  store = new PostgresTagExchange(own.database);
  exchange = new TagExchange(store, QUIET, { leaseMs: 10_000, pollMs: 5 });
});
afterAll(() => own.drop());
beforeEach(async () => {
  tenantId = await insertTenant(own.database, { appId: `wx-exchange-${counter++}`, users: 1 });
});

describe("the turn at a tenant's tags", () => {
  test("is one's at a time, over all processes", async () => {
    let [now, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++now);
      await sleep(5);
      now--;
    };
    const another = new TagExchange(new PostgresTagExchange(own.database), QUIET, { leaseMs: 10_000, pollMs: 5 });
    const turns = Array.from({ length: 12 }, (_, n) => (n % 2 ? exchange : another).take(tenantId, n % 3 ? "writing" : "reading", work));
    await Promise.all(turns);
    expect(most).toBe(1);
  });

  test("of one tenant does not hold up another", async () => {
    const other = await insertTenant(own.database, { appId: `wx-exchange-${counter++}`, users: 1 });
    await exchange.take(tenantId, "writing", () => exchange.take(other, "writing", async () => undefined));
  });

  test("goes to a reader that waits before it goes to a writer again", async () => {
    const order: string[] = [];
    let reading: Promise<void> | undefined;
    for (let n = 0; n < 3; n++) {
      await exchange.take(tenantId, "writing", async () => {
        order.push("writing");
        reading ??= exchange.take(tenantId, "reading", async () => void order.push("reading"));
        if (n === 0) await sleep(50);
      });
    }
    await reading;
    expect(order.indexOf("reading")).toBe(1);
  });

  test("is given back when the work fails", async () => {
    await expect(exchange.take(tenantId, "writing", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await store.tryTake(tenantId, "next", "writing", 1_000)).toBe(true);
  });

  test("of a dead holder is free once its lease is over, and not before", async () => {
    expect(await store.tryTake(tenantId, "dead", "writing", 300)).toBe(true);
    expect(await store.tryTake(tenantId, "next", "writing", 300)).toBe(false);
    await exchange.take(tenantId, "writing", async () => undefined);
    expect(await store.renew(tenantId, "dead", 300)).toBe(false);
  });

  test("is not waited for after an abort", async () => {
    await store.tryTake(tenantId, "holder", "writing", 10_000);
    const stopping = new AbortController();
    const waiting = exchange.take(tenantId, "writing", async () => undefined, stopping.signal);
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });

  test("that was lost lets nothing be written any more", async () => {
    const pulls = new PostgresWeChatTagStore(own.database, new PostgresChangeLog());
    const lost = new Turn("lost", 10_000);
    await store.tryTake(tenantId, "somebody else", "writing", 10_000);
    await expect(pulls.saveTags(tenantId, [{ id: 100, name: "晚" }], lost)).rejects.toMatchObject({ name: "TurnLostError" });
    await expect(pulls.setMemberships(tenantId, [], lost)).rejects.toMatchObject({ name: "TurnLostError" });
    expect((await own.database.pool.query("SELECT 1 FROM tag WHERE tenant_id = $1", [tenantId])).rowCount).toBe(0);
  });

  test("makes no call once its lease is over", () => {
    const turn = new Turn("slow", -1);
    expect(() => turn.assertHeld()).toThrow("over");
  });
});
