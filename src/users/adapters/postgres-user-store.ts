import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { User } from "../user.types.js";
import type { UserStore } from "../user-store.port.js";
import { USER_COLUMNS, USER_TABLES, type UserRow, userOf } from "./user-row.js";

export class PostgresUserStore implements UserStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]> {
    return this.read("u.ordinal = ANY($2::int[]) ORDER BY u.ordinal", tenantId, ordinals);
  }

  async byId(tenantId: number, userId: number): Promise<User | null> {
    return (await this.read("u.user_id = $2", tenantId, userId))[0] ?? null;
  }

  async byOpenid(tenantId: number, openid: string): Promise<User | null> {
    return (await this.read("u.openid = $2", tenantId, openid))[0] ?? null;
  }

  private async read(condition: string, ...values: unknown[]): Promise<User[]> {
    const sql = `SELECT ${USER_COLUMNS} FROM ${USER_TABLES} WHERE u.tenant_id = $1 AND ${condition}`;
    const { rows } = await this.database.pool.query<UserRow>(prepared(sql, values));
    return rows.map(userOf);
  }
}
