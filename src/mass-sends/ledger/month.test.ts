import { describe, expect, test } from "vitest";
import { dayStart, monthStart, nextMonthStart } from "./month.js";

describe("months and days begin at midnight in Asia/Shanghai", () => {
  test.each([
    ["2026-02-28T15:59:59.999Z", "2026-01-31T16:00:00.000Z", "2026-02-28T16:00:00.000Z", "2026-02-27T16:00:00.000Z"],
    ["2026-02-28T16:00:00.000Z", "2026-02-28T16:00:00.000Z", "2026-03-31T16:00:00.000Z", "2026-02-28T16:00:00.000Z"],
    ["2026-12-31T16:00:00.000Z", "2026-12-31T16:00:00.000Z", "2027-01-31T16:00:00.000Z", "2026-12-31T16:00:00.000Z"],
  ])("%s", (now, month, next, day) => {
    const at = new Date(now);
    expect([monthStart(at), nextMonthStart(at), dayStart(at)].map((date) => date.toISOString())).toEqual([month, next, day]);
  });
});
