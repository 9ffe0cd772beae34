// A process of its own that calls WeChat with the shared token, for tests of several such processes:
//   token-process.ts <database> <WeChat's address> <tenant id> <appId> <appSecret> <secret key, hex> [<Redis> <prefix>]
// Told { callers } by its parent, it makes so many calls at the same time and answers with a TokenReport.
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import { RedisTokenStore } from "../../src/wechat/adapters/redis-token-store.js";
import { HttpWeChatClients } from "../../src/wechat/index.js";
import { redisAt } from "./redis-at.js";
import type { TokenReport } from "./token-processes.js";

const [url = "", baseUrl = "", tenant = "", appId = "", appSecret = "", key = "", redisUrl = "", prefix = ""] = process.argv.slice(2);
const tenantId = Number(tenant);
const database = openDatabase(url);
const sealer = new Sealer(Buffer.from(key, "hex"));
const redis = redisUrl === "" ? null : await openRedis(redisAt(redisUrl), "commands", silentLogger);
const tokenKey = `${prefix}:weixin:<appid>`;
const inRedis = redis && new RedisTokenStore({ client: redis, sealer, prefix, tokenKey, appIdOf: async () => appId });
const clients = new HttpWeChatClients({
  http: { baseUrl },
  accounts: { byTenantId: async () => ({ appId, appSecret }) },
  tokens: inRedis ?? new PostgresTokenStore(database, sealer),
  limiter: { tryTake: async () => 0 },
  log: { info: () => undefined, warn: () => undefined },
  tokenLagWaitMs: 20,
});

async function report(callers: number): Promise<TokenReport> {
  const client = await clients.forTenant(tenantId);
  const results = await Promise.allSettled(Array.from({ length: callers }, () => client.tags()));
  const faults = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
  return { succeeded: callers - faults.length, faults: [...new Set(faults)] };
}

process.on("message", ({ callers }: { callers: number }) => {
  void report(callers).then((told) => process.send?.(told));
});
process.once("disconnect", () => {
  void clients
    .close()
    .then(() => redis && closeRedis(redis))
    .then(() => database.close());
});
await clients.start([tenantId]);
process.send?.({ ready: true });
