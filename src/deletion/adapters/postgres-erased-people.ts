import type { SqlExecutor } from "../../audiences/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { ErasedPeople } from "../../users/index.js";
import { hashOfOpenid } from "./openid-hash.js";

/** Table deletion_request. Brands where nobody was erased pay one look into an index. */
export class PostgresErasedPeople implements ErasedPeople {
  constructor(private readonly sealer: Pick<Sealer, "fingerprint">) {}

  async among(sql: SqlExecutor, tenantId: number, openids: readonly string[]): Promise<ReadonlySet<string>> {
    const hashes = await this.hashes(sql, tenantId);
    return new Set(hashes.size === 0 ? [] : openids.filter((openid) => hashes.has(this.hash(openid).toString("hex"))));
  }

  async returns(sql: SqlExecutor, tenantId: number, openid: string, at: Date): Promise<boolean> {
    const values = [tenantId, this.hash(openid), at];
    await sql.query(
      `UPDATE deletion_request SET returned_at = $3
       WHERE tenant_id = $1 AND openid_hash = $2 AND returned_at IS NULL AND processed_at < $3`,
      values,
    );
    const { rows } = await sql.query(
      "SELECT 1 FROM deletion_request WHERE tenant_id = $1 AND openid_hash = $2 AND returned_at IS NULL LIMIT 1",
      values.slice(0, 2),
    );
    return rows.length === 0;
  }

  private async hashes(sql: SqlExecutor, tenantId: number): Promise<Set<string>> {
    const { rows } = await sql.query<{ hash: string }>(
      `SELECT encode(openid_hash, 'hex') AS hash FROM deletion_request
       WHERE tenant_id = $1 AND openid_hash IS NOT NULL AND returned_at IS NULL`,
      [tenantId],
    );
    return new Set(rows.map(({ hash }) => hash));
  }

  private hash(openid: string): Buffer {
    return hashOfOpenid(this.sealer, openid);
  }
}
