import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { TracedTable, TraceStore, Traces } from "../trace-check.js";
import { type Elsewhere, erasePerson } from "./erase-person.js";
import { INFO_FIELDS, ROWS_GO, USER_FIELDS } from "./erase-user.js";
import { ErasedOpenids } from "./erased-openids.js";
import { findExportTraces } from "./export-traces.js";
import type { HashAnswer } from "./hash-thread.js";
import { OPENIDS_BY_PLACE } from "./places-of-openids.js";
import { processIn } from "./process-request.js";

/** Openids of one statement: some 150 kB, which are read and handed on in a millisecond. */
const PAGE = 5_000;

interface Erased {
  tenantId: number;
  requestId: number;
  userId: number;
}

/** An openid that is there again; kept in memory only, for the time between finding and erasing. */
interface Found {
  tenantId: number;
  requestId: number;
  table: TracedTable;
  openid: string;
}

export class PostgresTraces implements TraceStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly elsewhere: Elsewhere,
    private readonly sealer: Pick<Sealer, "fingerprint" | "keys">,
  ) {}

  async find(): Promise<Traces> {
    const { rows } = await this.database.pool.query<Traces["users"][number]>(USERS_WITH_TRACES);
    const placed = (await this.placed()).filter((one) => !rows.some(({ requestId }) => requestId === one.requestId));
    const openids = (await this.found()).map(({ tenantId, requestId, table }) => ({ tenantId, requestId, table }));
    const exports = await findExportTraces(this.database.pool);
    return { users: [...rows, ...placed], openids, exports: exports.map(({ ordinal, ...trace }) => trace) };
  }

  async erase({ users, openids, exports }: Traces): Promise<void> {
    if (exports.length > 0) await this.withdrawExports();
    for (const { tenantId, requestId } of users) await this.process(tenantId, requestId);
    if (openids.length === 0) return;
    for (const { tenantId, table, openid } of await this.found()) {
      if (table === "deletion_request") await this.close(tenantId, openid);
      else await this.database.transaction((tx) => erasePerson(tx, this.elsewhere, { tenantId, userId: 0, openid }));
    }
  }

  /** Nobody's act, and so not in the audit log: the request's receipt says that the daily look did it. */
  private async process(tenantId: number, requestId: number): Promise<void> {
    const { elsewhere, sealer } = this;
    await this.database.transaction((tx) => processIn(tx, { elsewhere, sealer }, { tenantId, requestId, by: { operator: null } }));
  }

  /** Requests whose user has a position outside the database: a report that was under way when they were erased, or a cluster restored from an older state. */
  private async placed(): Promise<Traces["users"][number][]> {
    const { positions = null } = this.elsewhere;
    if (positions === null) return [];
    const { rows } = await this.database.pool.query<Erased>(ERASED_OF_LATE);
    const found: Traces["users"][number][] = [];
    for (const tenantId of new Set(rows.map((row) => row.tenantId))) {
      const requests = rows.filter((row) => row.tenantId === tenantId);
      const known = new Set(
        await positions.known(
          tenantId,
          requests.map(({ userId }) => userId),
        ),
      );
      for (const { requestId, userId } of requests) if (known.has(userId)) found.push({ tenantId, requestId });
    }
    return found;
  }

  private async withdrawExports(): Promise<void> {
    for (const { tenantId, ordinal } of await findExportTraces(this.database.pool)) {
      await this.database.transaction((tx) => this.elsewhere.files.withdraw(tx, tenantId, [ordinal]));
    }
  }

  /** A request imported for somebody who is erased already. */
  private async close(tenantId: number, openid: string): Promise<void> {
    const { rows } = await this.database.pool.query<{ id: number }>(
      "SELECT id FROM deletion_request WHERE tenant_id = $1 AND openid = $2 ORDER BY id LIMIT 1",
      [tenantId, openid],
    );
    for (const { id } of rows) await this.process(tenantId, id);
  }

  private async found(): Promise<Found[]> {
    const requests = await this.hashes();
    if (requests.size === 0) return [];
    const erased = new ErasedOpenids(this.sealer.keys, requests);
    try {
      const found: Found[] = [];
      for (const tenantId of requests.keys()) {
        for (const { table, sql } of OPENIDS_BY_PLACE) {
          const answers = await this.askedAbout(tenantId, sql, erased);
          found.push(...answers.map((each) => ({ tenantId, table, ...each })));
        }
      }
      return found;
    } finally {
      await erased.close();
    }
  }

  /** Reads the next page of a place's openids while the one before is hashed. */
  private async askedAbout(tenantId: number, sql: string, erased: ErasedOpenids): Promise<HashAnswer> {
    const found: HashAnswer = [];
    let page = await this.openids(sql, tenantId, "");
    while (page !== null) {
      const { openids, last } = page;
      const [answer, next] = await Promise.all([erased.among(tenantId, openids), last === null ? null : this.openids(sql, tenantId, last)]);
      found.push(...answer);
      page = next;
    }
    return found;
  }

  /** Of each tenant: the request of each hash of people who did not come back. */
  private async hashes(): Promise<Map<number, Map<string, number>>> {
    const { rows } = await this.database.pool.query<{ tenantId: number; requestId: number; hash: string }>(
      `SELECT tenant_id AS "tenantId", id AS "requestId", encode(openid_hash, 'hex') AS hash FROM deletion_request
       WHERE openid_hash IS NOT NULL AND returned_at IS NULL ORDER BY id`,
    );
    const byTenant = new Map<number, Map<string, number>>();
    for (const { tenantId, requestId, hash } of rows) {
      byTenant.set(tenantId, (byTenant.get(tenantId) ?? new Map<string, number>()).set(hash, requestId));
    }
    return byTenant;
  }

  /** A page of a place's, once each, as a JSON list: one value, since 20,000 rows take the event loop 20 ms to read. Null where there are none. */
  private async openids(sql: string, tenantId: number, after: string): Promise<{ openids: string; last: string | null } | null> {
    const { rows } = await this.database.pool.query<{ openids: string | null; last: string; count: number }>(
      `SELECT json_agg(openid)::text AS openids, max(openid) AS last, count(*)::int AS count FROM (${sql}) AS page`,
      [tenantId, after, PAGE],
    );
    const [{ openids = null, last = "", count = 0 } = {}] = rows;
    return openids === null ? null : { openids, last: count < PAGE ? null : last };
  }
}

