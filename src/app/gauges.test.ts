import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { askedOnce, gaugeBy } from "./gauges.js";

it("shows a series for each value told now, and none of those told before", async () => {
  const registry = new Registry();
  let told: Record<string, number> | Error = { one: 1, two: 2 };
  gaugeBy(registry, { name: "tagcast_x", help: "x", label: "kind" }, async () => {
    if (told instanceof Error) throw told;
    return told;
  });
  const shown = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("tagcast_x"));
  expect(await shown()).toEqual(['tagcast_x{kind="one"} 1', 'tagcast_x{kind="two"} 2']);
  told = { two: 0 };
  expect(await shown()).toEqual(['tagcast_x{kind="two"} 0']);
  told = new Error("no database");
  expect(await shown()).toEqual([]);
});

it("asks once for several gauges, and again at the next look, also after a failure", async () => {
  let asked = 0;
  const remembered = askedOnce(async () => ++asked, 60_000);
  expect(await Promise.all([remembered(), remembered()])).toEqual([1, 1]);
  const failing = askedOnce(async () => {
    throw new Error(`${++asked}`);
  }, 0);
  await expect(failing()).rejects.toThrow("2");
  await expect(failing()).rejects.toThrow("3");
});
