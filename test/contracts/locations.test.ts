import { PostgresLocationStore } from "../../src/users/adapters/postgres-location-store.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase } from "../support/database.js";
import { describeLocations } from "./locations.js";

describeLocations("in PostgreSQL", async () => {
  const own = await createTestDatabase();
  const { pool } = own.database;
  const usersOf = async (tenantId: number) => {
    const { rows } = await pool.query<{ user_id: number }>("SELECT user_id FROM users WHERE tenant_id = $1 ORDER BY ordinal", [tenantId]);
    return rows.map(({ user_id }) => user_id);
  };
  const ordinalsOf = async (tenantId: number) => {
    const { rows } = await pool.query<{ ordinal: number }>("SELECT ordinal FROM users WHERE tenant_id = $1 ORDER BY ordinal", [tenantId]);
    return rows.map(({ ordinal }) => ordinal);
  };
  const tenantId = await insertTenant(own.database, { appId: "wx-locations", users: 50 });
  const other = await insertTenant(own.database, { appId: "wx-other", users: 1 });
  return {
    store: new PostgresLocationStore(own.database),
    tenantId,
    userIds: await usersOf(tenantId),
    ordinals: await ordinalsOf(tenantId),
    stranger: { tenantId: other, userId: (await usersOf(other))[0] ?? -1 },
    clear: async () => void (await pool.query("TRUNCATE user_location")),
    close: () => own.drop(),
  };
});
