import { PgAttemptStore } from "../../src/accounts/adapters/pg-attempt-store.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { createTestDatabase } from "../support/database.js";
import { describeAttemptStore } from "./login-attempts.js";

describeAttemptStore("in PostgreSQL", async () => {
  const test = await createTestDatabase();
  const elsewhere = openDatabase(test.url);
  return {
    here: new PgAttemptStore(test.database),
    elsewhere: new PgAttemptStore(elsewhere),
    close: async () => {
      await elsewhere.close();
      await test.drop();
    },
  };
});
