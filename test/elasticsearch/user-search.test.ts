import { afterAll, beforeAll } from "vitest";
import { IndexedUserFinder } from "../../src/users/adapters/indexed-user-finder.js";
import { userSearchContract } from "../contracts/user-search.js";
import { openTestSearch, searchIndex, type TestSearch } from "../support/elasticsearch.js";

let search: TestSearch;
beforeAll(() => {
  search = openTestSearch();
});
afterAll(() => search.drop());

userSearchContract({
  name: "Elasticsearch",
  open: async ({ database, cards }) => {
    const people = searchIndex(search, database);
    return { index: people, finder: new IndexedUserFinder({ database, cards, people }), close: () => people.close() };
  },
  // A change takes Elasticsearch some 50 ms to write and show: fewer crowds, more questions about each.
  effort: { runs: 40, questions: 25 },
});
