import type { PoolClient } from "pg";
import type { Database } from "../../platform/database/database.js";
import type { LockedTokenStore, NewToken, StoredToken, TokenSource, TokenStore } from "../token-store.port.js";
import { Turns } from "../turns.js";
import { WeChatError } from "../wechat-error.js";

/** Encrypts tokens at rest (platform/crypto). */
export interface TokenSealer {
  seal(plain: string, purpose: string): Uint8Array<ArrayBuffer>;
  open(sealed: Uint8Array, purpose: string): string;
}

interface Times {
  expiresAt: Date;
  refreshedAt: Date;
  readAt: Date;
}

interface Row extends Times {
  sealed: Buffer;
  version: number;
  source: TokenSource;
}

/** The database's clock for all three; not `now()`, which stands still in a transaction. */
const TIMES = `expires_at AS "expiresAt", refreshed_at AS "refreshedAt", clock_timestamp() AS "readAt"`;

/** First key of the advisory locks that guard refreshes; the second is the tenant. */
const REFRESH_LOCKS = 0x7a67_0001;
/** The holder calls WeChat meanwhile: two tries of 15 s at worst, as a rule 0.1 s. */
const LOCK_TIMEOUT_MS = 45_000;
/** A holder whose computer is gone without a word loses the lock after this; a killed process at once. */
const IDLE_TIMEOUT_MS = 60_000;
/** A refresh keeps a connection while it waits for WeChat: many tenants at once must not take all of the pool's ten. */
const CONNECTIONS = 3;
/** lock_not_available, query_canceled (statement time-out). */
const LOCK_WAS_BUSY = new Set(["55P03", "57014"]);

/** Table `access_token`; the lock lives in a transaction, so it ends with the process that holds it. */
export class PostgresTokenStore implements TokenStore {
  private readonly turns = new Turns(CONNECTIONS);

  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly sealer: TokenSealer,
    private readonly idleTimeoutMs = IDLE_TIMEOUT_MS,
  ) {}

  load(tenantId: number): Promise<StoredToken | null> {
    return this.read(this.database.pool, tenantId);
  }

  withRefreshLock<T>(tenantId: number, work: (locked: LockedTokenStore) => Promise<T>): Promise<T> {
    return this.turns.take(() =>
      this.database.transaction(async (tx) => {
        await lock(tx, tenantId, this.idleTimeoutMs);
        return work({ load: () => this.read(tx, tenantId), save: (token) => this.save(tx, tenantId, token) });
      }),
    );
  }

  private async read(sql: Pick<PoolClient, "query">, tenantId: number): Promise<StoredToken | null> {
    const { rows } = await sql.query<Row>(
      `SELECT token_sealed AS sealed, version, source, ${TIMES} FROM access_token WHERE tenant_id = $1`,
      [tenantId],
    );
    if (!rows[0]) return null;
    const { sealed, ...row } = rows[0];
    return { ...row, token: this.open(sealed, tenantId) };
  }

  /** A token is worth no trouble to an operator who changed TAGCAST_SECRET_KEY: WeChat gives another one. */
  private open(sealed: Uint8Array, tenantId: number): string | null {
    try {
      return this.sealer.open(sealed, purposeOf(tenantId));
    } catch {
      return null;
    }
  }

  private async save(tx: PoolClient, tenantId: number, { token, version, source, lifeMs }: NewToken): Promise<StoredToken | null> {
    const sealed = Buffer.from(this.sealer.seal(token, purposeOf(tenantId)));
    const { rows } = await tx.query<Times>(
      `INSERT INTO access_token (tenant_id, token_sealed, version, source, expires_at, refreshed_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond', clock_timestamp())
       ON CONFLICT (tenant_id) DO UPDATE SET token_sealed = EXCLUDED.token_sealed, version = EXCLUDED.version, source = EXCLUDED.source,
         expires_at = EXCLUDED.expires_at, refreshed_at = EXCLUDED.refreshed_at
       WHERE access_token.version < EXCLUDED.version
       RETURNING ${TIMES}`,
      [tenantId, sealed, version, source, lifeMs],
    );
    return rows[0] ? { ...rows[0], token, version, source } : null;
  }
}

async function lock(tx: PoolClient, tenantId: number, idleTimeoutMs: number): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs}`);
  try {
    await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [REFRESH_LOCKS, tenantId]);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && LOCK_WAS_BUSY.has(String(error.code)))) throw error;
    throw new WeChatError("unclear", "/cgi-bin/stable_token", null, "another process has been refreshing the token for too long");
  }
}

/** Bound to the tenant: one account's token does not open as another's. */
function purposeOf(tenantId: number): string {
  return `access_token/${tenantId}`;
}
