import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { CallbackFields } from "../callback-body.js";
import { detailsOf } from "../callback-message.js";
import type { CallbackStore, NewCallback, StoredCallback } from "../callback-store.port.js";
import { CallbackInserts } from "./callback-inserts.js";
import { StoredPositions } from "./stored-positions.js";

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
  private readonly inserts: CallbackInserts;
  private readonly positions: StoredPositions;

  constructor(private readonly database: Pick<Database, "pool" | "transaction">) {
    this.inserts = new CallbackInserts(database);
    this.positions = new StoredPositions(database);
  }

  add(callback: NewCallback): Promise<StoredCallback | null> {
    return this.inserts.add(callback);
  }

  async claim({ id, attempts }: StoredCallback): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      prepared("UPDATE callback SET attempts = attempts + 1 WHERE id = $1 AND attempts = $2 AND processed_at IS NULL", [id, attempts]),
    );
    return rowCount === 1;
  }

  async finished(callbacks: readonly StoredCallback[], problem: string | null): Promise<void> {
    await this.database.pool.query(
      prepared("UPDATE callback SET processed_at = now(), error = $2 WHERE id = ANY($1::bigint[])", [
        callbacks.map(({ id }) => String(id)),
        problem,
      ]),
    );
  }

  async failed(callbacks: readonly StoredCallback[], error: string): Promise<void> {
    await this.database.pool.query(
      `UPDATE callback SET error = $3, attempts = tried.attempts + 1
       FROM unnest($1::bigint[], $2::int[]) AS tried (id, attempts) WHERE callback.id = tried.id`,
      [callbacks.map(({ id }) => String(id)), callbacks.map(({ attempts }) => attempts), error],
    );
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

  forgetPositions(before: Date): Promise<number> {
    return this.positions.forget(before);
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
    ...detailsOf(event, payload),
    toDispatch: true,
  };
}
