import type { AuditIn, EntryOf } from "../../accounts/index.js";
import { type AudienceChangeLog, Sex, type SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { UserChange, UserChanges } from "../user-changes.js";
import type { EditedPerson, UserEdit, UserEdited, UserEditStore } from "../user-edit-store.port.js";
import { USER_COLUMNS, USER_TABLES, type UserRow, userOf } from "./user-row.js";

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

export class PostgresUserEditStore implements UserEditStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
    private readonly auditIn: AuditIn,
  ) {}

  update(tenantId: number, userId: number, changes: UserChanges, entry: EntryOf<UserEdited>): Promise<UserEdit> {
    return this.database.transaction(async (tx) => {
      const sql = "SELECT 1 FROM users WHERE tenant_id = $1 AND user_id = $2 FOR NO KEY UPDATE";
      if ((await tx.query(sql, [tenantId, userId])).rows.length === 0) return { outcome: "unknown" };
      // With a snapshot taken after the lock was got.
      const before = await person(tx, userId);
      if (before.user.info?.status === "DELETED") return { outcome: "deleted" };
      const changed = (Object.keys(changes) as UserChange[]).filter((field) => changes[field] !== before.fields[field]);
      if (changed.length === 0) return { outcome: "done", user: before.user };
      await write(tx, userId, changes, changed);
      const after = await person(tx, userId);
      if (changed.some((field) => KNOWN_TO_INDEXES.has(field))) {
        await this.changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals: [before.user.ordinal] }]);
      }
      await this.auditIn(tx).record(entry({ before, after, changed }));
      return { outcome: "done", user: after.user };
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

async function person(tx: SqlExecutor, userId: number): Promise<EditedPerson> {
  const sql = `SELECT ${USER_COLUMNS}, u.remark FROM ${USER_TABLES} WHERE u.user_id = $1`;
  const { rows } = await tx.query<UserRow & { remark: string | null }>(sql, [userId]);
  const [row] = rows;
  if (!row) throw new Error("a user who was locked is gone");
  const { phone, remark, nickname, real_name: realName, birthday, job } = row;
  const { province_id: provinceId, city_id: cityId, region_id: regionId } = row;
  const sex = row.sex ?? Sex.UNKNOWN;
  const vip = row.vip ?? false;
  return { user: userOf(row), fields: { phone, remark, nickname, realName, sex, birthday, job, vip, provinceId, cityId, regionId } };
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
