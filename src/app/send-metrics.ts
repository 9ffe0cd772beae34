import type { Pool } from "pg";
import type { Registry } from "prom-client";
import { sendFigures } from "../mass-sends/adapters/send-figures.js";
import { askedOnce, gauge, gaugeBy } from "./gauges.js";

/** What `/metrics` tells of mass sends: read from the tables, so every process says the same. */
export function sendMetrics(registry: Registry, pool: Pick<Pool, "query">): void {
  const figures = askedOnce(() => sendFigures(pool));
  const sends = { name: "tagcast_mass_sends", help: "Mass sends that are not at their end, by status.", label: "status" };
  gaugeBy(registry, sends, async () => (await figures()).sends);
  const batches = {
    name: "tagcast_mass_send_batches",
    help: "Batches of the mass sends that are not at their end, by status.",
    label: "status",
  };
  gaugeBy(registry, batches, async () => (await figures()).batches);
  gauge(
    registry,
    "tagcast_mass_send_unknown_batches",
    "Batches, of ended mass sends too, of which nobody knows whether WeChat sent them: each waits for resolveUnknownBatch.",
    async () => (await figures()).unknown,
  );
  gauge(
    registry,
    "tagcast_mass_send_lag_seconds",
    "How long the mass send that should go out and moves least has not moved; 0 where none should.",
    async () => (await figures()).lagSeconds,
  );
  gauge(
    registry,
    "tagcast_mass_send_result_wait_seconds",
    "Age of the oldest batch that WeChat has accepted without having told its result; 0 where none waits.",
    async () => (await figures()).resultWaitSeconds,
  );
}
