import type { Database } from "../../platform/database/database.js";
import type { MirrorFacts, MirrorStates } from "../mirror/mirror-states.port.js";
import type { MirrorPauseStore } from "../mirror/mirror-store.port.js";

const MOST_COUNTED = 10_000;

export class PostgresMirrorStates implements MirrorStates, MirrorPauseStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async facts(tenantId: number, tagIds: readonly number[]): Promise<MirrorFacts[]> {
    return (await this.database.pool.query<MirrorFacts>(FACTS, [tenantId, tagIds])).rows;
  }

  async isInStep(tenantId: number, tagId: number): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ in_step: boolean }>(IN_STEP, [tenantId, tagId]);
    return rows[0]?.in_step ?? false;
  }

  async waiting(limit: number): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ tenant_id: number }>(WAITING, [limit]);
    return rows.map(({ tenant_id }) => tenant_id);
  }

  async pausedUntil(tenantId: number): Promise<Date | null> {
    const sql = "SELECT wake_at FROM tag_exchange WHERE tenant_id = $1 AND wake_at > now()";
    return (await this.database.pool.query<{ wake_at: Date }>(sql, [tenantId])).rows[0]?.wake_at ?? null;
  }

  async pause(tenantId: number, until: Date, error: string): Promise<void> {
    await this.database.pool.query(
      `INSERT INTO tag_exchange (tenant_id, wake_at, error) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id) DO UPDATE SET wake_at = excluded.wake_at, error = excluded.error`,
      [tenantId, until, error],
    );
  }

  async goOn(tenantId: number): Promise<void> {
    const sql = "UPDATE tag_exchange SET wake_at = NULL, error = NULL WHERE tenant_id = $1 AND (wake_at IS NOT NULL OR error IS NOT NULL)";
    await this.database.pool.query(sql, [tenantId]);
  }
}

/**
 * One row for each follower who carries tag $1 on one side only. EXCEPT, since it reads both lists once whatever the planner
 * believes of their lengths; an anti-join took seconds for 100,000 users of a tag just made.
 */
const DIFFERENCES = `
  SELECT 1 FROM (
    (SELECT user_id FROM user_tag WHERE tag_id = $1 EXCEPT SELECT user_id FROM wechat_user_tag WHERE tag_id = $1)
    UNION ALL (SELECT user_id FROM wechat_user_tag WHERE tag_id = $1 EXCEPT SELECT user_id FROM user_tag WHERE tag_id = $1)
  ) AS one_sided
  WHERE (SELECT subscribed FROM users u WHERE u.user_id = one_sided.user_id)`;

/** Something done to users at large may concern any tag. */
const CHANGED_SINCE = `EXISTS (SELECT 1 FROM audience_change a WHERE a.tenant_id = t.tenant_id AND a.position > c.mirror_position
    AND (a.tag_id = t.id OR a.tag_id IS NULL))`;

/** One statement however many tags: they stand on pages of users. Only of tags that are not settled, the differences are counted. */
const FACTS = `
  WITH fact AS MATERIALIZED (
  SELECT t.id AS "tagId", w.name_error AS "nameError", x.error AS "waitsFor",
         ARRAY(SELECT r.id FROM unnest(w.refused) AS r(id) JOIN users u ON u.user_id = r.id AND u.subscribed
               WHERE EXISTS (SELECT 1 FROM user_tag here WHERE here.tag_id = t.id AND here.user_id = r.id)
                 AND NOT EXISTS (SELECT 1 FROM wechat_user_tag there WHERE there.tag_id = t.id AND there.user_id = r.id)
               ORDER BY r.id) AS refused,
         t.wechat_tag_id IS NOT NULL AND w.name IS NOT DISTINCT FROM t.name AND w.compared_to IS NULL AND w.members_after IS NULL
         AND NOT EXISTS (SELECT 1 FROM wechat_tag_call p WHERE p.tag_id = t.id) AND NOT ${CHANGED_SINCE} AS settled
  FROM tag t JOIN wechat_tag w ON w.tag_id = t.id JOIN tenant_counter c ON c.tenant_id = t.tenant_id
  LEFT JOIN tag_exchange x ON x.tenant_id = t.tenant_id
  WHERE t.tenant_id = $1 AND t.id = ANY($2::int[]) AND t.mirror_to_wechat)
  SELECT fact.*, CASE WHEN settled AND cardinality(refused) = 0 THEN 0
    ELSE (SELECT count(*)::int FROM (${DIFFERENCES.replaceAll("$1", 'fact."tagId"')} LIMIT ${MOST_COUNTED}) AS difference) END AS pending
  FROM fact ORDER BY "tagId"`;

const IN_STEP = `
  SELECT w.compared_to IS NULL AND w.members_after IS NULL
     AND NOT EXISTS (SELECT 1 FROM wechat_tag_call p WHERE p.tag_id = t.id)
     AND NOT EXISTS (${DIFFERENCES.replaceAll("$1", "$2")}) AS in_step
  FROM tag t JOIN wechat_tag w ON w.tag_id = t.id
  WHERE t.tenant_id = $1 AND t.id = $2 AND t.mirror_to_wechat AND t.wechat_tag_id IS NOT NULL`;

const WAITING = `
  SELECT c.tenant_id FROM tenant_counter c LEFT JOIN tag_exchange x ON x.tenant_id = c.tenant_id
  WHERE coalesce(x.wake_at, '-infinity') <= now() AND (
    EXISTS (SELECT 1 FROM wechat_tag_removal r WHERE r.tenant_id = c.tenant_id)
    OR EXISTS (
      SELECT 1 FROM tag t JOIN wechat_tag w ON w.tag_id = t.id
      WHERE t.tenant_id = c.tenant_id AND t.mirror_to_wechat AND (
        (w.name_error IS NULL AND (t.wechat_tag_id IS NULL OR w.name <> t.name))
        OR (t.wechat_tag_id IS NOT NULL AND (
          w.compared_to IS NOT NULL OR w.members_after IS NOT NULL OR c.change_position > c.mirror_position
          OR EXISTS (SELECT 1 FROM wechat_tag_call p WHERE p.tag_id = t.id))))))
  ORDER BY c.tenant_id LIMIT $1`;
