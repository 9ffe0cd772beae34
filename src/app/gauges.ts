import { Gauge, type Registry } from "prom-client";

/** `value` is asked at each look at the metrics; where it gives null or rejects, the series is left out, which can be alerted on as well. */
export function gauge(registry: Registry, name: string, help: string, value: () => Promise<number | null>): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    async collect() {
      // Whatever keeps it from being told shows elsewhere, and must not cost all other metrics.
      const told = await value().catch(() => null);
      if (told === null) this.remove();
      else this.set(told);
    },
  });
}

/** One series for each value of `label`, which are few and known. */
export function gaugeBy(
  registry: Registry,
  { name, help, label }: { name: string; help: string; label: string },
  values: () => Promise<Readonly<Record<string, number>>>,
): void {
  new Gauge({
    ...{ name, help, labelNames: [label], registers: [registry] },
    async collect() {
      const told = await values().catch(() => ({}));
      this.reset();
      for (const [value, count] of Object.entries(told)) this.set({ [label]: value }, count);
    },
  });
}

/** Several gauges are filled from one answer: whoever asks within `forMs` of the last time gets that one. */
export function askedOnce<T>(ask: () => Promise<T>, forMs = 1_000): () => Promise<T> {
  let answer: { at: number; value: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (answer === null || now - answer.at >= forMs) answer = { at: now, value: ask() };
    return answer.value;
  };
}
