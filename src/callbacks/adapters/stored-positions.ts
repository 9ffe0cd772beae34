import type { Database } from "../../platform/database/database.js";

/** Rows looked at in one statement. */
const PAGE = 20_000;
const HOLD_A_POSITION = ["LOCATION", "location_select", "message:location"];

/**
 * Deletes old callbacks that hold a position. Numbers are given in the order of receipt, so it walks along the primary key and
 * goes on where it ended: the first round after a start reads the whole past, each later one what has come of age since.
 */
export class StoredPositions {
  private after = 0n;

  constructor(private readonly database: Pick<Database, "pool">) {}

  async forget(before: Date): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const { rows } = await this.database.pool.query<{ last: bigint | null; deleted: number }>(FORGET, [
        String(this.after),
        before,
        HOLD_A_POSITION,
        PAGE,
      ]);
      const { last = null, deleted = 0 } = rows[0] ?? {};
      forgotten += deleted;
      if (last === null) return forgotten;
      this.after = last;
    }
  }
}

/** `last`: how far everything is old enough; null at the end. */
const FORGET = `
  WITH page AS (SELECT id, event, received_at FROM callback WHERE id > $1 ORDER BY id LIMIT $4),
  old AS (SELECT id, event FROM page WHERE id < coalesce((SELECT min(id) FROM page WHERE received_at >= $2), 9223372036854775807)),
  gone AS (DELETE FROM callback USING old WHERE callback.id = old.id AND old.event = ANY($3::text[]) RETURNING callback.id)
  SELECT (SELECT max(id) FROM old) AS last, (SELECT count(*)::int FROM gone) AS deleted`;
