import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { type AudienceChange, OrdinalSet } from "../../src/audiences/index.js";
import { insertPlan } from "../../src/mass-sends/adapters/batch-sql.js";
import { ledgerMove } from "../../src/mass-sends/adapters/postgres-ledger-store.js";
import type { Database } from "../../src/platform/database/database.js";
import { type ModelUser, NOW } from "./naive-audience.js";

export type UserChange = Partial<Omit<ModelUser, "ordinal" | "userId" | "openid" | "tags" | "massSends">>;

const PLAIN: Omit<ModelUser, "ordinal" | "userId" | "openid"> = {
  sex: "UNKNOWN",
  province: null,
  city: null,
  region: null,
  company: null,
  source: null,
  vip: false,
  status: "NORMAL",
  subscribed: true,
  blacklisted: false,
  hasPhone: false,
  birthday: null,
  createdAt: "2026-01-15",
  lastActiveAt: null,
  position: null,
  tags: new Set(),
  massSends: 0,
};

/** A tenant's users in the tables and, the same, in memory: what an audience index is held against. Each call is one transaction. */
export class AudienceWorld {
  users: ModelUser[] = [];
  tagIds: number[] = [];
  private readonly log = new PostgresChangeLog();
  private nextOrdinal = 0;
  /** What takes deliveries back, the newest last. */
  readonly takeBacks: (() => Promise<void>)[] = [];

  private constructor(
    readonly database: Database,
    readonly tenantId: number,
    /** Distance of neighbouring users' ordinals: a few users then span several chunks. */
    private readonly spread: number,
  ) {}

