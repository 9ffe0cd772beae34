import pg, { type CustomTypesConfig } from "pg";
import type { AudienceIndex } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { type OpenidList, openidList } from "../../wechat/index.js";
import type { Recipients } from "../send-lease.port.js";

/** Read in order by the index on tenant and ordinal: sorted for the aggregate, it takes a third longer. */
const JOINED = `SELECT count(*)::int AS count, '["' || coalesce(string_agg(openid, '","'), '') || '"]' AS json FROM`;
/** A run of ordinals is read whole, but for those that are not wanted, while at least one in so many is wanted. */
const DENSE = 3;

/** Text stays bytes, which PostgreSQL's client would else make a string. */
const asBytes = {
  binary: true,
  types: {
    // Copied: they lie in a buffer that the next answer is read into.
    getTypeParser: (oid, format) =>
      oid === pg.types.builtins.TEXT ? (bytes: Buffer) => Buffer.from(bytes) : pg.types.getTypeParser(oid, format),
  } satisfies CustomTypesConfig,
};

/**
 * One text for 10,000 openids: as rows they take twice as long, and a join that leaves the deleted people out takes five times as
 * long (6, 14 and 38 ms on the machine of the bench). So the audience index is asked who is deleted.
 */
export class PostgresRecipients implements Recipients {
  constructor(
    private readonly database: Pick<Database, "pool">,
    private readonly index: Pick<AudienceIndex, "freeze">,
  ) {}

  async openids(tenantId: number, ordinals: Uint32Array): Promise<OpenidList> {
    const wanted = (await this.index.freeze(tenantId, { kind: "status", status: "DELETED" })).missing(ordinals);
    const [first, last] = [wanted.at(0), wanted.at(-1)];
    if (first === undefined || last === undefined) return openidList([]);
    const dense = last - first < wanted.length * DENSE;
    const { rows } = await (dense ? this.run(tenantId, first, last, wanted) : this.listed(tenantId, wanted));
    const [list = openidList([])] = rows;
    if (list.count === 0) return openidList([]);
    return isPlain(list) ? list : this.oneByOne(tenantId, wanted);
  }

  private run(tenantId: number, first: number, last: number, wanted: Uint32Array): Promise<{ rows: OpenidList[] }> {
    const text = `${JOINED} (SELECT openid FROM users WHERE tenant_id = $1 AND ordinal BETWEEN $2 AND $3 AND ordinal <> ALL($4::int[]) ORDER BY ordinal) o`;
    return this.database.pool.query<OpenidList>({ text, values: [tenantId, first, last, gaps(wanted)], ...asBytes });
  }

  private listed(tenantId: number, wanted: Uint32Array): Promise<{ rows: OpenidList[] }> {
    const text = `${JOINED} (SELECT openid FROM users WHERE tenant_id = $1 AND ordinal = ANY($2::int[]) ORDER BY ordinal) o`;
    return this.database.pool.query<OpenidList>({ text, values: [tenantId, [...wanted]], ...asBytes });
  }

  private async oneByOne(tenantId: number, wanted: Uint32Array): Promise<OpenidList> {
    const { rows } = await this.database.pool.query<{ openid: string }>(
      "SELECT openid FROM users WHERE tenant_id = $1 AND ordinal = ANY($2::int[]) ORDER BY ordinal",
      [tenantId, [...wanted]],
    );
    return openidList(rows.map(({ openid }) => openid));
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** WeChat's are letters, digits, - and _. What else may stand in the table, and may have to be escaped, is written one by one. */
function isPlain({ count, json }: OpenidList): boolean {
  let quotes = 0;
  // By index: with for…of 10,000 openids take 1.7 ms, not 0.3.
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] as number;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return false;
    if (byte === QUOTE) quotes++;
  }
  return quotes === 2 * count;
}

/** The numbers between the first and the last that are not there. */
function gaps(ascending: Uint32Array): number[] {
  const missing: number[] = [];
  let expected = ascending[0] ?? 0;
  for (const ordinal of ascending) {
    for (; expected < ordinal; expected++) missing.push(expected);
    expected = ordinal + 1;
  }
  return missing;
}
