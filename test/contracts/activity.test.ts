import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresActivityStore } from "../../src/users/adapters/postgres-activity-store.js";
import { AudienceWorld } from "../support/audience-world.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

let own: TestDatabase;
let world: AudienceWorld;
let other: AudienceWorld;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  world = await AudienceWorld.create(own.database);
  other = await AudienceWorld.create(own.database);
  for (const each of [world, other]) await each.addUsers([{}, { lastActiveAt: "2026-02-27" }]);
});

const store = () => new PostgresActivityStore(own.database, new PostgresChangeLog());
const seen = (at: string, index = 0, who = world) => ({ tenantId: who.tenantId, openid: who.users[index]?.openid ?? "", at: new Date(at) });
const changes = async (who = world) => {
  const { rows } = await own.database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM audience_change WHERE tenant_id = $1", [
    who.tenantId,
  ]);
  return rows[0]?.n ?? 0;
};

test("audiences hear of a person's first act of the day, in Shanghai, and of no other", async () => {
  const before = await changes();
  await store().touch([seen("2026-02-28T15:00:00Z")]);
  expect(await changes()).toBe(before + 1);
  await store().touch([seen("2026-02-28T15:59:59Z")]);
  expect(await changes()).toBe(before + 1);
  await store().touch([seen("2026-02-28T16:00:00Z")]);
  expect(await changes()).toBe(before + 2);
  await store().touch([seen("2026-02-20T16:00:00Z")]);
  expect(await changes()).toBe(before + 2);
});

test("audiences by last activity follow at once, in each tenant by itself", async () => {
  const index = bitmapIndex(own.database);
  const active = async (day: string, who = world) => [...(await index.freeze(who.tenantId, { kind: "lastActiveAt", from: day, to: day }))];
  expect(await active("2026-02-27")).toEqual([1]);
  await store().touch([seen("2026-03-01T04:00:00Z", 1), seen("2026-03-01T04:00:00Z", 0, other), seen("2026-03-01T04:00:01Z", 0)]);
  expect([await active("2026-02-27"), await active("2026-03-01")]).toEqual([[], [0, 1]]);
  expect([await active("2026-02-27", other), await active("2026-03-01", other)]).toEqual([[1], [0]]);
  await index.close();
});

test("who is unknown is left out, and nothing is logged", async () => {
  const before = await changes();
  expect(await store().touch([{ tenantId: world.tenantId, openid: "o-nobody", at: new Date() }])).toEqual(new Map());
  expect(await changes()).toBe(before);
});
