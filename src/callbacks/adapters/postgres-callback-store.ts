import type { Database } from "../../platform/database/database.js";
import type { CallbackFields } from "../callback-body.js";
import type { CallbackStore, NewCallback, StoredCallback } from "../callback-store.port.js";

interface Row {
  id: bigint;
  tenant_id: number;
  event: string;
  dedupe_key: string;
  wechat_msg_id: bigint | null;
  openid: string;
  payload: CallbackFields;
  attempts: number;
}

/** The advisory lock of the one process that sweeps. */
const SWEEP_LOCK = [0x7a67_0003, 0];
/**
 * Tries come 5 s, 10 s, 20 s, … after the callback was received: hours apart on the second day. The first wait also keeps
 * the sweep away from what is being dispatched at once.
 */
const DUE = "received_at + make_interval(secs => 5 * 2 ^ least(attempts, 30)) <= now()";

/** Table `callback`. */
export class PostgresCallbackStore implements CallbackStore {
  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {}

  async add(callback: NewCallback): Promise<StoredCallback | null> {
    const { tenantId, dedupeKey, event, wechatMsgId, openid, payload, toDispatch } = callback;
    const { rows } = await this.database.pool.query<{ id: bigint }>(
      `INSERT INTO callback (tenant_id, dedupe_key, event, wechat_msg_id, openid, payload, processed_at)
       VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7::boolean THEN NULL ELSE now() END)
       ON CONFLICT (tenant_id, dedupe_key) DO NOTHING RETURNING id`,
      [tenantId, dedupeKey, event, wechatMsgId, openid, JSON.stringify(payload), toDispatch],
    );
    const row = rows[0];
    return row ? { ...callback, id: row.id, attempts: 0 } : null;
  }

  async claim({ id, attempts }: StoredCallback): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      "UPDATE callback SET attempts = attempts + 1 WHERE id = $1 AND attempts = $2 AND processed_at IS NULL",
      [id, attempts],
    );
    return rowCount === 1;
  }

  async finished({ id }: StoredCallback, problem: string | null): Promise<void> {
    await this.database.pool.query("UPDATE callback SET processed_at = now(), error = $2 WHERE id = $1", [id, problem]);
  }

  async failed({ id }: StoredCallback, error: string): Promise<void> {
    await this.database.pool.query("UPDATE callback SET error = $2 WHERE id = $1", [id, error]);
  }

  withDue(limit: number, work: (due: StoredCallback[]) => Promise<void>): Promise<number> {
    return this.database.transaction(async (tx) => {
      const lock = await tx.query<{ got: boolean }>("SELECT pg_try_advisory_xact_lock($1, $2) AS got", SWEEP_LOCK);
      if (!lock.rows[0]?.got) return 0;
      const { rows } = await tx.query<Row>(
        `SELECT id, tenant_id, event, dedupe_key, wechat_msg_id, openid, payload, attempts FROM callback
         WHERE processed_at IS NULL AND ${DUE} ORDER BY id LIMIT $1`,
        [limit],
      );
      await work(rows.map(callbackOf));
      return rows.length;
    });
  }
}

function callbackOf(row: Row): StoredCallback {
  const { id, event, openid, payload, attempts } = row;
  return {
    id,
    tenantId: row.tenant_id,
    event,
    dedupeKey: row.dedupe_key,
    wechatMsgId: row.wechat_msg_id,
    openid,
    payload,
    attempts,
    toDispatch: true,
  };
}