  static async create(database: Database, spread = 1): Promise<AudienceWorld> {
    const { rows } = await database.pool.query<{ id: number }>(
      `INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ('world', 'wx' || gen_random_uuid(), '', '') RETURNING id`,
    );
    const id = rows[0]?.id ?? 0;
    await database.pool.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1)", [id]);
    return new AudienceWorld(database, id, spread);
  }

  async addUsers(changes: readonly UserChange[]): Promise<ModelUser[]> {
    const added = await this.database.transaction(async (tx) => {
      const users: ModelUser[] = [];
      for (const change of changes) users.push(await this.insert(tx, { ...PLAIN, ...change }));
      await this.append(tx, [{ kind: "USERS", ordinals: users.map(({ ordinal }) => ordinal) }]);
      return users;
    });
    this.users.push(...added);
    return added;
  }

  async changeUsers(users: readonly ModelUser[], change: UserChange): Promise<void> {
    const changed = users.map((user) => ({ ...user, ...change }));
    await this.database.transaction(async (tx) => {
      for (const user of changed) await this.write(tx, user);
      await this.append(tx, [{ kind: "USERS", ordinals: ordinalsOf(users) }]);
    });
    this.replace(changed);
  }

  async addTag(): Promise<number> {
    const { rows } = await this.database.pool.query<{ id: number }>(
      "INSERT INTO tag (tenant_id, name) VALUES ($1, gen_random_uuid()::text) RETURNING id",
      [this.tenantId],
    );
    const id = rows[0]?.id ?? 0;
    this.tagIds.push(id);
    return id;
  }

  async deleteTag(tagId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query("DELETE FROM tag WHERE id = $1", [tagId]);
      await this.append(tx, [{ kind: "TAG_DELETED", tagId }]);
    });
    this.tagIds = this.tagIds.filter((id) => id !== tagId);
    this.replace(this.users.map((user) => ({ ...user, tags: new Set([...user.tags].filter((id) => id !== tagId)) })));
  }

  async tag(users: readonly ModelUser[], tagId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query("INSERT INTO user_tag (tag_id, user_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING", [tagId, idsOf(users)]);
      await this.append(tx, [{ kind: "TAGGED", tagId, ordinals: ordinalsOf(users) }]);
    });
    this.replace(users.map((user) => ({ ...user, tags: new Set([...user.tags, tagId]) })));
  }

  async untag(users: readonly ModelUser[], tagId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query("DELETE FROM user_tag WHERE tag_id = $1 AND user_id = ANY ($2::int[])", [tagId, idsOf(users)]);
      await this.append(tx, [{ kind: "UNTAGGED", tagId, ordinals: ordinalsOf(users) }]);
    });
    this.replace(users.map((user) => ({ ...user, tags: new Set([...user.tags].filter((id) => id !== tagId)) })));
  }

  /** A mass send that WeChat accepted, this month or in the last one's last hour. Gives what takes it back: WeChat says nobody got it. */
  async deliver(users: readonly ModelUser[], lastMonth = false): Promise<() => Promise<void>> {
    const at = new Date(NOW.getTime() - (lastMonth ? 2 * 3_600_000 : 1));
    const id = randomUUID();
    const audience = OrdinalSet.of(ordinalsOf(users));
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO mass_send (id, tenant_id, name, audience, audience_text, content_kind, content, created_by_id)
         VALUES ($1, $2, 'n', '{}', '', 'TEXT', '{}', 0)`,
        [id, this.tenantId],
      );
      const batch = { index: 0, fromRank: 0, toRank: users.length, clientMsgId: id };
      await insertPlan(tx, { id, tenantId: this.tenantId }, { audience, batches: [batch] }, at);
      await tx.query("UPDATE mass_send_batch SET status = 'ACCEPTED', accepted_at = $2, first_attempt_at = $2 WHERE mass_send_id = $1", [
        id,
        at,
      ]);
      await tx.query(ledgerMove("$1", "true"), [this.tenantId]);
    });
    const count = (by: number) => {
      const got = new Set(users.map(({ ordinal }) => ordinal));
      if (!lastMonth) this.replace(this.users.map((user) => (got.has(user.ordinal) ? { ...user, massSends: user.massSends + by } : user)));
    };
    count(1);
    return async () => {
      await this.database.transaction(async (tx) => {
        await tx.query("UPDATE mass_send_batch SET status = 'FINISHED', total = 1, sent = 0, filtered = 1 WHERE mass_send_id = $1", [id]);
        await tx.query(ledgerMove("$1", "true"), [this.tenantId]);
      });
      count(-1);
    };
  }

  /** A transaction that changes everything and comes to nothing. */
  async rollBack(): Promise<void> {
    const refusal = new Error("rolled back on purpose");
    await this.database
      .transaction(async (tx) => {
        await tx.query("DELETE FROM user_tag t USING users u WHERE u.user_id = t.user_id AND u.tenant_id = $1", [this.tenantId]);
        await tx.query("UPDATE users SET subscribed = NOT subscribed WHERE tenant_id = $1", [this.tenantId]);
        await this.append(tx, [{ kind: "USERS", ordinals: ordinalsOf(this.users) }]);
        throw refusal;
      })
      .catch((error: unknown) => {
        if (error !== refusal) throw error;
      });
  }

  private replace(changed: readonly ModelUser[]): void {
    const byOrdinal = new Map(changed.map((user) => [user.ordinal, user]));
    this.users = this.users.map((user) => byOrdinal.get(user.ordinal) ?? user);
  }

  private append(tx: PoolClient, changes: readonly AudienceChange[]): Promise<void> {
    return this.log.append(tx, this.tenantId, changes);
  }

  private async insert(tx: PoolClient, user: Omit<ModelUser, "ordinal" | "userId" | "openid">): Promise<ModelUser> {
    const ordinal = this.nextOrdinal;
    this.nextOrdinal += this.spread;
    const openid = `o-${this.tenantId}-${ordinal}`;
    const { rows } = await tx.query<{ id: number }>(
      "INSERT INTO users (tenant_id, ordinal, openid) VALUES ($1, $2, $3) RETURNING user_id AS id",
      [this.tenantId, ordinal, openid],
    );
    await tx.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [this.tenantId, this.nextOrdinal]);
    const added = { ...user, ordinal, openid, userId: rows[0]?.id ?? 0 };
    await this.write(tx, added);
    return added;
  }

  /** Without anything to say, a user has no profile row at all. */
  private async write(tx: PoolClient, user: ModelUser): Promise<void> {
    await tx.query(
      `UPDATE users SET phone = $2, source = $3, subscribed = $4, blacklisted = $5, created_at = $6, last_active_at = $7 WHERE user_id = $1`,
      [
        user.userId,
        user.hasPhone ? "13800000000" : user.vip ? "" : null,
        ...[user.source, user.subscribed, user.blacklisted],
        momentOf(user.createdAt, user.ordinal),
        user.lastActiveAt && momentOf(user.lastActiveAt, user.ordinal),
      ],
    );
    await this.place(tx, user);
    const profile = [user.sex, user.province, user.city, user.region, user.company, user.vip, user.status, user.birthday];
    await tx.query("DELETE FROM user_info WHERE user_id = $1", [user.userId]);
    if (user.sex === "UNKNOWN" && user.province === null && !user.vip && user.status === "NORMAL" && user.company === null) {
      if (user.city === null && user.region === null && user.birthday === null) return;
    }
    await tx.query(
      `INSERT INTO user_info (user_id, sex, province_id, city_id, region_id, company_id, vip, status, birthday) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [user.userId, ...profile],
    );
  }

  private async place(tx: PoolClient, { userId, ordinal, position }: ModelUser): Promise<void> {
    await tx.query("DELETE FROM user_location WHERE user_id = $1", [userId]);
    if (position === null) return;
    const at = new Date(NOW.getTime() - (position.old ? 61 : 59) * 86_400_000);
    await tx.query("INSERT INTO user_location (user_id, tenant_id, ordinal, latitude, longitude, at) VALUES ($1, $2, $3, $4, $5, $6)", [
      ...[userId, this.tenantId, ordinal, position.latitude, position.longitude, at],
    ]);
  }
}

/** The day's first or last minutes in Asia/Shanghai: in Greenwich, half of them are another day's. */
const momentOf = (day: string, ordinal: number): string => `${day} ${ordinal % 2 ? "00:10" : "23:50"}+08`;

const ordinalsOf = (users: readonly ModelUser[]): number[] => users.map(({ ordinal }) => ordinal).sort((a, b) => a - b);
const idsOf = (users: readonly ModelUser[]): number[] => users.map(({ userId }) => userId);
