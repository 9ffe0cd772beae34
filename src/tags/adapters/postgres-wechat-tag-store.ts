import type { AudienceChangeLog, SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { WeChatMembership, WeChatTagStore } from "../wechat-tag-store.port.js";
import { addTag, ordinalsOf, type Person, removeTag } from "./user-tag-rows.js";

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

  async setMemberships(tenantId: number, memberships: readonly WeChatMembership[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { people, wanted, present } = await this.compare(tx, tenantId, memberships);
      const changes: Change[] = [];
      for (const tagId of [...wanted.keys()].sort((a, b) => a - b)) {
        const [want, have] = [wanted.get(tagId) ?? new Set(), present.get(tagId) ?? new Set()];
        const missing = people.flatMap(({ userId }) => (want.has(userId) && !have.has(userId) ? [userId] : []));
        const surplus = people.flatMap(({ userId }) => (have.has(userId) && !want.has(userId) ? [userId] : []));
        if (surplus.length > 0)
          changes.push({ kind: "UNTAGGED", tagId, ordinals: ordinalsOf(people, await removeTag(tx, tagId, surplus)) });
        if (missing.length > 0) changes.push({ kind: "TAGGED", tagId, ordinals: ordinalsOf(people, await addTag(tx, tagId, missing)) });
      }
      const real = changes.filter(({ ordinals }) => ordinals.length > 0);
      if (real.length > 0) await this.changeLog.append(tx, tenantId, real);
      return real.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
    });
  }

  /** For each tag that follows WeChat: the user ids WeChat lists, and those here; people ascending by user id. */
  private async compare(tx: SqlExecutor, tenantId: number, memberships: readonly WeChatMembership[]) {
    const followed = await tx.query<{ id: number; wechat_tag_id: number }>(FOLLOWED, [tenantId]);
    const tagOf = new Map(followed.rows.map(({ id, wechat_tag_id }) => [wechat_tag_id, id]));
    const openids = memberships.map(({ openid }) => openid);
    const { rows: people } = await tx.query<Person & { openid: string }>(PEOPLE, [tenantId, openids]);
    const userIdOf = new Map(people.map(({ openid, userId }) => [openid, userId]));
    const wanted = new Map(followed.rows.map(({ id }) => [id, new Set<number>()]));
    for (const { openid, wechatTagIds } of memberships) {
      const userId = userIdOf.get(openid);
      for (const id of userId === undefined ? [] : wechatTagIds) wanted.get(tagOf.get(id) ?? 0)?.add(userId ?? 0);
    }
    const held = await tx.query<{ tag_id: number; user_ids: number[] }>(HELD, [people.map(({ userId }) => userId), [...wanted.keys()]]);
    return { people, wanted, present: new Map(held.rows.map(({ tag_id, user_ids }) => [tag_id, new Set(user_ids)])) };
  }
}

/** Tags that a job here has changed are ours: what differs from WeChat there is our own work. */
const FOLLOWED = `
  SELECT t.id, t.wechat_tag_id FROM tag t
  WHERE t.tenant_id = $1 AND t.wechat_tag_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tag_job j WHERE j.tenant_id = $1 AND t.id = ANY(j.tag_ids))`;

const PEOPLE = `
  SELECT user_id AS "userId", ordinal, openid FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[]) ORDER BY user_id`;

const HELD = `
  SELECT tag_id, array_agg(user_id) AS user_ids FROM user_tag WHERE user_id = ANY($1::int[]) AND tag_id = ANY($2::int[]) GROUP BY tag_id`;

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
