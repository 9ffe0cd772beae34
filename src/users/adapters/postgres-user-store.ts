import { UnavailableError } from "../../graphql/errors.js";
import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { User } from "../user.types.js";
import type { UserSearch } from "../user-search.js";
import type { IdentityCards, UserStore } from "../user-store.port.js";
import { SEARCH_BATCH, SEARCH_CHARACTER_SQL, SEARCH_SQL } from "./search-sql.js";
import { USER_COLUMNS, USER_TABLES, type UserRow, userOf } from "./user-row.js";

const SEARCH_STATEMENT_MS = 5_000;
/** PostgreSQL: query_canceled, what a statement time-out raises. */
const QUERY_CANCELED = "57014";

export class PostgresUserStore implements UserStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly cards: Pick<IdentityCards, "hash">,
  ) {}

  byOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]> {
    return this.read("u.ordinal = ANY($2::int[]) ORDER BY u.ordinal", tenantId, ordinals);
  }

  async byId(tenantId: number, userId: number): Promise<User | null> {
    return (await this.read("u.user_id = $2", tenantId, userId))[0] ?? null;
  }

  async byOpenid(tenantId: number, openid: string): Promise<User | null> {
    return (await this.read("u.openid = $2", tenantId, openid))[0] ?? null;
  }

  async *search(tenantId: number, search: UserSearch, options: { includeDeleted: boolean }): AsyncGenerator<readonly number[]> {
    const part = `%${search.text.replace(/[\\%_]/g, "\\$&")}%`;
    const statement = [...search.text].length > 1 ? SEARCH_SQL : SEARCH_CHARACTER_SQL;
    const hashes = search.identityCards.map((card) => Buffer.from(this.cards.hash(card)));
    let after = -1;
    for (;;) {
      const values = [
        ...[tenantId, after, search.text, search.phoneEnding, search.userId, part, options.includeDeleted],
        ...[search.phone, hashes],
      ];
      const ordinals = await this.searchBatch(statement, values);
      yield ordinals;
      if (ordinals.length < SEARCH_BATCH) return;
      after = ordinals.at(-1) ?? after;
    }
  }

  private async read(condition: string, ...values: unknown[]): Promise<User[]> {
    const sql = `SELECT ${USER_COLUMNS} FROM ${USER_TABLES} WHERE u.tenant_id = $1 AND ${condition}`;
    const { rows } = await this.database.pool.query<UserRow>(prepared(sql, values));
    return rows.map(userOf);
  }

  private async searchBatch(statement: string, values: unknown[]): Promise<number[]> {
    try {
      return await this.database.transaction(async (tx) => {
        await tx.query(`SET LOCAL statement_timeout = ${SEARCH_STATEMENT_MS}`);
        const { rows } = await tx.query<{ ordinal: number }>(statement, values);
        return rows.map(({ ordinal }) => ordinal);
      });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === QUERY_CANCELED)) throw error;
      throw new UnavailableError("the search took too long; search for a whole phone, openid, unionid or user id", { cause: error });
    }
  }
}
