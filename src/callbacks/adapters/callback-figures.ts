import type { Pool } from "pg";

export interface CallbackFigures {
  /** Stored, and not acted on yet. */
  waiting: number;
  /** Age of the oldest of them; 0 where none waits. */
  lagSeconds: number;
  /** Unix seconds; null where none ever came. */
  newestAt: number | null;
}

const FIGURES = `
  SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8 AS "lagSeconds",
    (SELECT extract(epoch FROM received_at)::float8 FROM callback ORDER BY id DESC LIMIT 1) AS "newestAt"
  FROM callback WHERE processed_at IS NULL`;

/** Of all tenants together, on the database's clock. */
export async function callbackFigures(pool: Pick<Pool, "query">): Promise<CallbackFigures> {
  const { rows } = await pool.query<CallbackFigures>(FIGURES);
  const { waiting = 0, lagSeconds = 0, newestAt = null } = rows[0] ?? {};
  return { waiting, lagSeconds: Math.max(0, lagSeconds), newestAt };
}
