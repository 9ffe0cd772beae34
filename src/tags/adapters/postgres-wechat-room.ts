import type { SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { type FullUser, MAX_TAGS_PER_USER, type TakenTags, type WeChatRoom } from "../mirror/wechat-limits.js";

interface WeChatTags {
  /** Those of the tags asked about that are mirrored. */
  asked: number[];
  /** The others that are, or shall be, at WeChat: who carries them there follows user_tag, … */
  mirrored: number[];
  /** … or, of tags merely pulled, the base. */
  pulled: number[];
}

export class PostgresWeChatRoom implements WeChatRoom {
  constructor(private readonly database: Pick<Database, "pool">) {}

  taken(tenantId: number): Promise<TakenTags> {
    return takenTags(this.database.pool, tenantId);
  }

  async fullFor(tenantId: number, tagIds: readonly number[]): Promise<{ mirrored: number[]; users: FullUser[] }> {
    const tags = await this.tagsBeside(tenantId, tagIds);
    const users = tags.asked.length === 0 ? [] : await this.full(tenantId, tags, tags.asked, LACKING);
    return { mirrored: tags.asked, users };
  }

  async fullCarriers(tenantId: number, tagId: number): Promise<FullUser[]> {
    return this.full(tenantId, await this.tagsBeside(tenantId, [tagId]), [tagId], CARRYING);
  }

  private async full(tenantId: number, { mirrored, pulled }: WeChatTags, tagIds: readonly number[], whom: string): Promise<FullUser[]> {
    // In most accounts no user can have too many. Else all who carry these tags are counted, which WeChat's daily quota for tagging keeps few.
    if (mirrored.length + pulled.length + tagIds.length <= MAX_TAGS_PER_USER) return [];
    const { rows } = await this.database.pool.query<FullUser>(FULL + whom, [tenantId, mirrored, pulled, tagIds, MAX_TAGS_PER_USER]);
    return rows;
  }

  private async tagsBeside(tenantId: number, tagIds: readonly number[]): Promise<WeChatTags> {
    const { rows } = await this.database.pool.query<WeChatTags>(BESIDE, [tenantId, tagIds]);
    return rows[0] ?? { asked: [], mirrored: [], pulled: [] };
  }
}

/** How many of WeChat's 100 tags are taken, as this transaction sees it. */
export async function takenTags(sql: SqlExecutor, tenantId: number): Promise<TakenTags> {
  const { rows } = await sql.query<TakenTags>(TAKEN, [tenantId]);
  return rows[0] ?? { mirrored: 0, others: 0 };
}

/** WeChat's own (ids 0 to 2) do not count. */
const AT_WECHAT = "tenant_id = $1 AND (wechat_tag_id > 2 OR (wechat_tag_id IS NULL AND mirror_to_wechat))";

const TAKEN = `
  SELECT count(*) FILTER (WHERE mirror_to_wechat)::int AS mirrored, count(*) FILTER (WHERE NOT mirror_to_wechat)::int AS others
  FROM tag WHERE ${AT_WECHAT}`;

const BESIDE = `
  SELECT coalesce(array_agg(id) FILTER (WHERE id = ANY($2::int[]) AND mirror_to_wechat), '{}') AS asked,
         coalesce(array_agg(id) FILTER (WHERE id <> ALL($2::int[]) AND mirror_to_wechat), '{}') AS mirrored,
         coalesce(array_agg(id) FILTER (WHERE id <> ALL($2::int[]) AND NOT mirror_to_wechat), '{}') AS pulled
  FROM tag WHERE ${AT_WECHAT}`;

/** Followers whom all of the tags $4, beside those they have, would bring over the limit $5. */
const FULL = `
  SELECT u.user_id AS "userId", u.ordinal FROM (
    SELECT user_id FROM (
      SELECT user_id FROM user_tag WHERE tag_id = ANY($2::int[])
      UNION ALL SELECT user_id FROM wechat_user_tag WHERE tag_id = ANY($3::int[])) AS carried
    GROUP BY user_id HAVING count(*) + cardinality($4::int[]) > $5) AS loaded
  JOIN users u ON u.user_id = loaded.user_id
  WHERE u.tenant_id = $1 AND u.subscribed`;

const LACKING = `
  AND (SELECT count(*) FROM user_tag t WHERE t.user_id = u.user_id AND t.tag_id = ANY($4::int[])) < cardinality($4::int[])
  ORDER BY u.user_id`;

const CARRYING = `
  AND EXISTS (SELECT 1 FROM user_tag t WHERE t.user_id = u.user_id AND t.tag_id = ANY($4::int[]))
  AND NOT EXISTS (SELECT 1 FROM wechat_user_tag t WHERE t.user_id = u.user_id AND t.tag_id = ANY($4::int[]))
  ORDER BY u.user_id`;
