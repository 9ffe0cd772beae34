import type { Database } from "../../platform/database/database.js";
import type { TurnStore } from "../material-turns.js";

/** By the database's clock, the one all processes share. */
export class PostgresMaterialTurns implements TurnStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async take(materialId: string, owner: string, leaseMs: number): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `INSERT INTO material_turn AS t (material_id, owner, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 ms')
       ON CONFLICT (material_id) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE t.until < clock_timestamp()`,
      [materialId, owner, leaseMs],
    );
    return rowCount === 1;
  }

  async renew(materialId: string, owner: string, leaseMs: number): Promise<void> {
    const sql = "UPDATE material_turn SET until = clock_timestamp() + $3 * interval '1 ms' WHERE material_id = $1 AND owner = $2";
    await this.database.pool.query(sql, [materialId, owner, leaseMs]);
  }

  async release(materialId: string, owner: string): Promise<void> {
    await this.database.pool.query("DELETE FROM material_turn WHERE material_id = $1 AND owner = $2", [materialId, owner]);
  }
}
