import dayjs from "dayjs";
import { describe, expect, test } from "vitest";
import { momentOf, wallClock } from "./moment";

describe("a moment in Shanghai", () => {
  test("is what its clocks show, wherever the browser stands", () => {
    expect(wallClock(new Date("2026-12-31T16:30:05Z")).format("YYYY-MM-DD HH:mm:ss")).toBe("2027-01-01 00:30:05");
    expect(momentOf(dayjs("2027-01-01T00:30:05"))).toBe("2027-01-01T00:30:05+08:00");
  });

  test("comes back as it was picked", () => {
    for (const iso of ["2026-01-01T00:00:00Z", "2026-07-15T23:59:59Z", "2028-02-29T12:00:00Z"]) {
      expect(new Date(momentOf(wallClock(new Date(iso)))).toISOString()).toBe(new Date(iso).toISOString());
    }
  });
});
