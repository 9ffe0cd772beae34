import type { AudienceIndex } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { Recipients } from "../send-lease.port.js";

/** In no openid: WeChat's are letters, digits, - and _. What else may stand in the table is found out by counting. */
const SEPARATOR = "\x1f";
const JOINED = `SELECT count(*)::int AS count, coalesce(string_agg(openid, E'\\x1f' ORDER BY ordinal), '') AS joined FROM users`;
/** A run of ordinals is read whole, and what is not wanted dropped here, while at least one in so many is wanted. */
const DENSE = 3;

/**
 * One text for 10,000 openids: as rows they take twice as long, and a join that leaves the deleted people out takes five times as
 * long (6, 14 and 38 ms on the machine of the bench). So the audience index is asked who is deleted.
 */
export class PostgresRecipients implements Recipients {
  constructor(
    private readonly database: Pick<Database, "pool">,
    private readonly index: Pick<AudienceIndex, "freeze">,
  ) {}

  async openids(tenantId: number, ordinals: Uint32Array): Promise<string[]> {
    const deleted = new Set(await this.index.freeze(tenantId, { kind: "status", status: "DELETED" }));
    const wanted = deleted.size === 0 ? ordinals : ordinals.filter((ordinal) => !deleted.has(ordinal));
    const [first, last] = [wanted.at(0), wanted.at(-1)];
    if (first === undefined || last === undefined) return [];
    return (last - first < wanted.length * DENSE && (await this.run(tenantId, first, last, wanted))) || this.listed(tenantId, wanted);
  }

  /** Null where a row of the run is missing, so that places in it say nothing. */
  private async run(tenantId: number, first: number, last: number, wanted: Uint32Array): Promise<string[] | null> {
    const { rows } = await this.database.pool.query<{ count: number; joined: string }>(
      `${JOINED} WHERE tenant_id = $1 AND ordinal BETWEEN $2 AND $3`,
      [tenantId, first, last],
    );
    const all = rows[0]?.joined.split(SEPARATOR) ?? [];
    if (all.length !== last - first + 1 || all.length !== rows[0]?.count) return null;
    return all.length === wanted.length ? all : Array.from(wanted, (ordinal) => all[ordinal - first] as string);
  }

  private async listed(tenantId: number, wanted: Uint32Array): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ openid: string }>(
      "SELECT openid FROM users WHERE tenant_id = $1 AND ordinal = ANY($2::int[]) ORDER BY ordinal",
      [tenantId, [...wanted]],
    );
    return rows.map(({ openid }) => openid);
  }
}
