import type { TracedTable } from "../trace-check.js";
import { EXPRESSIONS } from "./erase-mentions.js";
import { listsOpenids, MAY_MENTION, NAMED_BY_OTHERS, NAMES_IN_PAYLOAD, openidsIn, TEXTS } from "./name-indexes.js";

interface Place {
  table: TracedTable;
  /** A SELECT of the column `openid`. */
  sql: string;
}

/** An openid as a word of its own, or as the code of a scanned picture. */
const WORD = "(?<![A-Za-z0-9_-])(?:qrscene_)?([A-Za-z0-9_-]{24,31})(?![A-Za-z0-9_-])";

/** What the erasure of a user reaches by the openid; $1 is the tenant. */
const PLACES: readonly Place[] = [
  { table: "callback", sql: "SELECT openid FROM callback WHERE tenant_id = $1" },
  { table: "callback", sql: listed("callback", NAMES_IN_PAYLOAD, NAMED_BY_OTHERS) },
  {
    table: "callback",
    sql: `SELECT word[1] AS openid FROM callback, regexp_matches(${TEXTS}, '${WORD}', 'g') AS word WHERE tenant_id = $1 AND ${MAY_MENTION}`,
  },
  ...EXPRESSIONS.map(({ table, column }) => ({ table, sql: listed(table, openidsIn(column), listsOpenids(column)) })),
  { table: "import_reject", sql: "SELECT key AS openid FROM import_reject WHERE table_name = 'tags'" },
  { table: "sync_job", sql: "SELECT cursor #>> '{}' AS openid FROM sync_job WHERE tenant_id = $1" },
  {
    table: "wechat_tag",
    sql: "SELECT w.members_after AS openid FROM wechat_tag w JOIN tag t ON t.id = w.tag_id WHERE t.tenant_id = $1",
  },
];

/**
 * Wherever an openid may stand: those above $2, at most $3, once each and ascending; $1 is the tenant. Of PLACES only strangers':
 * whoever stands in `users` is found there, and hashing each openid once is most of the work. They are told apart before they are
 * looked up: 2,000 sends that list the same people took eight times as long otherwise.
 */
export const OPENIDS_BY_PLACE: readonly Place[] = [
  ...(["users", "deletion_request"] as const).map((table) => ({
    table,
    sql: `SELECT DISTINCT openid FROM ${table} WHERE tenant_id = $1 AND openid > $2 ORDER BY openid LIMIT $3`,
  })),
  ...PLACES.map(({ table, sql }) => ({
    table,
    sql: `SELECT openid FROM (SELECT DISTINCT openid FROM (${sql}) AS place WHERE openid > $2) AS named
      WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = $1 AND u.openid = named.openid) ORDER BY openid LIMIT $3`,
  })),
];

/** Every list holds the empty one: said so that the index of lists is read, not the whole table. */
function listed(table: string, list: string, condition: string): string {
  return `SELECT listed.openid FROM ${table}, jsonb_array_elements_text(${list}) AS listed (openid)
    WHERE tenant_id = $1 AND ${condition} AND ${list} @> '[]'`;
}
