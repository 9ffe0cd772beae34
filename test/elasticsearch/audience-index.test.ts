import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../src/platform/database/database.js";
import { audienceIndexContract } from "../contracts/audience-index.js";
import { deleteIndices, openTestSearch, searchIndex, type TestSearch } from "../support/elasticsearch.js";
import { NOW } from "../support/naive-audience.js";

let search: TestSearch;
beforeAll(() => {
  search = openTestSearch();
});
afterAll(() => search.drop());

audienceIndexContract({
  name: "Elasticsearch",
  // A change takes Elasticsearch some 50 ms to write and show, and a question 5: fewer changes, more questions about each. At least 5,120
  // random expressions (8 steps a world).
  effort: { runs: 20, questions: 32 },
  open: async (database) => {
    const index = searchIndex(search, database, { clock: () => NOW });
    return { index, flush: async () => undefined, close: () => index.close(), abandon: async () => undefined };
  },
  disasters: {
    "the index is deleted": () => deleteIndices(search.client, search.alias),
    "the alias is lost": async () => {
      await search.client.indices.deleteAlias({ index: "*", name: search.alias }, { ignore: [404] });
    },
    "what is known of the tenant is lost": async (database, tenantId) => {
      await database.pool.query("DELETE FROM search_index_position WHERE tenant_id = $1", [tenantId]);
    },
    "the log is trimmed past what was followed": async (database, tenantId) => {
      await loseLog(database, tenantId);
    },
  },
});

async function loseLog(database: Database, tenantId: number): Promise<void> {
  await database.pool.query("UPDATE tenant_counter SET change_position = change_position + 3 WHERE tenant_id = $1", [tenantId]);
  await database.pool.query("DELETE FROM audience_change WHERE tenant_id = $1", [tenantId]);
}
