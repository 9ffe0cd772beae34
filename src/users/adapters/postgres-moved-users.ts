import type { AudienceChangeLog } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { MovedUser, MovedUsers } from "../moved-users.port.js";

interface Row {
  tenantId: number;
  /** Ascending. */
  ordinals: number[];
}

/**
 * Writes them to the change log where a tag's rule asks for a place, so that it is followed within seconds: at most one row every
 * two seconds for a tenant, as positions come gathered. Elsewhere nobody needs to know: audiences look positions up when asked.
 */
export class PostgresMovedUsers implements MovedUsers {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
  ) {}

  async moved(users: readonly MovedUser[]): Promise<void> {
    if (users.length === 0) return;
    const tenantIds = [...new Set(users.map(({ tenantId }) => tenantId))];
    const { rows: asking } = await this.database.pool.query<{ id: number }>(ASKING_FOR_PLACES, [tenantIds]);
    const wanted = new Set(asking.map(({ id }) => id));
    const userIds = users.flatMap(({ tenantId, userId }) => (wanted.has(tenantId) ? [userId] : []));
    if (userIds.length === 0) return;
    const { rows } = await this.database.pool.query<Row>(
      `SELECT tenant_id AS "tenantId", array_agg(ordinal ORDER BY ordinal) AS ordinals FROM users
       WHERE user_id = ANY($1::int[]) AND tenant_id = ANY($2::int[]) GROUP BY tenant_id ORDER BY tenant_id`,
      [userIds, [...wanted]],
    );
    for (const { tenantId, ordinals } of rows) {
      await this.database.transaction((tx) => this.changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals }]));
    }
  }
}

/** A rule may hold segments, and those others; whether they are of use to it does not matter. */
const ASKING_FOR_PLACES = `
  SELECT t.id FROM unnest($1::int[]) AS t (id)
  WHERE EXISTS (
    SELECT 1 FROM tag_rule r JOIN tag ON tag.id = r.tag_id WHERE r.tenant_id = t.id AND (
      jsonb_path_exists(tag.rule, '$.**.near') OR (jsonb_path_exists(tag.rule, '$.**.segment') AND EXISTS (
        SELECT 1 FROM segment s WHERE s.tenant_id = t.id AND jsonb_path_exists(s.audience, '$.**.near')))))`;
