import { Counter, Histogram, type Registry } from "prom-client";
import type { CallObserver } from "../wechat/index.js";

/** What `/metrics` tells of calls to WeChat: which, how they ended, how long they took. */
export function wechatMetrics(registry: Registry): CallObserver {
  const calls = new Counter({
    name: "tagcast_wechat_calls_total",
    help: "HTTP requests to WeChat by endpoint and outcome: ok, or the kind of error.",
    labelNames: ["endpoint", "outcome"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "tagcast_wechat_call_duration_seconds",
    help: "From the request to the end of WeChat's reply, of a download to its beginning.",
    labelNames: ["endpoint"],
    buckets: [0.02, 0.1, 0.3, 1, 3, 10, 30, 120],
    registers: [registry],
  });
  return ({ endpoint, outcome, ms }) => {
    calls.inc({ endpoint, outcome });
    durations.observe({ endpoint }, ms / 1000);
  };
}
