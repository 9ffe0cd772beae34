import type { AudienceChangeLog, SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { type ErasedPeople, NOBODY_ERASED } from "../erased-people.port.js";
import type { FollowChange, FollowerChanges, FollowerProfile, FollowerStore, FollowOutcome } from "../follower-store.port.js";
import { findChanges, forgetWeChatTags, insertFollowers, updateFollowers } from "./follower-rows.js";

export class PostgresFollowerStore implements FollowerStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
    private readonly erased: ErasedPeople = NOBODY_ERASED,
  ) {}

  async now(): Promise<Date> {
    const { rows } = await this.database.pool.query<{ now: Date }>("SELECT now()");
    return rows[0]?.now ?? new Date();
  }

  async upsertFollowers(tenantId: number, profiles: readonly FollowerProfile[], observedAt: Date): Promise<FollowerChanges> {
    const { unknown: strangers, differing } = await findChanges(this.database.pool, tenantId, profiles, observedAt);
    const unknown = await this.withoutErased(tenantId, strangers);
    if (unknown.length === 0 && differing.length === 0) return { created: 0, changed: 0 };
    return this.database.transaction(async (tx) => {
      const changed = await updateFollowers(tx, tenantId, differing, observedAt);
      const created = await insertFollowers(tx, tenantId, unknown);
      await this.log(tx, tenantId, [...changed, ...created]);
      return { created: created.length, changed: changed.length };
    });
  }

  applyFollowChange(tenantId: number, change: FollowChange): Promise<FollowOutcome> {
    return this.database.transaction(async (tx) => {
      const created = await this.createFrom(tx, tenantId, change);
      const { rows } = await tx.query<{ user_id: number; ordinal: number; flipped: boolean }>(FOLLOW_SQL, [
        tenantId,
        change.openid,
        change.subscribed,
        change.at,
        change.source,
      ]);
      await forgetWeChatTags(
        tx,
        rows.filter(({ flipped }) => flipped).map(({ user_id }) => user_id),
      );
      const ordinals = [...created, ...rows.filter(({ flipped }) => flipped).map(({ ordinal }) => ordinal)];
      await this.log(tx, tenantId, [...new Set(ordinals)]);
      if (created.length > 0) return "created";
      return rows.length > 0 ? "changed" : "ignored";
    });
  }

  async markBlacklisted(tenantId: number, openids: readonly string[], blacklisted: boolean): Promise<number> {
    if (openids.length === 0) return 0;
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ ordinal: number }>(
        `WITH locked AS (
           SELECT user_id FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[]) AND blacklisted <> $3
           ORDER BY ordinal FOR NO KEY UPDATE)
         UPDATE users u SET blacklisted = $3, updated_at = now() FROM locked WHERE u.user_id = locked.user_id AND u.blacklisted <> $3
         RETURNING u.ordinal`,
        [tenantId, openids, blacklisted],
      );
      const ordinals = rows.map(({ ordinal }) => ordinal);
      await this.log(tx, tenantId, ordinals);
      return ordinals.length;
    });
  }

  async blacklistedOpenids(tenantId: number): Promise<string[]> {
    const sql = "SELECT openid FROM users WHERE tenant_id = $1 AND blacklisted";
    const { rows } = await this.database.pool.query<{ openid: string }>(sql, [tenantId]);
    return rows.map(({ openid }) => openid);
  }

  async subscribedAfter(tenantId: number, after: number, limit: number): Promise<{ ordinal: number; openid: string }[]> {
    const { rows } = await this.database.pool.query<{ ordinal: number; openid: string }>(
      "SELECT ordinal, openid FROM users WHERE tenant_id = $1 AND ordinal > $2 AND subscribed ORDER BY ordinal LIMIT $3",
      [tenantId, after, limit],
    );
    return rows;
  }

  async countSubscribed(tenantId: number): Promise<number> {
    const sql = "SELECT count(*)::int AS count FROM users WHERE tenant_id = $1 AND subscribed";
    const { rows } = await this.database.pool.query<{ count: number }>(sql, [tenantId]);
    return rows[0]?.count ?? 0;
  }

  private async createFrom(tx: SqlExecutor, tenantId: number, change: FollowChange): Promise<number[]> {
    const sql = "SELECT 1 FROM users WHERE tenant_id = $1 AND openid = $2 FOR NO KEY UPDATE";
    if ((await tx.query(sql, [tenantId, change.openid])).rows.length > 0) return [];
    // Of somebody who was erased only a following after that is heard.
    const comes = change.subscribed ? change.at : new Date(0);
    if (!(await this.erased.returns(tx, tenantId, change.openid, comes))) return [];
    const bare = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
    await tx.query("SAVEPOINT before_insert");
    const created = await insertFollowers(tx, tenantId, [{ ...bare, openid: change.openid, subscribed: change.subscribed }]);
    // Somebody else was faster. All others lock a person before the tenant's counter, so the counter is let go: a deadlock otherwise.
    if (created.length === 0) await tx.query("ROLLBACK TO SAVEPOINT before_insert");
    return created;
  }

  private async withoutErased(tenantId: number, strangers: FollowerProfile[]): Promise<FollowerProfile[]> {
    if (strangers.length === 0) return strangers;
    const openids = strangers.map(({ openid }) => openid);
    const erased = await this.erased.among(this.database.pool, tenantId, openids);
    return strangers.filter(({ openid }) => !erased.has(openid));
  }

  /** Nothing to log, nothing locked: the counter row is everybody's. */
  private async log(tx: SqlExecutor, tenantId: number, ordinals: number[]): Promise<void> {
    if (ordinals.length === 0) return;
    await this.changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals: ordinals.sort((a, b) => a - b) }]);
  }
}

/** `flipped` says whether `subscribed` changed, or must have in between: somebody who follows came again. An event older than what WeChat told before matches no row. */
const FOLLOW_SQL = `
  WITH before AS (SELECT user_id, subscribed, subscribed_at FROM users WHERE tenant_id = $1 AND openid = $2)
  UPDATE users u
  SET subscribed = $3, follow_event_at = $4, subscribed_at = CASE WHEN $3 THEN $4 ELSE u.subscribed_at END,
      source = coalesce(u.source, $5), updated_at = now()
  FROM before
  WHERE u.user_id = before.user_id
    AND coalesce(greatest(u.follow_event_at, u.subscribed_at), '-infinity') <= $4
    AND (u.subscribed, u.follow_event_at) IS DISTINCT FROM ($3, $4::timestamptz)
  RETURNING u.user_id, u.ordinal,
            before.subscribed <> u.subscribed OR coalesce($3 AND before.subscribed_at < $4 - interval '2 seconds', false) AS flipped`;
