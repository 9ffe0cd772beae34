import type { SqlExecutor } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import { type Exchanging, type TagExchangeStore, type Turn, TurnLostError } from "../mirror/tag-exchange.js";

/** How long writers give way to a reader that asked in vain: it asks again well before. */
const GIVE_WAY_MS = 1_000;

export class PostgresTagExchange implements TagExchangeStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async tryTake(tenantId: number, owner: string, as: Exchanging, leaseMs: number): Promise<boolean> {
    const { pool } = this.database;
    const { rowCount } = await pool.query(TAKE, [tenantId, owner, leaseMs, as === "reading"]);
    if (rowCount === 1) return true;
    if (as === "reading") {
      await pool.query("UPDATE tag_exchange SET wanted_until = now() + $2 * interval '1 millisecond' WHERE tenant_id = $1", [
        tenantId,
        GIVE_WAY_MS,
      ]);
    }
    return false;
  }

  async renew(tenantId: number, owner: string, leaseMs: number): Promise<boolean> {
    const sql =
      "UPDATE tag_exchange SET until = now() + $3 * interval '1 millisecond' WHERE tenant_id = $1 AND owner = $2 AND until > now()";
    return (await this.database.pool.query(sql, [tenantId, owner, leaseMs])).rowCount === 1;
  }

  async release(tenantId: number, owner: string): Promise<void> {
    const sql = "UPDATE tag_exchange SET owner = NULL, until = NULL WHERE tenant_id = $1 AND owner = $2";
    await this.database.pool.query(sql, [tenantId, owner]);
  }
}

/** Keeps the turn with its holder until the transaction ends. Throws TurnLostError where somebody else has it. */
export async function holdTurn(tx: SqlExecutor, tenantId: number, { owner }: Pick<Turn, "owner">): Promise<void> {
  const sql = "SELECT 1 FROM tag_exchange WHERE tenant_id = $1 AND owner = $2 AND until > now() FOR SHARE";
  const { rows } = await tx.query(sql, [tenantId, owner]);
  if (rows.length === 0) throw new TurnLostError("somebody else has the turn at WeChat's tags");
}

const TAKE = `
  INSERT INTO tag_exchange AS x (tenant_id, owner, until) VALUES ($1, $2, now() + $3 * interval '1 millisecond')
  ON CONFLICT (tenant_id) DO UPDATE SET owner = excluded.owner, until = excluded.until, wanted_until = CASE WHEN $4 THEN NULL ELSE x.wanted_until END
  WHERE coalesce(x.until, '-infinity') <= now() AND ($4 OR coalesce(x.wanted_until, '-infinity') <= now())`;
