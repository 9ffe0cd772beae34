import type { AudienceChangeLog, SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { WeChatMembership, WeChatTagStore } from "../wechat-tag-store.port.js";

type Change = { kind: "TAGGED" | "UNTAGGED"; tagId: number; ordinals: number[] };

export class PostgresWeChatTagStore implements WeChatTagStore {
  constructor(
    private readonly database: Pick<Database, "transaction">,
    private readonly changeLog: AudienceChangeLog,
  ) {}

  saveTags(tenantId: number, tags: readonly { id: number; name: string }[]): Promise<void> {
    const names = tags.map(({ id, name }) => name.replaceAll("\0", "").trim() || `WeChat ${id}`);
    const values = [tenantId, tags.map(({ id }) => id), names];
    return this.database.transaction(async (tx) => {
      for (const statement of [DETACH, ATTACH, RENAME, INSERT]) await tx.query(statement, values);
    });
  }

  setMemberships(tenantId: number, memberships: readonly WeChatMembership[]): Promise<number> {
    const pairs = memberships.flatMap(({ openid, wechatTagIds }) => wechatTagIds.map((id) => ({ openid, id })));
    const values = [tenantId, memberships.map(({ openid }) => openid), pairs.map(({ openid }) => openid), pairs.map(({ id }) => id)];
    return this.database.transaction(async (tx) => {
      const changes = [...(await write(tx, REMOVE, values, "UNTAGGED")), ...(await write(tx, ADD, values, "TAGGED"))];
      if (changes.length > 0) await this.changeLog.append(tx, tenantId, changes);
      return changes.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
    });
  }
}

async function write(tx: SqlExecutor, sql: string, values: unknown[], kind: Change["kind"]): Promise<Change[]> {
  const { rows } = await tx.query<{ tag_id: number; ordinals: number[] }>(sql, values);
  return rows.map(({ tag_id, ordinals }) => ({ kind, tagId: tag_id, ordinals }));
}

/** $1 tenant, $2 WeChat ids, $3 names. */
const GIVEN = "unnest($2::int[], $3::text[]) AS w(id, name)";
const TOUCH = "updated_at = now()";

/** First: what is free again may be taken by the next statements. */
const DETACH = `UPDATE tag SET wechat_tag_id = NULL, ${TOUCH}
  WHERE tenant_id = $1 AND wechat_tag_id IS NOT NULL AND wechat_tag_id NOT IN (SELECT w.id FROM ${GIVEN})`;

const ATTACH = `UPDATE tag t SET wechat_tag_id = w.id, ${TOUCH} FROM ${GIVEN}
  WHERE t.tenant_id = $1 AND t.name = w.name AND t.wechat_tag_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.wechat_tag_id = w.id)`;

/** A name that another tag here bears stays with that one. */
const RENAME = `UPDATE tag t SET name = w.name, ${TOUCH} FROM ${GIVEN}
  WHERE t.tenant_id = $1 AND t.wechat_tag_id = w.id AND t.name <> w.name
    AND NOT EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.name = w.name)`;

const INSERT = `INSERT INTO tag (tenant_id, name, wechat_tag_id)
  SELECT $1, CASE WHEN EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.name = w.name) THEN w.name || ' (WeChat ' || w.id || ')' ELSE w.name END, w.id
  FROM ${GIVEN}
  WHERE NOT EXISTS (SELECT 1 FROM tag o WHERE o.tenant_id = $1 AND o.wechat_tag_id = w.id)
  ORDER BY w.id
  ON CONFLICT DO NOTHING`;

/** $1 tenant, $2 openids of everybody in hand, $3 and $4 pairs of openid and WeChat tag id. */
const IN_STEP = `
  followed AS (
    SELECT t.id, t.wechat_tag_id FROM tag t
    WHERE t.tenant_id = $1 AND t.wechat_tag_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM tag_job j WHERE j.tenant_id = $1 AND t.id = ANY(j.tag_ids))),
  person AS (SELECT user_id, ordinal, openid FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[])),
  wanted AS (
    SELECT f.id AS tag_id, p.user_id
    FROM unnest($3::text[], $4::int[]) AS pair(openid, wechat_tag_id)
    JOIN followed f USING (wechat_tag_id) JOIN person p USING (openid))`;

const ADD = `
  WITH ${IN_STEP},
  written AS (
    INSERT INTO user_tag (tag_id, user_id) SELECT DISTINCT tag_id, user_id FROM wanted ORDER BY tag_id, user_id
    ON CONFLICT DO NOTHING RETURNING tag_id, user_id)
  SELECT tag_id, array_agg(ordinal ORDER BY ordinal) AS ordinals FROM written JOIN person USING (user_id) GROUP BY tag_id ORDER BY tag_id`;

const REMOVE = `
  WITH ${IN_STEP},
  written AS (
    DELETE FROM user_tag ut USING followed f, person p
    WHERE ut.tag_id = f.id AND ut.user_id = p.user_id
      AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.tag_id = ut.tag_id AND w.user_id = ut.user_id)
    RETURNING ut.tag_id, ut.user_id)
  SELECT tag_id, array_agg(ordinal ORDER BY ordinal) AS ordinals FROM written JOIN person USING (user_id) GROUP BY tag_id ORDER BY tag_id`;
