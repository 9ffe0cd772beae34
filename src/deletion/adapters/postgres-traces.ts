import type { AudienceChangeLog } from "../../audiences/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import type { TraceStore, Traces } from "../trace-check.js";
import { erasePerson } from "./erase-person.js";
import { PostgresDeletionStore } from "./postgres-deletion-store.js";
import { hashOfOpenid } from "./postgres-erased-people.js";

/** Openids of one statement. */
const PAGE = 20_000;

type Table = Traces["openids"][number]["table"];

/** An openid that is there again; kept in memory only, for the time between finding and erasing. */
interface Found {
  tenantId: number;
  requestId: number;
  table: Table;
  openid: string;
}

export class PostgresTraces implements TraceStore {
  private readonly requests: PostgresDeletionStore;

  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog,
    private readonly sealer: Pick<Sealer, "fingerprint">,
  ) {
    this.requests = new PostgresDeletionStore(database, changeLog, sealer);
  }

  async find(): Promise<Traces> {
    const { rows } = await this.database.pool.query<Traces["users"][number]>(USERS_WITH_TRACES);
    const openids = (await this.found()).map(({ tenantId, requestId, table }) => ({ tenantId, requestId, table }));
    return { users: rows, openids };
  }

  async erase({ users, openids }: Traces): Promise<void> {
    for (const { tenantId, requestId } of users) await this.requests.process(tenantId, requestId, { operator: null });
    if (openids.length === 0) return;
    for (const { tenantId, table, openid } of await this.found()) {
      if (table === "deletion_request") await this.close(tenantId, openid);
      else await this.database.transaction((tx) => erasePerson(tx, this.changeLog, { tenantId, userId: 0, openid }));
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
      for (const table of ["users", "callback", "deletion_request"] as const) {
        for await (const openid of this.openids(table, tenantId)) {
          const requestId = requests.get(hashOfOpenid(this.sealer, openid).toString("hex"));
          if (requestId !== undefined) found.push({ tenantId, requestId, table, openid });
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

  /** All of a tenant's, once each, along the index. */
  private async *openids(table: Table, tenantId: number): AsyncGenerator<string> {
    let after = "";
    for (;;) {
      const { rows } = await this.database.pool.query<{ openid: string }>(
        `SELECT DISTINCT openid FROM ${table} WHERE tenant_id = $1 AND openid > $2 ORDER BY openid LIMIT $3`,
        [tenantId, after, PAGE],
      );
      for (const { openid } of rows) yield openid;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = last.openid;
    }
  }
}

const USERS_WITH_TRACES = `
  SELECT r.tenant_id AS "tenantId", r.id AS "requestId" FROM deletion_request r
  JOIN users u ON u.tenant_id = r.tenant_id AND u.openid = r.openid
  LEFT JOIN user_info i ON i.user_id = u.user_id
  WHERE r.processed_at IS NOT NULL AND (
    u.subscribed OR u.blacklisted OR i.status IS DISTINCT FROM 'DELETED'
    OR num_nonnulls(u.unionid, u.mini_program_openid, u.phone, u.remark, u.source, u.last_active_at) > 0
    OR num_nonnulls(i.nickname, i.real_name, i.birthday, i.qq, i.wechat, i.head_image_url, i.identity_card_sealed, i.identity_card_hash) > 0
    OR EXISTS (SELECT 1 FROM user_fav t WHERE t.user_id = u.user_id)
    OR EXISTS (SELECT 1 FROM user_location t WHERE t.user_id = u.user_id)
    OR EXISTS (SELECT 1 FROM legacy_credential t WHERE t.user_id = u.user_id)
    OR EXISTS (SELECT 1 FROM user_tag t WHERE t.user_id = u.user_id)
    OR EXISTS (SELECT 1 FROM wechat_user_tag t WHERE t.user_id = u.user_id))
  ORDER BY r.id`;
