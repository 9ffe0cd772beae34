import type { Pool } from "pg";

/** What there is to do for mass sends that are not at their end, over all tenants. */
export interface SendFigures {
  /** Sends by status. */
  sends: Record<string, number>;
  /** Their batches by status. */
  batches: Record<string, number>;
  /** Batches of any send, ended ones too, that wait for `resolveUnknownBatch`. */
  unknown: number;
  /** How long the send that is to go out and goes on the least has not moved. */
  lagSeconds: number;
  /** Age of the oldest batch that WeChat has accepted and not reported on. */
  resultWaitSeconds: number;
}

const UNFINISHED = ["SCHEDULED", "PREPARING", "SENDING", "PAUSED", "AWAITING_RESULTS", "NEEDS_ATTENTION"];
const BATCH_STATUSES = ["PENDING", "IN_FLIGHT", "ACCEPTED", "FINISHED", "REJECTED", "UNKNOWN", "CANCELLED"];

interface Row {
  sends: Record<string, number>;
  batches: Record<string, number>;
  unknown: number;
  lag: number;
  wait: number;
}

/** $1 the unfinished statuses. On the database's clock. */
const FIGURES = `
  WITH unfinished AS MATERIALIZED (
    SELECT id, status, greatest(0, extract(epoch FROM clock_timestamp() - CASE status
      WHEN 'SCHEDULED' THEN scheduled_for
      WHEN 'PREPARING' THEN started_at
      WHEN 'SENDING' THEN coalesce(last_progress_at, started_at) END)) AS lag
    FROM mass_send WHERE status = ANY($1)),
  batches AS MATERIALIZED (
    SELECT b.status, count(*)::int AS count, min(b.accepted_at) FILTER (WHERE b.status = 'ACCEPTED') AS oldest
    FROM unfinished u JOIN mass_send_batch b ON b.mass_send_id = u.id GROUP BY b.status)
  SELECT
    (SELECT coalesce(json_object_agg(status, count), '{}') FROM (SELECT status, count(*)::int FROM unfinished GROUP BY status) s) AS sends,
    (SELECT coalesce(json_object_agg(status, count), '{}') FROM batches) AS batches,
    (SELECT coalesce(sum(batches_unknown), 0)::int FROM mass_send) AS unknown,
    (SELECT coalesce(max(lag), 0)::float8 FROM unfinished) AS lag,
    (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(oldest)), 0)::float8 FROM batches) AS wait`;

export async function sendFigures(pool: Pick<Pool, "query">): Promise<SendFigures> {
  const { rows } = await pool.query<Row>(FIGURES, [UNFINISHED]);
  const { sends = {}, batches = {}, unknown = 0, lag = 0, wait = 0 } = rows[0] ?? {};
  return {
    sends: withZeros(UNFINISHED, sends),
    batches: withZeros(BATCH_STATUSES, batches),
    ...{ unknown, lagSeconds: lag, resultWaitSeconds: Math.max(0, wait) },
  };
}

/** A state that nothing is in says 0: an alert on a series that is not there never fires. */
function withZeros(names: readonly string[], counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, counts[name] ?? 0]));
}
