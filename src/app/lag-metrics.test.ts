import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { type Lag, lagMetrics } from "./lag-metrics.js";

it("shows the tenant that is longest behind, 0 where none is, and nothing where it cannot be told", async () => {
  const registry = new Registry();
  const told: { lags: Lag[] | null | Error } = { lags: [] };
  const lags = async () => {
    if (told.lags instanceof Error) throw told.lags;
    return told.lags;
  };
  lagMetrics(registry, { name: "tagcast_x", what: "x", lags });
  const shown = async () => [...(await registry.metrics()).matchAll(/^(tagcast\w+) (\S+)$/gm)].map(([, name, value]) => `${name} ${value}`);
  expect(await shown()).toEqual(["tagcast_x_behind_changes 0", "tagcast_x_behind_seconds 0"]);
  told.lags = [
    { changes: 7, seconds: 2 },
    { changes: 3, seconds: 90.5 },
  ];
  expect(await shown()).toEqual(["tagcast_x_behind_changes 7", "tagcast_x_behind_seconds 90.5"]);
  for (const unknown of [null, new Error("no database")]) {
    told.lags = unknown;
    expect(await shown()).toEqual([]);
  }
  told.lags = [];
  expect(await shown()).toHaveLength(2);
});
