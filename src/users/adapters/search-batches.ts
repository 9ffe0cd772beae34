import { UnavailableError } from "../../graphql/errors.js";
import type { Database } from "../../platform/database/database.js";
import type { UserSearch } from "../user-search.js";
import type { IdentityCards } from "../user-store.port.js";
import { SEARCH_BATCH } from "./search-sql.js";

const SEARCH_STATEMENT_MS = 5_000;
/** A search for one character looks at everybody's names: past this time it is given up rather than piling up. */
const SEARCH_BUDGET_MS = 10_000;
/** PostgreSQL: query_canceled, what a statement time-out raises. */
const QUERY_CANCELED = "57014";
const TOO_LONG = "the search took too long; search for a whole phone, openid, unionid or user id";

export interface SearchParts {
  database: Pick<Database, "transaction">;
  cards: Pick<IdentityCards, "hash">;
}

/** $1 and $3 to $7 of search-sql.ts; $2 is put in batch by batch. */
export function exactValues({ cards }: SearchParts, tenantId: number, search: UserSearch, withDeleted: boolean): SearchValues {
  const hashes = search.identityCards.map((card) => Buffer.from(cards.hash(card)));
  return { tenantId, rest: [search.text, search.userId, withDeleted, search.phone, hashes] };
}

export interface SearchValues {
  tenantId: number;
  /** From $3 on. */
  rest: readonly unknown[];
}

/** Ordinals that a statement of search-sql.ts gives, ascending, in batches. UnavailableError when it takes too long. */
export async function* searchBatches(
  { database }: SearchParts,
  statement: string,
  { tenantId, rest }: SearchValues,
): AsyncGenerator<readonly number[]> {
  const deadline = performance.now() + SEARCH_BUDGET_MS;
  let after = -1;
  for (;;) {
    const ordinals = await searchBatch(database, statement, [tenantId, after, ...rest]);
    yield ordinals;
    if (ordinals.length < SEARCH_BATCH) return;
    if (performance.now() > deadline) throw new UnavailableError(TOO_LONG, { why: { reason: "SEARCH_TOO_LONG" } });
    after = ordinals.at(-1) ?? after;
  }
}

async function searchBatch(database: SearchParts["database"], statement: string, values: unknown[]): Promise<number[]> {
  try {
    return await database.transaction(async (tx) => {
      await tx.query(`SET LOCAL statement_timeout = ${SEARCH_STATEMENT_MS}`);
      const { rows } = await tx.query<{ ordinal: number }>(statement, values);
      return rows.map(({ ordinal }) => ordinal);
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === QUERY_CANCELED)) throw error;
    throw new UnavailableError(TOO_LONG, { cause: error, why: { reason: "SEARCH_TOO_LONG" } });
  }
}
