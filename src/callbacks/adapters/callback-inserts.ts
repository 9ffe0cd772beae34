import type { Database } from "../../platform/database/database.js";
import { prepared } from "../../platform/database/prepared.js";
import type { NewCallback, StoredCallback } from "../callback-store.port.js";

/** Rows of one INSERT. */
const BATCH = 500;
/** INSERTs under way at once: while they wait for the disk the next callbacks gather for one INSERT more. */
const AT_ONCE = 3;
/** Some seconds' worth of a rush; who comes then is told at once to come again. */
const MAX_WAITING = 5_000;
/** WeChat waits 5 s in all. */
const TIMEOUT_MS = 4_000;

interface Waiting {
  callback: NewCallback;
  stored(result: StoredCallback | null): void;
  failed(error: unknown): void;
}

/**
 * INSERTs into `callback`, those of one moment in one statement: a commit waits for the disk, and ten callbacks can wait for the
 * same one. Nobody is kept waiting for company: at rest each goes out alone and at once.
 */
export class CallbackInserts {
  private waiting: Waiting[] = [];
  private underWay = 0;
  private scheduled = false;

  constructor(private readonly database: Pick<Database, "pool">) {}

  add(callback: NewCallback): Promise<StoredCallback | null> {
    if (this.waiting.length >= MAX_WAITING) return Promise.reject(new Error("too many callbacks wait for the database"));
    return new Promise((stored, failed) => {
      this.waiting.push({ callback, stored, failed });
      if (this.scheduled) return;
      this.scheduled = true;
      // After the other requests that this turn of the event loop read from their sockets.
      setImmediate(() => {
        this.scheduled = false;
        this.next();
      });
    });
  }

  private next(): void {
    while (this.underWay < AT_ONCE && this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      this.underWay++;
      this.insert(batch)
        .catch((error: unknown) => {
          for (const { failed } of batch) failed(error);
        })
        .finally(() => {
          this.underWay--;
          this.next();
        });
    }
  }

  private async insert(batch: readonly Waiting[]): Promise<void> {
    const rows = JSON.stringify(batch.map(({ callback }) => rowOf(callback)));
    const query = { ...prepared(INSERT, [rows]), query_timeout: TIMEOUT_MS };
    const inserted = await this.database.pool.query<{ id: bigint; tenant_id: number; dedupe_key: string }>(query);
    const ids = new Map(inserted.rows.map(({ id, tenant_id, dedupe_key }) => [`${tenant_id}/${dedupe_key}`, id]));
    for (const { callback, stored } of batch) {
      const key = `${callback.tenantId}/${callback.dedupeKey}`;
      const id = ids.get(key);
      // Two with one key in one statement: the second is the repetition.
      ids.delete(key);
      stored(id === undefined ? null : { ...callback, id, attempts: 0 });
    }
  }
}

/** In the order of the keys: two statements that hold the same keys in another order would wait for each other for ever. */
const INSERT = `
  INSERT INTO callback (tenant_id, dedupe_key, event, wechat_msg_id, openid, payload, details, error, processed_at)
  SELECT tenant_id, dedupe_key, event, wechat_msg_id, openid, payload, details, problem, CASE WHEN to_dispatch THEN NULL ELSE now() END
  FROM jsonb_to_recordset($1::jsonb) AS row (tenant_id int, dedupe_key text, event text, wechat_msg_id bigint, openid text,
    payload jsonb, details jsonb, problem text, to_dispatch boolean)
  ORDER BY tenant_id, dedupe_key COLLATE "C"
  ON CONFLICT (tenant_id, dedupe_key) DO NOTHING
  RETURNING id, tenant_id, dedupe_key`;

function rowOf({ tenantId, dedupeKey, event, wechatMsgId, openid, payload, details, problem, toDispatch }: NewCallback) {
  return {
    tenant_id: tenantId,
    dedupe_key: dedupeKey,
    event,
    wechat_msg_id: wechatMsgId === null ? null : String(wechatMsgId),
    openid,
    payload,
    details,
    problem,
    to_dispatch: toDispatch,
  };
}
