import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import { createTestDatabase } from "../support/database.js";
import { addTenant, sealer } from "../wechat/support.js";
import { describeTokenStore } from "./token-store.js";

/** How long a holder may say nothing before it loses the lock. */
const IDLE_MS = 100;

describeTokenStore("in PostgreSQL", async () => {
  const test = await createTestDatabase();
  const { pool, prisma } = test.database;
  return {
    store: new PostgresTokenStore(test.database, sealer),
    tenantId: await addTenant(test.database),
    now: async () => (await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now")).rows[0]?.now ?? new Date(Number.NaN),
    clear: async () => void (await prisma.accessToken.deleteMany()),
    // It is taken for gone as soon as it is silent.
    mortal: async () => ({ store: new PostgresTokenStore(test.database, sealer, IDLE_MS), vanish: () => undefined }),
    close: () => test.drop(),
  };
});
