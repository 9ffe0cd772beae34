import { eraseUser, type FoundUser } from "../../src/deletion/adapters/erase-user.js";
import { PostgresLocationStore } from "../../src/users/adapters/postgres-location-store.js";
import { locationPeople } from "../support/location-people.js";
import { describeLocations } from "./locations.js";

describeLocations("in PostgreSQL", async () => {
  const { own, ...people } = await locationPeople();
  const { pool } = own.database;
  return {
    ...people,
    store: new PostgresLocationStore(own.database),
    another: new PostgresLocationStore(own.database),
    traces: async (userId) => (await pool.query("SELECT 1 FROM user_location WHERE user_id = $1", [userId])).rows.length,
    erase: async (userId) => {
      const { rows } = await pool.query<FoundUser>(
        `SELECT user_id AS "userId", ordinal, openid, unionid, phone, mini_program_openid AS "miniProgramOpenid" FROM users WHERE user_id = $1`,
        [userId],
      );
      await own.database.transaction(async (tx) => {
        for (const user of rows) await eraseUser(tx, user, null);
      });
    },
    clear: async () => void (await pool.query("TRUNCATE user_location")),
    close: () => own.drop(),
  };
});
