import { randomBytes } from "node:crypto";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import type { Database } from "../../src/platform/database/database.js";
import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import type { WeChatLog } from "../../src/wechat/index.js";
import { TokenKeeper } from "../../src/wechat/token-keeper.js";
import { issueToken } from "../../src/wechat/token-source.js";
import { WeChatHttp } from "../../src/wechat/wechat-http.js";

export const sealer = new Sealer(randomBytes(32));
export const CREDENTIALS = { appId: "wx0123456789abcdef", appSecret: "an-app-secret" };

/** A tenant without anything; returns its id. */
export async function addTenant(database: Database, appId = CREDENTIALS.appId): Promise<number> {
  const { id } = await database.prisma.tenant.create({
    data: { name: "brand", appId, appSecretSealed: sealer.seal("s", "x"), callbackTokenSealed: sealer.seal("t", "x") },
  });
  return id;
}

export class RecordedLog implements WeChatLog {
  readonly lines: string[] = [];
  info = (facts: object, message: string) => this.lines.push(`${message} ${JSON.stringify(facts)}`);
  warn = this.info;
  error = this.info;
}

/** What one process has: a keeper of its own over the shared database and WeChat. */
export function openKeeper(database: Database, tenantId: number, baseUrl: string, log: WeChatLog = new RecordedLog(), key = sealer) {
  const http = new WeChatHttp({ baseUrl, headersTimeoutMs: 1_000, bodyTimeoutMs: 1_000 });
  const keeper = new TokenKeeper({
    tenantId,
    store: new PostgresTokenStore(database, key),
    issue: (force) => issueToken(http, CREDENTIALS, force, [1]),
    log,
    lagWaitMs: 1,
  });
  return { keeper, close: () => Promise.all([keeper.stop(), http.close()]) };
}
