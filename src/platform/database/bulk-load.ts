import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** Runs COPY … FROM STDIN. */
export async function copyInto(tx: pg.PoolClient, statement: string, buffers: Iterable<Buffer>): Promise<void> {
  await pipeline(Readable.from(buffers, { objectMode: false, highWaterMark: 1 << 18 }), tx.query(copyFrom(statement)));
}

/** Makes the transaction fit for thousands of new rows: COPY into cold indexes of 10 M users can outlast the pool's time-out of 60 s. */
export async function prepareForBulk(tx: pg.PoolClient): Promise<void> {
  await tx.query("SET LOCAL statement_timeout = 0");
}

/**
 * Finds rows by indexes for the rest of the transaction. Of a table that is just being filled the planner knows nothing, and for a
 * list of 5,000 keys read all of it: a seventh of an import's time.
 */
export async function findByIndex(tx: pg.PoolClient): Promise<void> {
  await tx.query("SET LOCAL enable_seqscan = off");
}

/**
 * Leaves the look-up of each new row's foreign keys out for the rest of the transaction, half the time of a load, where the
 * caller knows that they hold. Only a superuser (the embedded database's) may; for others nothing changes. Cascades do not
 * run either, so it is for inserts only.
 */
export async function skipForeignKeyChecks(tx: Pick<pg.ClientBase, "query">): Promise<void> {
  await tx.query("SELECT set_config('session_replication_role', 'replica', true) FROM pg_roles WHERE rolname = current_user AND rolsuper");
}
