import type { Database } from "../../platform/database/database.js";
import { MASS_CALLS_PER_MINUTE, type MassCallLimiter } from "../mass-call-limiter.js";

/** First key of the advisory locks that put the takers of one tenant in a row; the second is the tenant. */
const TAKE_LOCKS = 0x7a67_0002;
/**
 * A minute, and a second more: WeChat counts when calls arrive, so a slow first call and a fast last one are closer there
 * than they were here.
 */
const WINDOW_MS = 61_000;

/** $2 window (interval), $3 limit. One clock, the database's, for all processes. */
const TAKE = `
  WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now),
  full_window AS (
    SELECT c.at + $2::interval - clock.now AS wait FROM mass_call c, clock
    WHERE c.tenant_id = $1 AND c.at > clock.now - $2::interval
    ORDER BY c.at DESC OFFSET $3 - 1 LIMIT 1),
  taken AS (INSERT INTO mass_call (tenant_id, at) SELECT $1, clock.now FROM clock WHERE NOT EXISTS (SELECT FROM full_window) RETURNING at)
  SELECT coalesce((SELECT ceil(extract(epoch FROM wait) * 1000) FROM full_window), 0)::int AS wait`;

/** Calls that no window holds any more; also those from a clock that was ahead and has been set back. */
const FORGET =
  "DELETE FROM mass_call WHERE tenant_id = $1 AND at NOT BETWEEN clock_timestamp() - $2::interval AND clock_timestamp() + $2::interval";

/** Counts in table `mass_call`, so that all processes share one allowance. */
export class PostgresMassCallLimiter implements MassCallLimiter {
  constructor(
    private readonly database: Pick<Database, "transaction">,
    private readonly limit = MASS_CALLS_PER_MINUTE,
    private readonly windowMs = WINDOW_MS,
  ) {}

  tryTake(tenantId: number): Promise<number> {
    const window = `${this.windowMs} milliseconds`;
    return this.database.transaction(async (tx) => {
      // Takes its snapshot after the lock: the statement that counts sees what the holder before committed.
      await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [TAKE_LOCKS, tenantId]);
      await tx.query(FORGET, [tenantId, window]);
      const { rows } = await tx.query<{ wait: number }>(TAKE, [tenantId, window, this.limit]);
      const wait = rows[0]?.wait ?? this.windowMs;
      return wait === 0 ? 0 : Math.min(Math.max(wait, 1), this.windowMs);
    });
  }
}
