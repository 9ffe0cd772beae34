import type { AudienceChangeReader, SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { TouchedUsers } from "../mirror/mirror-store.port.js";
import { peopleByOrdinals } from "./people.js";

/** Rows of the log read at once, and users pushed before the position is saved. */
const ROWS = 200;
const USERS = 10_000;

/**
 * What the log says of the tags since the tenant's mirror_position. Where the log was trimmed beyond it, all mirrored tags
 * are to be compared whole instead.
 */
export async function changesSince(
  database: Pick<Database, "pool" | "transaction">,
  log: AudienceChangeReader,
  tenantId: number,
  tagIds: readonly number[],
): Promise<{ position: bigint; touched: TouchedUsers[] } | null> {
  const { pool } = database;
  const { rows } = await pool.query<{ from: bigint; to: bigint; trimmed: boolean }>(POSITIONS, [tenantId]);
  const [at] = rows;
  if (!at || at.from >= at.to) return null;
  if (at.trimmed) {
    await pool.query("UPDATE wechat_tag SET compared_to = 0 WHERE tag_id = ANY($1::int[])", [tagIds]);
    return { position: at.to, touched: [] };
  }
  const read = await log.read(pool, tenantId, { after: at.from, to: at.to, tagIds, rows: ROWS, users: USERS });
  const touched: TouchedUsers[] = [];
  for (const { tagId, ordinals } of read.changes) {
    const userIds = Array.from((await peopleByOrdinals(pool, tenantId, ordinals)).userIds);
    if (tagId !== null) touched.push({ tagId, userIds });
    // Somebody came, left or changed otherwise: any tag of theirs may be concerned.
    else touched.push(...(await tagsOf(pool, tagIds, userIds)));
  }
  return { position: read.position, touched };
}

async function tagsOf(sql: SqlExecutor, tagIds: readonly number[], userIds: readonly number[]): Promise<TouchedUsers[]> {
  return (await sql.query<TouchedUsers>(TAGS_OF, [tagIds, userIds])).rows;
}

/** Positions have no gaps: a row that is not there was trimmed. */
const POSITIONS = `
  SELECT mirror_position AS "from", change_position AS "to",
         NOT EXISTS (SELECT 1 FROM audience_change a WHERE a.tenant_id = c.tenant_id AND a.position = c.mirror_position + 1) AS trimmed
  FROM tenant_counter c WHERE tenant_id = $1`;

const TAGS_OF = `
  SELECT tag_id AS "tagId", array_agg(DISTINCT user_id) AS "userIds" FROM (
    SELECT tag_id, user_id FROM user_tag WHERE user_id = ANY($2::int[]) AND tag_id = ANY($1::int[])
    UNION ALL SELECT tag_id, user_id FROM wechat_user_tag WHERE user_id = ANY($2::int[]) AND tag_id = ANY($1::int[])) AS pair
  GROUP BY tag_id`;
