import type { AudienceChangeLog, AudienceChangeReader } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { AttachedTag, Follower, MirrorMemberStore, PlannedCall } from "../mirror/mirror-store.port.js";
import type { Turn } from "../mirror/tag-exchange.js";
import { addBase, baseOf, carriersOf, removeBase } from "./base-rows.js";
import { compareStretch } from "./compare-stretch.js";
import { changesSince } from "./mirror-changes.js";
import { holdTurn } from "./postgres-tag-exchange.js";
import { addTag, ordinalsOf, type Person } from "./user-tag-rows.js";

export class PostgresMirrorMembers implements MirrorMemberStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog & AudienceChangeReader,
  ) {}

  changes(tenantId: number, tagIds: readonly number[]) {
    return changesSince(this.database, this.changeLog, tenantId, tagIds);
  }

  async reached(tenantId: number, position: bigint): Promise<void> {
    const sql = "UPDATE tenant_counter SET mirror_position = greatest(mirror_position, $2::bigint) WHERE tenant_id = $1";
    await this.database.pool.query(sql, [tenantId, String(position)]);
  }

  compare(tagId: number, after: number) {
    return compareStretch(this.database.pool, tagId, after);
  }

  async compared(tagId: number, to: number | null): Promise<void> {
    await this.database.pool.query("UPDATE wechat_tag SET compared_to = $2 WHERE tag_id = $1", [tagId, to]);
  }

  async doubtful(tenantId: number) {
    const { rows } = await this.database.pool.query<{ callId: bigint; tagId: number; userIds: number[] }>(
      `SELECT c.id AS "callId", c.tag_id AS "tagId", c.user_ids AS "userIds" FROM wechat_tag_call c JOIN tag t ON t.id = c.tag_id
       WHERE c.tenant_id = $1 AND t.mirror_to_wechat AND t.wechat_tag_id IS NOT NULL ORDER BY c.id`,
      [tenantId],
    );
    return rows;
  }

  async differences(tenantId: number, tagId: number, userIds: readonly number[]) {
    const [people, here, there] = await this.states(tenantId, tagId, userIds);
    return {
      add: people.filter(({ userId }) => here.has(userId) && !there.has(userId)),
      remove: people.filter(({ userId }) => !here.has(userId) && there.has(userId)),
    };
  }

  async wanted(tenantId: number, tagId: number, userIds: readonly number[]) {
    const [people, here] = await this.states(tenantId, tagId, userIds);
    return { add: people.filter(({ userId }) => here.has(userId)), remove: people.filter(({ userId }) => !here.has(userId)) };
  }

  plan(tenantId: number, tagId: number, calls: readonly (readonly number[])[], instead: readonly bigint[]): Promise<PlannedCall[]> {
    return this.database.transaction(async (tx) => {
      if (instead.length > 0) await tx.query("DELETE FROM wechat_tag_call WHERE id = ANY($1::bigint[])", [instead.map(String)]);
      const { rowCount } = await tx.query("SELECT 1 FROM tag WHERE id = $1 AND mirror_to_wechat FOR KEY SHARE", [tagId]);
      if (!rowCount) return [];
      const { rows } = await tx.query<PlannedCall>(PLAN, [tenantId, tagId, calls.map((userIds) => `{${userIds.join(",")}}`)]);
      return rows;
    });
  }

  async done({ callId, plannedAt }: PlannedCall, tagId: number, userIds: readonly number[], added: boolean): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { rows: tags } = await tx.query<{ tenant_id: number }>("SELECT tenant_id FROM tag WHERE id = $1 FOR KEY SHARE", [tagId]);
      const [tag] = tags;
      if (!tag || !(await tx.query("DELETE FROM wechat_tag_call WHERE id = $1", [callId])).rowCount) return;
      if (!added) return removeBase(tx, tagId, userIds);
      const { rows } = await tx.query<{ user_id: number; sure: boolean }>(SINCE_PLANNED, [userIds, plannedAt]);
      const doubtful = rows.filter(({ sure }) => !sure).map(({ user_id }) => user_id);
      await addBase(
        tx,
        tagId,
        rows.filter(({ sure }) => sure).map(({ user_id }) => user_id),
      );
      if (doubtful.length > 0) await tx.query(PLAN, [tag.tenant_id, tagId, [`{${doubtful.join(",")}}`]]);
    });
  }

  async notDone(callIds: readonly bigint[]): Promise<void> {
    if (callIds.length === 0) return;
    await this.database.pool.query("DELETE FROM wechat_tag_call WHERE id = ANY($1::bigint[])", [callIds.map(String)]);
  }

  async listed(tenantId: number, turn: Turn, { tagId }: AttachedTag, openids: readonly string[], next: string | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      await holdTurn(tx, tenantId, turn);
      const { rows: people } = await tx.query<Person>(LISTED, [tenantId, openids]);
      const known = await baseOf(
        tx,
        tagId,
        people.map(({ userId }) => userId),
      );
      const news = people.flatMap(({ userId }) => (known.has(userId) ? [] : [userId]));
      const added = await addTag(tx, tagId, news);
      await addBase(tx, tagId, news);
      await tx.query("UPDATE wechat_tag SET members_after = $2 WHERE tag_id = $1", [tagId, next]);
      if (added.length > 0) await this.changeLog.append(tx, tenantId, [{ kind: "TAGGED", tagId, ordinals: ordinalsOf(people, added) }]);
    });
  }

  async refused(tagId: number, userIds: readonly number[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Whoever has 20 tags without it does not have it.
      await removeBase(tx, tagId, userIds);
      await tx.query(REFUSED, [tagId, userIds]);
    });
  }

  /** Followers among the users, who of them carries the tag here, and who at WeChat. */
  private async states(tenantId: number, tagId: number, userIds: readonly number[]): Promise<[Follower[], Set<number>, Set<number>]> {
    const { pool } = this.database;
    const people = await pool.query<Follower>(
      `SELECT user_id AS "userId", openid FROM users WHERE tenant_id = $1 AND user_id = ANY($2::int[]) AND subscribed ORDER BY user_id`,
      [tenantId, userIds],
    );
    return [people.rows, await carriersOf(pool, tagId, userIds), await baseOf(pool, tagId, userIds)];
  }
}

const PLAN = `
  INSERT INTO wechat_tag_call (tenant_id, tag_id, user_ids)
  SELECT $1, $2, list::int[] FROM unnest($3::text[]) WITH ORDINALITY AS given(list, place) ORDER BY place
  RETURNING id AS "callId", now() AS "plannedAt"`;

/**
 * Not sure of those whose row changed meanwhile: they may have left, and lost the tag with that, or left and come back. A
 * time in the future (another system's clock, imported) says nothing.
 */
const SINCE_PLANNED = `
  SELECT user_id, updated_at < $2 OR updated_at > now() AS sure FROM users WHERE user_id = ANY($1::int[]) AND subscribed ORDER BY ordinal FOR SHARE`;

const LISTED = `
  SELECT user_id AS "userId", ordinal FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[]) AND subscribed ORDER BY user_id`;

/** Those of before whom it no longer concerns are left out. */
const REFUSED = `
  UPDATE wechat_tag w SET refused = ARRAY(
    SELECT DISTINCT r.id FROM unnest(w.refused || $2::int[]) AS r(id)
    WHERE EXISTS (SELECT 1 FROM user_tag here WHERE here.tag_id = $1 AND here.user_id = r.id)
      AND NOT EXISTS (SELECT 1 FROM wechat_user_tag there WHERE there.tag_id = $1 AND there.user_id = r.id)
    ORDER BY r.id LIMIT 1000)
  WHERE tag_id = $1`;
