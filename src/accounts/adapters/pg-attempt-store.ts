import type { Database } from "../../platform/database/database.js";
import type { AttemptStore } from "../stores.port.js";

export class PgAttemptStore implements AttemptStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async take(key: string, now: Date, windowMs: number): Promise<{ count: number; expiresAt: Date }> {
    const { rows } = await this.database.pool.query<{ count: number; expires_at: Date }>(
      `INSERT INTO login_attempt (key, count, expires_at) VALUES ($1, 1, $3)
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN login_attempt.expires_at <= $2 THEN 1 ELSE least(login_attempt.count, 1000000) + 1 END,
         expires_at = CASE WHEN login_attempt.expires_at <= $2 THEN excluded.expires_at ELSE login_attempt.expires_at END
       RETURNING count, expires_at`,
      [key, now, new Date(now.getTime() + windowMs)],
    );
    if (rows[0] === undefined) throw new Error("counting a login attempt returned no row");
    return { count: rows[0].count, expiresAt: rows[0].expires_at };
  }

  async giveBack(key: string): Promise<void> {
    await this.database.pool.query("UPDATE login_attempt SET count = count - 1 WHERE key = $1 AND count > 0", [key]);
  }

  async reset(key: string): Promise<void> {
    await this.database.pool.query("DELETE FROM login_attempt WHERE key = $1", [key]);
  }

  async forgetExpired(now: Date): Promise<void> {
    await this.database.pool.query("DELETE FROM login_attempt WHERE expires_at <= $1", [now]);
  }
}
