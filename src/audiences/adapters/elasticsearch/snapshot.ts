import type { PoolClient } from "pg";

/** One moment of the database for everything that `work` reads by this connection; what it writes is kept if it succeeds. */
export async function inSnapshot<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  try {
    // Steps are bounded; reading in the middle of one may wait for Elasticsearch.
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
