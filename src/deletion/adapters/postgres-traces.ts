import { setImmediate } from "node:timers/promises";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { TracedTable, TraceStore, Traces } from "../trace-check.js";
import { type Elsewhere, erasePerson } from "./erase-person.js";
import { INFO_FIELDS, ROWS_GO, USER_FIELDS } from "./erase-user.js";
import { findExportTraces } from "./export-traces.js";
import { OPENIDS_BY_PLACE } from "./places-of-openids.js";
import { PostgresDeletionStore } from "./postgres-deletion-store.js";
import { hashOfOpenid } from "./postgres-erased-people.js";

/** Openids of one statement. */
const PAGE = 20_000;
/** A hash takes 3 to 20 microseconds. */
const HASHED_AT_ONCE = 500;

/** An openid that is there again; kept in memory only, for the time between finding and erasing. */
interface Found {
  tenantId: number;
  requestId: number;
  table: TracedTable;
  openid: string;
}

export class PostgresTraces implements TraceStore {
  private readonly requests: PostgresDeletionStore;

  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly elsewhere: Elsewhere,
    private readonly sealer: Pick<Sealer, "fingerprint">,
  ) {
    this.requests = new PostgresDeletionStore(database, elsewhere, sealer);
  }

  async find(): Promise<Traces> {
    const { rows } = await this.database.pool.query<Traces["users"][number]>(USERS_WITH_TRACES);
    const openids = (await this.found()).map(({ tenantId, requestId, table }) => ({ tenantId, requestId, table }));
    const exports = await findExportTraces(this.database.pool);
    return { users: rows, openids, exports: exports.map(({ ordinal, ...trace }) => trace) };
  }

  async erase({ users, openids, exports }: Traces): Promise<void> {
    if (exports.length > 0) await this.withdrawExports();
    for (const { tenantId, requestId } of users) await this.requests.process(tenantId, requestId, { operator: null });
    if (openids.length === 0) return;
    for (const { tenantId, table, openid } of await this.found()) {
      if (table === "deletion_request") await this.close(tenantId, openid);
      else await this.database.transaction((tx) => erasePerson(tx, this.elsewhere, { tenantId, userId: 0, openid }));
    }
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
    for (const { id } of rows) await this.requests.process(tenantId, id, { operator: null });
  }

  private async found(): Promise<Found[]> {
    const found: Found[] = [];
    for (const [tenantId, requests] of await this.hashes()) {
      for (const { table, sql } of OPENIDS_BY_PLACE) {
        for await (const openids of this.openids(sql, tenantId)) {
          for (const openid of openids) {
            const requestId = requests.get(hashOfOpenid(this.sealer, openid).toString("hex"));
            if (requestId !== undefined) found.push({ tenantId, requestId, table, openid });
          }
        }
      }
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

  /** A place's, once each, in parts small enough that requests are answered between two. */
  private async *openids(sql: string, tenantId: number): AsyncGenerator<readonly string[]> {
    let after = "";
    for (;;) {
      const { rows } = await this.database.pool.query<{ openid: string }>(sql, [tenantId, after, PAGE]);
      const openids = rows.map(({ openid }) => openid);
      for (let from = 0; from < openids.length; from += HASHED_AT_ONCE) {
        yield openids.slice(from, from + HASHED_AT_ONCE);
        await setImmediate();
      }
      const last = openids.at(-1);
      if (last === undefined || openids.length < PAGE) return;
      after = last;
    }
  }
}

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
