import { describe, expect, test } from "vitest";
import { chinaTime, earliest, isForgotten, nextDayInChina, quotaReturnsAt, unclearBackoffMs } from "./pacing.js";

describe("unclearBackoffMs", () => {
  test("doubles from 2 s to 5 minutes", () => {
    expect([1, 2, 3, 8, 9, 1_000].map(unclearBackoffMs)).toEqual([2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
  });
});

describe("isForgotten", () => {
  test("23 hours are an hour less than WeChat remembers", () => {
    const since = new Date("2026-03-01T00:00:00Z");
    expect(isForgotten(since, new Date("2026-03-01T23:00:00Z"))).toBe(false);
    expect(isForgotten(since, new Date("2026-03-01T23:00:00.001Z"))).toBe(true);
  });
});

describe("nextDayInChina", () => {
  test.each([
    ["2026-03-01T15:59:59Z", "2026-03-02 00:00"],
    ["2026-03-01T16:00:00Z", "2026-03-03 00:00"],
    ["2026-12-31T12:00:00Z", "2027-01-01 00:00"],
  ])("after %s: %s", (now, expected) => {
    expect(chinaTime(nextDayInChina(new Date(now)))).toBe(expected);
    expect(nextDayInChina(new Date(now)).getTime()).toBeGreaterThan(Date.parse(now));
  });

  test("a quota is tried some minutes later, as configured", () => {
    expect(chinaTime(quotaReturnsAt(new Date("2026-03-01T00:00:00Z")))).toBe("2026-03-02 00:05");
    expect(chinaTime(quotaReturnsAt(new Date("2026-03-01T00:00:00Z"), 3_600_000))).toBe("2026-03-02 01:00");
  });
});

describe("earliest", () => {
  test("of moments, where null is none", () => {
    expect(earliest(null, new Date(5), new Date(3), null)).toEqual(new Date(3));
    expect(earliest(null, null)).toBeNull();
  });
});
