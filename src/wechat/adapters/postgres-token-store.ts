import type { PoolClient } from "pg";
import type { Database } from "../../platform/database/database.js";
import type { LockedTokenStore, StoredToken, TokenSource, TokenStore } from "../token-store.port.js";
import { Turns } from "../turns.js";
import { WeChatError } from "../wechat-error.js";

/** Encrypts tokens at rest (platform/crypto). */
export interface TokenSealer {
  seal(plain: string, purpose: string): Uint8Array<ArrayBuffer>;
  open(sealed: Uint8Array, purpose: string): string;
}

interface Row {
  token_sealed: Buffer;
  version: number;
  source: string;
  expires_at: Date;
  refreshed_at: Date;
}

/** First key of the advisory locks that guard refreshes; the second is the tenant. */
const REFRESH_LOCKS = 0x7a67_0001;
/** The holder calls WeChat meanwhile: two tries of 15 s at worst, as a rule 0.1 s. */
const LOCK_TIMEOUT_MS = 45_000;
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
  ) {}

  load(tenantId: number): Promise<StoredToken | null> {
    return this.read(this.database.pool, tenantId);
  }

  withRefreshLock<T>(tenantId: number, work: (locked: LockedTokenStore) => Promise<T>): Promise<T> {
    return this.turns.take(() =>
      this.database.transaction(async (tx) => {
        await lock(tx, tenantId);
        return work({ load: () => this.read(tx, tenantId), saveIfNewer: (token) => this.save(tx, tenantId, token) });
      }),
    );
  }

  private async read(sql: Pick<PoolClient, "query">, tenantId: number): Promise<StoredToken | null> {
    const { rows } = await sql.query<Row>(
      "SELECT token_sealed, version, source, expires_at, refreshed_at FROM access_token WHERE tenant_id = $1",
      [tenantId],
    );
    const row = rows[0];
    if (!row) return null;
    return {
      token: this.sealer.open(row.token_sealed, purposeOf(tenantId)),
      version: row.version,
      source: row.source as TokenSource,
      expiresAt: row.expires_at,
      refreshedAt: row.refreshed_at,
    };
  }

  private async save(tx: PoolClient, tenantId: number, token: StoredToken): Promise<boolean> {
    const sealed = Buffer.from(this.sealer.seal(token.token, purposeOf(tenantId)));
    const { rowCount } = await tx.query(
      `INSERT INTO access_token (tenant_id, token_sealed, version, source, expires_at, refreshed_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (tenant_id) DO UPDATE SET token_sealed = EXCLUDED.token_sealed, version = EXCLUDED.version, source = EXCLUDED.source,
         expires_at = EXCLUDED.expires_at, refreshed_at = EXCLUDED.refreshed_at
       WHERE access_token.version < EXCLUDED.version`,
      [tenantId, sealed, token.version, token.source, token.expiresAt, token.refreshedAt],
    );
    return rowCount === 1;
  }
}

async function lock(tx: PoolClient, tenantId: number): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
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
