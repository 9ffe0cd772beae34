// A process of its own that calls WeChat with the shared token, for tests of several such processes:
//   token-process.ts <database> <WeChat's address> <tenant id> <appId> <appSecret> <secret key, hex>
// Told { callers } by its parent, it makes so many calls at the same time and answers with a TokenReport.
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import { HttpWeChatClients } from "../../src/wechat/index.js";
import type { TokenReport } from "./token-processes.js";

const [url = "", baseUrl = "", tenant = "", appId = "", appSecret = "", key = ""] = process.argv.slice(2);
const tenantId = Number(tenant);
const database = openDatabase(url);
const clients = new HttpWeChatClients({
  http: { baseUrl },
  accounts: { byTenantId: async () => ({ appId, appSecret }) },
  tokens: new PostgresTokenStore(database, new Sealer(Buffer.from(key, "hex"))),
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
  void clients.close().then(() => database.close());
});
await clients.start([tenantId]);
process.send?.({ ready: true });
