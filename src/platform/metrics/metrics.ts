import { collectDefaultMetrics, Registry } from "prom-client";

/**
 * What GET /metrics shows: one registry a process, with Node's own figures (memory, CPU, garbage collection, event loop lag).
 * Metrics of ours begin with `tagcast_`, end in their unit, and carry no ids as labels: each combination is a series for ever.
 */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
