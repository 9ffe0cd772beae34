import type { Pool, PoolClient } from "pg";

/** SQLSTATE lock_not_available: somebody else holds it all the time. */
const STILL_HELD = "55P03";

/**
 * Runs `work` while nobody else, in any process, does so for this index and tenant; null if it could not begin within `waitMs`.
 * The lock belongs to the connection given to `work`: a process that dies lets go of it, and one whose connection is lost can
 * write nothing about its progress any more.
 */
export async function withTenantLock<T>(
  pool: Pool,
  key: { index: string; tenantId: number; waitMs: number },
  work: (client: PoolClient) => Promise<T>,
): Promise<T | null> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    if (!(await lock(client, key))) return null;
    try {
      return await work(client);
    } finally {
      await client.query("SELECT pg_advisory_unlock(hashtext($1), $2)", [key.index, key.tenantId]).catch((error: Error) => {
        broken = error;
      });
    }
  } finally {
    // A connection that may still hold the lock is not given to anybody else.
    client.release(broken);
  }
}

async function lock(
  client: PoolClient,
  { index, tenantId, waitMs }: { index: string; tenantId: number; waitMs: number },
): Promise<boolean> {
  if (waitMs === 0) {
    const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock(hashtext($1), $2) AS locked", [index, tenantId]);
    return rows[0]?.locked === true;
  }
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL lock_timeout = ${Math.ceil(waitMs)}`);
    await client.query("SELECT pg_advisory_lock(hashtext($1), $2)", [index, tenantId]);
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK");
    if (error instanceof Error && "code" in error && error.code === STILL_HELD) return false;
    throw error;
  }
}
