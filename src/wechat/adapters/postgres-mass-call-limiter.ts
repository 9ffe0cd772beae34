import type { Database } from "../../platform/database/database.js";
import { MASS_CALL_WINDOW_MS, MASS_CALLS_PER_MINUTE, type MassCallLimiter } from "../mass-call-limiter.js";

/** First key of the advisory locks that put the takers of one tenant in a row; the second is the tenant. */
const TAKE_LOCKS = 0x7a67_0002;

/** Counts in table `mass_call`, by the database's clock, so that all processes share one allowance. */
export class PostgresMassCallLimiter implements MassCallLimiter {
  constructor(
    private readonly database: Pick<Database, "pool">,
    private readonly limit = MASS_CALLS_PER_MINUTE,
    private readonly windowMs = MASS_CALL_WINDOW_MS,
  ) {}

  async tryTake(tenantId: number): Promise<number> {
    const { rows } = await this.database.pool.query<{ wait: number }>("SELECT take_mass_call($1, $2, $3::interval, $4) AS wait", [
      ...[TAKE_LOCKS, tenantId, `${this.windowMs} milliseconds`, this.limit],
    ]);
    const wait = rows[0]?.wait ?? this.windowMs;
    return wait === 0 ? 0 : Math.min(Math.max(wait, 1), this.windowMs);
  }
}
