import { expect, test } from "vitest";
import { retryName } from "./retry-name.js";

test.each([
  ["上新", "上新 (重试)"],
  ["上新 (重试)", "上新 (重试 2)"],
  ["上新 (重试 2)", "上新 (重试 3)"],
  ["(重试)", "(重试) (重试)"],
  ["😀".repeat(64), `${"😀".repeat(59)} (重试)`],
])("%s → %s", (name, expected) => {
  expect(retryName(name)).toBe(expected);
  expect([...retryName(name)].length).toBeLessThanOrEqual(64);
});
