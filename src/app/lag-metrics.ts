import type { Registry } from "prom-client";
import { gauge } from "./gauges.js";

export interface Lag {
  changes: number;
  seconds: number;
}

export interface Follower {
  /** How its metrics' names begin. */
  name: string;
  /** As in "changes that … has not followed yet". */
  what: string;
  /** Of each tenant that is behind; null where it cannot be told now. */
  lags: () => Promise<readonly Lag[] | null>;
}

/** Gauges of how far something trails the change log, of the tenant that is longest behind: 0 is as it should be. */
export function lagMetrics(registry: Registry, { name, what, lags }: Follower): void {
  gauge(registry, `${name}_behind_changes`, `Changes that ${what} has not followed yet.`, async () => most(await lags(), "changes"));
  const help = `Age of the oldest change that ${what} has not followed yet.`;
  gauge(registry, `${name}_behind_seconds`, help, async () => most(await lags(), "seconds"));
}

const most = (lags: readonly Lag[] | null, what: keyof Lag): number | null => lags && Math.max(0, ...lags.map((lag) => lag[what]));