/** A position that was told before somebody was erased ends within 60 days of it. */
const ERASED_OF_LATE = `
  SELECT r.tenant_id AS "tenantId", r.id AS "requestId", u.user_id AS "userId" FROM deletion_request r
  JOIN users u ON u.tenant_id = r.tenant_id AND u.openid = r.openid
  WHERE r.processed_at > now() - interval '61 days' ORDER BY r.id`;

const USERS_WITH_TRACES = `
  SELECT r.tenant_id AS "tenantId", r.id AS "requestId" FROM deletion_request r
  JOIN users u ON u.tenant_id = r.tenant_id AND u.openid = r.openid
  LEFT JOIN user_info i ON i.user_id = u.user_id
  WHERE r.processed_at IS NOT NULL AND (
    u.subscribed OR u.blacklisted OR i.status IS DISTINCT FROM 'DELETED'
    OR i.sex <> 'UNKNOWN' OR i.vip OR r.phone IS NOT NULL
    OR num_nonnulls(${USER_FIELDS.map((field) => `u.${field}`).join(", ")}) > 0
    OR num_nonnulls(${INFO_FIELDS.map((field) => `i.${field}`).join(", ")}) > 0
    ${[...ROWS_GO, "user_tag"].map((table) => `OR EXISTS (SELECT 1 FROM ${table} t WHERE t.user_id = u.user_id)`).join(" ")})
  ORDER BY r.id`;
