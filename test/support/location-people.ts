import { insertTenant } from "./base-data.js";
import { createTestDatabase } from "./database.js";

/** 3,000 users of one tenant and one of another, for suites of positions. */
export async function locationPeople() {
  const own = await createTestDatabase();
  const usersOf = async (tenantId: number) =>
    (
      await own.database.pool.query<{ userId: number; ordinal: number }>(
        'SELECT user_id AS "userId", ordinal FROM users WHERE tenant_id = $1 ORDER BY ordinal',
        [tenantId],
      )
    ).rows;
  const tenantId = await insertTenant(own.database, { appId: "wx-locations", users: 3_000 });
  const other = await insertTenant(own.database, { appId: "wx-other", users: 1 });
  const users = await usersOf(tenantId);
  const stranger = { tenantId: other, userId: (await usersOf(other))[0]?.userId ?? -1 };
  return { own, tenantId, userIds: users.map(({ userId }) => userId), ordinals: users.map(({ ordinal }) => ordinal), stranger };
}
