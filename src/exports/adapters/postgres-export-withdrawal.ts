import { ordinalSetFromBytes, type SqlExecutor } from "../../audiences/index.js";
import { lockForErasure } from "./erasure-lock.js";

/** Takes erased people out of exports. */
export class PostgresExportWithdrawal {
  /**
   * In the transaction that erases these people: files with one of them are WITHDRAWN (and deleted once it is committed), those
   * being written are begun anew. Gives how many exports that were.
   */
  async withdraw(tx: SqlExecutor, tenantId: number, ordinals: readonly number[]): Promise<number> {
    await lockForErasure(tx, tenantId);
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM user_export WHERE tenant_id = $1 AND status IN ('RUNNING', 'READY') ORDER BY id",
      [tenantId],
    );
    let withdrawn = 0;
    // One by one: each audience may have a megabyte.
    for (const { id } of rows) {
      if (!(await this.holds(tx, id, ordinals))) continue;
      withdrawn += (await tx.query(WITHDRAW, [id])).rowCount ?? 0;
    }
    return withdrawn;
  }

  private async holds(tx: SqlExecutor, exportId: string, ordinals: readonly number[]): Promise<boolean> {
    const { rows } = await tx.query<{ audience: Uint8Array | null }>("SELECT audience FROM user_export WHERE id = $1 FOR UPDATE", [
      exportId,
    ]);
    const audience = rows[0]?.audience;
    if (!audience) return false;
    const people = ordinalSetFromBytes(audience);
    return ordinals.some((ordinal) => people.has(ordinal));
  }
}

/** A running one's driver sees that it was overtaken before its next page, and at the end; whoever begins anew reads what is left. */
const WITHDRAW = `
  UPDATE user_export SET status = CASE status WHEN 'READY' THEN 'WITHDRAWN' ELSE status END,
    attempt = CASE status WHEN 'RUNNING' THEN attempt + 1 ELSE attempt END,
    done = CASE status WHEN 'RUNNING' THEN 0 ELSE done END,
    progress_at = CASE status WHEN 'RUNNING' THEN NULL ELSE progress_at END
  WHERE id = $1 AND status IN ('RUNNING', 'READY')`;
