import type { Database } from "../../platform/database/database.js";
import type { CallbackFields } from "../callback-body.js";
import type { PersonActivity } from "../callback-handlers.port.js";
import { detailsOf } from "../callback-message.js";
import { activityOf, merged } from "../person-activity.js";

/** Callbacks looked at in one statement, of whatever kind; no page holds more people. */
const PAGE = 1_000;

interface Row {
  id: bigint;
  tenant_id: number;
  /** null: no position of that time. */
  payload: CallbackFields | null;
}

/** Reads positions out of the callbacks that told them, in the order of receipt. */
export class ToldPositions {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async *pages(since: Date): AsyncGenerator<PersonActivity[]> {
    for (let after = 0n; ; ) {
      const { rows } = await this.database.pool.query<Row>(
        `SELECT id, tenant_id, CASE WHEN event = 'LOCATION' AND received_at > $2 THEN payload END AS payload
         FROM callback WHERE id > $1 ORDER BY id LIMIT $3`,
        [String(after), since, PAGE],
      );
      const people = placed(rows);
      if (people.length > 0) yield people;
      const last = rows.at(-1)?.id;
      if (last === undefined) return;
      after = last;
    }
  }
}

/** Each person once. */
function placed(rows: readonly Row[]): PersonActivity[] {
  const people = new Map<string, PersonActivity>();
  for (const { tenant_id: tenantId, payload } of rows) {
    if (payload === null) continue;
    const activity = activityOf({ tenantId, ...detailsOf("LOCATION", payload) }, new Date());
    if (activity === null) continue;
    const person = `${tenantId}/${activity.openid}`;
    const known = people.get(person);
    people.set(person, known ? merged(known, activity) : activity);
  }
  return [...people.values()];
}
