import { Gauge, type Registry } from "prom-client";
import { MASS_PATHS, type WeChatClients } from "../wechat/index.js";

/** Asking is a call to WeChat too, and every process asks for itself. */
const ASK_EVERY_MS = 600_000;

export interface QuotaParts {
  tenantIds: () => Promise<readonly number[]>;
  clients: Pick<WeChatClients, "forTenant">;
  askEveryMs?: number;
}

/**
 * What `/metrics` tells of WeChat's quotas: of each way of a mass send, the calls left today to the account that has the fewest.
 * WeChat is asked only as long as somebody looks at the metrics, and nobody waits for it: what is shown was told to the look before.
 */
export function quotaMetrics(registry: Registry, parts: QuotaParts): void {
  const { askEveryMs = ASK_EVERY_MS } = parts;
  let left = new Map<string, number>();
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    left = await fewestLeft(parts).catch(() => new Map());
  };
  new Gauge({
    name: "tagcast_wechat_quota_left_calls",
    help: "Calls that WeChat still takes today, by endpoint, of the account that has the fewest left; absent where it sets no limit or does not say.",
    labelNames: ["endpoint"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [endpoint, calls] of left) this.set({ endpoint }, calls);
      if (performance.now() - askedAt < askEveryMs) return;
      askedAt = performance.now();
      void ask();
    },
  });
}

async function fewestLeft({ tenantIds, clients }: QuotaParts): Promise<Map<string, number>> {
  const left = new Map<string, number>();
  for (const tenantId of await tenantIds()) {
    for (const endpoint of [MASS_PATHS.send, MASS_PATHS.sendall]) {
      const calls = await callsLeft(clients, tenantId, endpoint);
      if (calls !== null) left.set(endpoint, Math.min(calls, left.get(endpoint) ?? calls));
    }
  }
  return left;
}

/** Null: no limit, or WeChat does not say (a call that failed is counted in `tagcast_wechat_calls_total`). */
async function callsLeft(clients: QuotaParts["clients"], tenantId: number, endpoint: string): Promise<number | null> {
  try {
    const { dailyLimit, remaining } = await (await clients.forTenant(tenantId)).apiQuota(endpoint);
    return dailyLimit === 0 ? null : Math.max(0, remaining);
  } catch {
    return null;
  }
}
