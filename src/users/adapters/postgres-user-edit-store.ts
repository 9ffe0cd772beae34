import type { AudienceChangeLog, SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { UserChange, UserChanges } from "../user-changes.js";
import type { UserEdit, UserEditStore } from "../user-edit-store.port.js";

/** Where each field stands. */
const USER_COLUMN = { phone: "phone", remark: "remark" } as const;
const INFO_COLUMN = {
  ...{ nickname: "nickname", realName: "real_name", sex: "sex", birthday: "birthday", job: "job", vip: "vip" },
  ...{ provinceId: "province_id", cityId: "city_id", regionId: "region_id" },
} as const;
/** What audiences choose by, and what people are looked for by; of the rest the indexes need not hear. */
const KNOWN_TO_INDEXES: ReadonlySet<UserChange> = new Set([
  ...(["phone", "sex", "birthday", "vip", "provinceId", "cityId", "regionId"] as const),
  ...(["nickname", "realName"] as const),
]);

interface Before {
  ordinal: number;
  status: string | null;
  /** The fields of UserChanges as they stand. */
  fields: Required<UserChanges>;
}

export class PostgresUserEditStore implements UserEditStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
  ) {}

  update(tenantId: number, userId: number, changes: UserChanges): Promise<UserEdit> {
    return this.database.transaction(async (tx) => {
      const before = await lockedUser(tx, tenantId, userId);
      if (before === null) return { outcome: "unknown" };
      if (before.status === "DELETED") return { outcome: "deleted" };
      const changed = (Object.keys(changes) as UserChange[]).filter((field) => changes[field] !== before.fields[field]);
      await write(tx, userId, changes, changed);
      if (changed.some((field) => KNOWN_TO_INDEXES.has(field))) {
        await this.changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals: [before.ordinal] }]);
      }
      return { outcome: "done", changed };
    });
  }

  async openidsOf(tenantId: number, userIds: readonly number[]): Promise<Map<number, { openid: string; blacklisted: boolean }>> {
    const { rows } = await this.database.pool.query<{ user_id: number; openid: string; blacklisted: boolean }>(
      "SELECT user_id, openid, blacklisted FROM users WHERE tenant_id = $1 AND user_id = ANY($2::int[])",
      [tenantId, userIds],
    );
    return new Map(rows.map(({ user_id, openid, blacklisted }) => [user_id, { openid, blacklisted }]));
  }
}

async function lockedUser(tx: SqlExecutor, tenantId: number, userId: number): Promise<Before | null> {
  const { rows } = await tx.query<{ ordinal: number }>(
    "SELECT ordinal FROM users WHERE tenant_id = $1 AND user_id = $2 FOR NO KEY UPDATE",
    [tenantId, userId],
  );
  const [user] = rows;
  if (!user) return null;
  const read = await tx.query<Required<UserChanges> & { status: string | null }>(
    `SELECT i.status, u.phone, u.remark, i.nickname, i.real_name AS "realName", coalesce(i.sex, 'UNKNOWN') AS sex,
            i.birthday::text AS birthday, i.job, coalesce(i.vip, false) AS vip,
            i.province_id AS "provinceId", i.city_id AS "cityId", i.region_id AS "regionId"
     FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id WHERE u.user_id = $1`,
    [userId],
  );
  const [row] = read.rows;
  return row ? { ordinal: user.ordinal, status: row.status, fields: row } : null;
}

async function write(tx: SqlExecutor, userId: number, changes: UserChanges, changed: readonly UserChange[]): Promise<void> {
  const ofUser = changed.flatMap((field) => (isIn(USER_COLUMN, field) ? { column: USER_COLUMN[field], value: changes[field] } : []));
  const ofInfo = changed.flatMap((field) => (isIn(INFO_COLUMN, field) ? { column: INFO_COLUMN[field], value: changes[field] } : []));
  if (ofUser.length > 0) {
    const assignments = ofUser.map(({ column }, i) => `${column} = $${i + 2}`).join(", ");
    await tx.query(`UPDATE users SET ${assignments}, updated_at = now() WHERE user_id = $1`, [userId, ...ofUser.map(({ value }) => value)]);
  }
  if (ofInfo.length > 0) {
    const columns = ofInfo.map(({ column }) => column).join(", ");
    const places = ofInfo.map((_, i) => `$${i + 2}`).join(", ");
    const taken = ofInfo.map(({ column }) => `${column} = excluded.${column}`).join(", ");
    await tx.query(
      `INSERT INTO user_info (user_id, ${columns}, created_at, updated_at) VALUES ($1, ${places}, now(), now())
       ON CONFLICT (user_id) DO UPDATE SET ${taken}, updated_at = now()`,
      [userId, ...ofInfo.map(({ value }) => value)],
    );
  }
}

function isIn<Columns extends object>(columns: Columns, field: PropertyKey): field is keyof Columns {
  return Object.hasOwn(columns, field);
}
