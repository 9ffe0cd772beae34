// A process of its own that works on the search index, to be killed:
//   index-process.ts <database> <Elasticsearch> <alias> follow     follows the change log until it is killed
//   index-process.ts <database> <Elasticsearch> <alias> reindex    one reindex, then it ends with 0
import "reflect-metadata";
import { ElasticsearchAudienceIndex } from "../../src/audiences/adapters/elasticsearch/elasticsearch-audience-index.js";
import { reindex } from "../../src/audiences/adapters/elasticsearch/reindex.js";
import { OrdinalSet } from "../../src/audiences/index.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { openSearch } from "../../src/platform/search/index.js";

const [url = "", node = "", alias = "", task = ""] = process.argv.slice(2);
const database = openDatabase(url);
const client = openSearch(node);
const clock = () => new Date();
const parts = { database, client, alias, logger: silentLogger };
process.send?.("ready");

if (task === "reindex") {
  await reindex(parts);
  await client.close();
  await database.close();
  process.disconnect?.();
} else {
  const positions = { ordinalsNear: async () => new Uint32Array() };
  const index = new ElasticsearchAudienceIndex({
    ...parts,
    positions,
    sends: { ordinalsUnreached: async () => new Uint32Array() },
    sendsLeft: { leftAtMost: async () => OrdinalSet.of([]) },
    clock,
  });
  for (;;) await index.round();
}
