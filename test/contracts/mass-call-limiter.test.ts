import { openDatabase } from "../../src/platform/database/database.js";
import { PostgresMassCallLimiter } from "../../src/wechat/adapters/postgres-mass-call-limiter.js";
import { createTestDatabase } from "../support/database.js";
import { describeMassCallLimiter } from "./mass-call-limiter.js";

describeMassCallLimiter("in PostgreSQL", async () => {
  const test = await createTestDatabase();
  const elsewhere = openDatabase(test.url);
  const { pool } = test.database;
  return {
    here: new PostgresMassCallLimiter(test.database),
    elsewhere: new PostgresMassCallLimiter(elsewhere),
    pass: async (seconds) => void (await pool.query("UPDATE mass_call SET at = at - make_interval(secs => $1)", [seconds])),
    kept: async () => (await pool.query<{ kept: number }>("SELECT count(*)::int AS kept FROM mass_call")).rows[0]?.kept ?? -1,
    clear: async () => void (await pool.query("DELETE FROM mass_call")),
    close: async () => {
      await elsewhere.close();
      await test.drop();
    },
  };
});
