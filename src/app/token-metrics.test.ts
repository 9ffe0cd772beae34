import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import type { TokenLife } from "../wechat/index.js";
import { tokenMetrics } from "./token-metrics.js";

describe("tokenMetrics", () => {
  it("shows the oldest token's age and the rest of the one that ends first, and nothing before there is one", async () => {
    const registry = new Registry();
    let lives: TokenLife[] = [];
    tokenMetrics(registry, () => lives);
    const shown = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("tagcast_"));
    expect(await shown()).toEqual([]);
    lives = [
      { ageMs: 60_000, leftMs: 7_140_000 },
      { ageMs: 6_900_000, leftMs: -1_500 },
    ];
    expect(await shown()).toEqual(["tagcast_access_token_age_seconds 6900", "tagcast_access_token_left_seconds -1.5"]);
    lives = [];
    expect(await shown()).toEqual([]);
  });
});
