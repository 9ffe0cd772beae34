import { PostgresUserFinder } from "../../src/users/adapters/postgres-user-finder.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { userSearchContract } from "./user-search.js";

userSearchContract({
  name: "PostgreSQL",
  open: async ({ database, cards }) => {
    const index = bitmapIndex(database);
    return { index, finder: new PostgresUserFinder({ database, cards, index }), close: () => index.close() };
  },
  effort: { runs: 60, questions: 15 },
});
