import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { addTenant, sealer } from "./support.js";

let test: TestDatabase;
let tenantId: number;
let store: PostgresTokenStore;

beforeAll(async () => {
  test = await createTestDatabase();
  tenantId = await addTenant(test.database);
  store = new PostgresTokenStore(test.database, sealer);
});
afterAll(() => test.drop());
beforeEach(() => test.database.prisma.accessToken.deleteMany());

const token = (version: number) => ({ token: `t${version}`, version, source: "manual" as const, lifeMs: 600_000 });
const save = (version: number) => store.withRefreshLock(tenantId, (locked) => locked.save(token(version)));

describe("PostgresTokenStore", () => {
  it("never lets an older token take the place of a newer one", async () => {
    const saved = [await save(2), await save(1), await save(2), await save(3)];
    expect(saved.map((stored) => stored?.version ?? null)).toEqual([2, null, null, 3]);
    expect(await store.load(tenantId)).toMatchObject({ token: "t3", version: 3, source: "manual" });
  });

  it("tells times by the database's clock alone", async () => {
    const stored = await save(1);
    const { rows } = await test.database.pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    expect(stored).not.toBeNull();
    if (!stored || !rows[0]) return;
    expect(stored.expiresAt.getTime() - stored.refreshedAt.getTime()).toBeCloseTo(600_000, -1);
    expect(rows[0].now.getTime()).toBeGreaterThanOrEqual(stored.readAt.getTime());
    const again = await store.load(tenantId);
    expect(again).toMatchObject({ expiresAt: stored.expiresAt, refreshedAt: stored.refreshedAt });
    expect(again?.readAt.getTime()).toBeGreaterThanOrEqual(stored.readAt.getTime());
  });

  it("saves nothing where the work failed, and lets the next one in", async () => {
    const failing = store.withRefreshLock(tenantId, async (locked) => {
      await locked.save(token(1));
      throw new Error("no commit");
    });
    await expect(failing).rejects.toThrow("no commit");
    expect(await store.withRefreshLock(tenantId, (locked) => locked.load())).toBeNull();
  });

  it("takes the lock from a holder that is gone without a word, who then saves nothing", async () => {
    const hasty = new PostgresTokenStore(test.database, sealer, 100);
    const { promise: asleep, resolve: wake } = Promise.withResolvers<void>();
    const gone = hasty.withRefreshLock(tenantId, async (locked) => {
      await asleep;
      return locked.save(token(7));
    });
    const next = await save(1);
    wake();
    await expect(gone).rejects.toThrow();
    expect(next).toMatchObject({ version: 1 });
    expect(await store.load(tenantId)).toMatchObject({ version: 1 });
  });
});
