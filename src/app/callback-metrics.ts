import type { Pool } from "pg";
import type { Registry } from "prom-client";
import { callbackFigures } from "../callbacks/adapters/callback-figures.js";
import { askedOnce, gauge } from "./gauges.js";

/** What `/metrics` tells of WeChat's callbacks: read from the table, so every process says the same. */
export function callbackMetrics(registry: Registry, pool: Pick<Pool, "query">): void {
  const figures = askedOnce(() => callbackFigures(pool));
  gauge(registry, "tagcast_callbacks_waiting", "Callbacks stored and not acted on yet.", async () => (await figures()).waiting);
  gauge(
    registry,
    "tagcast_callback_lag_seconds",
    "Age of the oldest callback that was stored and not acted on yet; 0 where none waits.",
    async () => (await figures()).lagSeconds,
  );
  gauge(
    registry,
    "tagcast_callback_newest_timestamp_seconds",
    "When the newest callback came, in Unix time; absent before the first.",
    async () => (await figures()).newestAt,
  );
}
