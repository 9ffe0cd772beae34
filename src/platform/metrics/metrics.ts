import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Label values by name; keep them few (no ids, no openids): each combination is a series for ever. */
export type Labels = Record<string, string | number>;

/** What GET /metrics shows. Names get the prefix "tagcast_"; asking for one name twice gives the same metric. */
export interface Metrics {
  /** Only grows. `name` ends in _total. */
  counter(name: string, help: string, labels?: readonly string[]): { add(labels?: Labels, amount?: number): void };
  /** Goes up and down; `read` is asked at each scrape. */
  gauge(name: string, help: string, read: () => number): void;
  /** A distribution; by default of seconds, from 1 ms to 10 s. `name` says the unit, e.g. _seconds. */
  histogram(name: string, help: string, labels?: readonly string[], buckets?: readonly number[]): Timer;
  /** The page in Prometheus' text format, and its content type. */
  render(): Promise<{ contentType: string; body: string }>;
  /** Removes everything registered, with its timers and observers. */
  close(): void;
}

export interface Timer {
  observe(value: number, labels?: Labels): void;
  /** Begins now; the returned function observes the seconds since. */
  start(labels?: Labels): () => void;
}

const PREFIX = "tagcast_";
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own with Node's metrics (memory, CPU, garbage collection, event loop lag as nodejs_eventloop_lag_*). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    counter: (name, help, labels = []) => {
      const counter = once(registry, name, (full) => new Counter({ name: full, help, labelNames: [...labels], registers: [registry] }));
      return { add: (values = {}, amount = 1) => counter.inc(values, amount) };
    },
    gauge: (name, help, read) => {
      once(registry, name, (full) => gaugeOf(registry, full, help, read));
    },
    histogram: (name, help, labels = [], buckets = SECONDS) => {
      const make = (full: string) =>
        new Histogram({ name: full, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] });
      return timerOf(once(registry, name, make));
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    close: () => registry.clear(),
  };
}

function once<T extends Counter | Gauge | Histogram>(registry: Registry, name: string, make: (full: string) => T): T {
  const full = `${PREFIX}${name}`;
  return (registry.getSingleMetric(full) as T | undefined) ?? make(full);
}

function gaugeOf(registry: Registry, name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function timerOf(histogram: Histogram): Timer {
  return {
    observe: (value, labels = {}) => histogram.observe(labels, value),
    start: (labels = {}) => {
      const end = histogram.startTimer(labels);
      return () => void end();
    },
  };
}
