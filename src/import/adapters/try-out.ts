import type pg from "pg";
import type { Database } from "../../platform/database/database.js";

/** Ends a transaction without a trace, and carries out what it came to. */
class RolledBack<T> extends Error {
  constructor(readonly result: T) {
    super("rolled back, as asked");
  }
}

/** Does the work in a transaction that is taken back, and gives what it came to. */
export async function tryOut<T>({ transaction }: Pick<Database, "transaction">, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  let outcome: RolledBack<T> | undefined;
  const attempt = transaction(async (tx) => {
    outcome = new RolledBack(await work(tx));
    throw outcome;
  });
  return attempt.catch((error: unknown) => {
    if (outcome !== undefined && error === outcome) return outcome.result;
    throw error;
  });
}
