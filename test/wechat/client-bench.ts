import { afterEach, beforeEach } from "vitest";
import { HttpWeChatClients, type ObservedCall, type WeChatClient, WeChatError } from "../../src/wechat/index.js";
import { FakeWeChat } from "./fake-wechat.js";
import { MemoryTokenStore } from "./token-world.js";

export const SECRET = "app-secret-that-nobody-may-see";

/** A client of tenant 1 and the server it talks to. */
export interface ClientBench {
  wechat: FakeWeChat;
  clients: HttpWeChatClients;
  client: WeChatClient;
  /** What the limiter answers. */
  limiterWait: number;
  /** What the observer was told. */
  observed: ObservedCall[];
}

/** New for each test of the calling file; tokens are kept in memory, time-outs and waits are short. */
export function useClientBench(): ClientBench {
  const bench = { limiterWait: 0 } as ClientBench;
  beforeEach(async () => {
    bench.wechat = await new FakeWeChat().start();
    bench.limiterWait = 0;
    bench.observed = [];
    bench.clients = openClients(bench.wechat.url, { limiterWait: () => bench.limiterWait, onCall: (call) => bench.observed.push(call) });
    bench.client = await bench.clients.forTenant(1);
  });
  afterEach(async () => {
    await bench.wechat.close();
    await bench.clients.close();
  });
  return bench;
}

interface ClientOptions {
  limiterWait?: () => number;
  onCall?: (call: ObservedCall) => void;
  transferTimeoutMs?: number;
}

export function openClients(
  baseUrl: string,
  { limiterWait = () => 0, onCall, transferTimeoutMs = 10_000 }: ClientOptions = {},
): HttpWeChatClients {
  return new HttpWeChatClients({
    http: { baseUrl, connectTimeoutMs: 1_000, headersTimeoutMs: 1_000, bodyTimeoutMs: 500, transferTimeoutMs },
    accounts: { byTenantId: async (id) => (id === 1 ? { appId: "wx1", appSecret: SECRET } : null) },
    tokens: new MemoryTokenStore(),
    limiter: { tryTake: async () => limiterWait() },
    log: { info: () => undefined, warn: () => undefined },
    ...(onCall && { onCall }),
    retryDelaysMs: [1, 1],
    tokenLagWaitMs: 1,
  });
}

/** The WeChatError that `work` ends with. */
export async function failure(work: Promise<unknown>): Promise<WeChatError> {
  const error = await work.then(
    () => new Error("succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof WeChatError) return error;
  throw error;
}
