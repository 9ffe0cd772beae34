import { IndexCatalogue } from "../../audiences/adapters/elasticsearch/index-catalogue.js";
import { searchIndexLag } from "../../audiences/adapters/elasticsearch/index-lag.js";
import { INDEX_FIELDS } from "../../audiences/adapters/elasticsearch/mapping.js";
import { readRejects } from "../../audiences/adapters/elasticsearch/rejects.js";
import type { Database } from "../../platform/database/database.js";
import { silentLogger } from "../../platform/logging/logger.js";
import { openSearch, type SearchClient } from "../../platform/search/index.js";
import { grouping } from "../progress.js";
import { type Finding, fault, look, note, ok } from "./finding.js";
import { behind, type Trailing } from "./lag.js";

interface PositionRow {
  tenantId: number;
  appId: string;
  users: number;
  log: string;
  /** Null: the tenant is not in the index. */
  position: string | null;
  /** Null: complete. */
  builtTo: number | null;
}

/** Whether the search index answers and is ours, and how far it is with each tenant. */
export async function checkSearch(
  database: Database,
  { url, index: alias }: { url: string; index: string },
  served: boolean,
): Promise<Finding[]> {
  const client = openSearch(url);
  const catalogue = new IndexCatalogue(database, client, alias, silentLogger);
  try {
    const live: { index?: string } = {};
    const cluster = await look("search index", async () => {
      live.index = (await catalogue.verified()) ?? undefined;
      return live.index === undefined ? note(`there is none under ${alias} yet: the server makes it`) : ok(`${alias} is ${live.index}`);
    });
    const { index } = live;
    if (index === undefined) return [cluster];
    const mapping = await checkMapping(client, index);
    const rows = await readPositions(database, index);
    const lags = new Map((await searchIndexLag(database.pool, index)).map((lag) => [lag.tenantId, lag]));
    const trailing = (tenantId: number): Trailing => ({ changes: 0, seconds: 0, ...lags.get(tenantId), served });
    return [
      cluster,
      mapping,
      ...(await Promise.all(
        rows.map((row) => look(`audience index of ${row.appId}`, () => judge(database, index, row, trailing(row.tenantId)))),
      )),
    ];
  } finally {
    await client.close();
  }
}

/** Whether each field is of the type that audiences and outside programs ask it by. */
function checkMapping(client: SearchClient, index: string): Promise<Finding> {
  return look("search mapping", async () => {
    const { mappings } = (await client.indices.getMapping({ index }))[index] ?? {};
    const wrong = Object.entries(INDEX_FIELDS).flatMap(([name, { type }]) => {
      const found = mappings?.properties?.[name]?.type;
      return found === type ? [] : [`${name} is ${found ?? "missing"} instead of ${type}`];
    });
    if (mappings?.dynamic !== "strict") wrong.push("new fields are taken in");
    if (wrong.length === 0) return ok(`${Object.keys(INDEX_FIELDS).length} fields as this release needs them`);
    return fault(`${wrong.join(", ")}: somebody changed it; run \`tagcast reindex\``);
  });
}

async function readPositions({ pool }: Database, index: string): Promise<PositionRow[]> {
  const { rows } = await pool.query<PositionRow>(
    `SELECT t.id AS "tenantId", t.app_id AS "appId", c.next_ordinal AS users, c.change_position::text AS log,
            p.position::text AS position, p.built_to AS "builtTo"
       FROM tenant t JOIN tenant_counter c ON c.tenant_id = t.id
       LEFT JOIN search_index_position p ON p.tenant_id = t.id AND p.index_name = $1 ORDER BY t.id`,
    [index],
  );
  return rows;
}

async function judge({ pool }: Database, index: string, row: PositionRow, trailing: Trailing): Promise<Omit<Finding, "check">> {
  const { count, first } = await readRejects(pool, index, row.tenantId);
  if (count > 0) {
    const some = first.slice(0, 5).map(({ ordinal, error }) => `${ordinal} (${error})`);
    return fault(
      `Elasticsearch refuses the documents of ${grouping(count)} users, who are in no audience: ordinals ${some.join(", ")}${count > 5 ? ", …" : ""}. Mend their data; they are tried again when it changes`,
    );
  }
  if (row.position === null) return row.users === 0 ? ok("no users yet") : note("not begun: the server fills it from the tables");
  if (row.builtTo !== null) return note(`being filled: ${grouping(row.builtTo + 1)} of ${grouping(row.users)} users`);
  return row.log === row.position ? ok(`up to date at position ${row.log}`) : behind("the index is", trailing);
}
