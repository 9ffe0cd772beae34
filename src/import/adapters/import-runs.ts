import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { ImportRun } from "../import-run.js";
import type { Reject } from "../reject.js";

const REJECTS_AT_ONCE = 5_000;
const ANOTHER = "another import from this source is under way";
/** A killed import's session ends with the statement it was in, and only then lets go of the source. */
const LOCK_PATIENCE_MS = 15_000;
const LOCK_EVERY_MS = 250;

interface RunRow {
  id: string;
  position: ImportRun["position"];
  counts: ImportRun["counts"];
  started_at: Date;
}

/** Takes the source for this session, and its unfinished run, or begins one. Throws where another session has it. */
export async function beginRun(session: pg.PoolClient, source: string): Promise<ImportRun> {
  await takeSource(session, source);
  const { rows: found } = await session.query<RunRow>(
    "SELECT id, position, counts, started_at FROM import_run WHERE source = $1 AND finished_at IS NULL ORDER BY started_at DESC LIMIT 1",
    [source],
  );
  const [unfinished] = found;
  if (unfinished) return runOf(unfinished, true);
  const { rows } = await session.query<RunRow>(
    "INSERT INTO import_run (id, source, position, counts) VALUES (gen_random_uuid(), $1, $2, '{}') RETURNING id, position, counts, started_at",
    [source, JSON.stringify({ phase: "people", after: null })],
  );
  return runOf(rows[0] as RunRow, false);
}

async function takeSource(session: pg.PoolClient, source: string): Promise<void> {
  const deadline = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await session.query<{ taken: boolean }>("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken", [
      `import ${source}`,
    ]);
    if (rows[0]?.taken) return;
    if (performance.now() > deadline) throw new Error(ANOTHER);
    await sleep(LOCK_EVERY_MS);
  }
}

/** In the page's transaction: either both are there, or neither. */
export async function saveRun(tx: pg.PoolClient, { id, position, counts }: ImportRun, rejects: readonly Reject[]): Promise<void> {
  await tx.query("UPDATE import_run SET position = $2, counts = $3 WHERE id = $1", [id, JSON.stringify(position), JSON.stringify(counts)]);
  if (rejects.length === 0) return;
  await tx.query(
    `INSERT INTO import_reject (run_id, table_name, key, reason)
     SELECT $1, given.table_name, given.key, given.reason
     FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS given(table_name, key, reason, place) ORDER BY place`,
    [id, rejects.map(({ table }) => table), rejects.map(({ key }) => key), rejects.map(({ reason }) => reason)],
  );
}

export async function finishRun(pool: pg.Pool, { id, position }: ImportRun): Promise<void> {
  await pool.query("UPDATE import_run SET finished_at = now(), position = $2 WHERE id = $1", [id, JSON.stringify(position)]);
}

export async function* readRejects(pool: pg.Pool, { id }: ImportRun): AsyncGenerator<Reject[]> {
  for (let after = 0n; ; ) {
    const { rows } = await pool.query<Reject & { id: bigint }>(
      `SELECT id, table_name AS "table", key, reason FROM import_reject WHERE run_id = $1 AND id > $2 ORDER BY id LIMIT ${REJECTS_AT_ONCE}`,
      [id, after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}

function runOf({ id, position, counts, started_at }: RunRow, resumed: boolean): ImportRun {
  return { id, position, counts, startedAt: started_at, resumed };
}
