import type { SqlExecutor } from "../../audiences/index.js";

/** First key of the advisory locks that keep exports and erasures of one tenant apart; the second is the tenant. "expt". */
const LOCKS = 0x65787074;

/*
 * Who erases somebody looks which exports are being written or ready, and stops or withdraws those with the person in it. An
 * export that began after that look and before the erasure is committed would still read the person, unseen: so none begins then.
 */

/** Until the transaction ends; several may be erased at once. */
export async function lockForErasure(tx: SqlExecutor, tenantId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared($1, $2)", [LOCKS, tenantId]);
}

/** Until the transaction ends; false while somebody is being erased, or another export begins. */
export async function lockForBeginning(tx: SqlExecutor, tenantId: number): Promise<boolean> {
  const { rows } = await tx.query<{ got: boolean }>("SELECT pg_try_advisory_xact_lock($1, $2) AS got", [LOCKS, tenantId]);
  return rows[0]?.got === true;
}
