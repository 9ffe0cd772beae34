import { describe, expect, test } from "vitest";
import { words } from "../words.js";
import { forecastWarnings, type WarningFacts } from "./forecast-warnings.js";
import { isQuiet, quietHoursText, readQuietHours } from "./quiet-hours.js";

const USUAL = readQuietHours("22:00-08:00");
const NOW = new Date("2026-03-02T04:00:00Z");
const FINE: WarningFacts = {
  ...{ now: NOW, at: NOW, reachable: 100, batches: 1, callsLeft: 90, callsFromWeChat: true, syncedAt: NOW },
  ...{ doubts: [], quietHours: USUAL, sameContent: [], approvedCount: null },
};
const warned = (facts: Partial<WarningFacts>) =>
  forecastWarnings({ ...FINE, ...facts })
    .map(({ en }) => en)
    .join("\n");

describe("a forecast warns", () => {
  test("of nothing where all is well", () => expect(forecastWarnings(FINE)).toEqual([]));
  test("of calls that do not suffice, or hardly", () => {
    expect(warned({ batches: 100, callsLeft: 60 })).toMatch(/takes 100 calls and WeChat takes 60 more today/);
    expect(warned({ batches: 2, callsLeft: 5 })).toBe("It leaves 3 of today's calls.");
    expect(warned({ batches: 0, callsLeft: 0 })).toBe("");
    expect(warned({ callsFromWeChat: false })).toContain("does not say");
  });
  test("of the same content within WeChat's memory", () =>
    expect(warned({ sameContent: [{ name: "上新", recipients: 12, at: new Date("2026-03-02T01:00:00Z") }] })).toMatch(
      /"上新".*12 people 3 h ago/,
    ));
  test("of people who came or went since the approval", () => {
    expect(warned({ approvedCount: 90 })).toContain("10 more than when it was approved");
    expect(warned({ approvedCount: 120 })).toContain("20 fewer");
    expect(warned({ approvedCount: 100 })).toBe("");
  });
  test("of quiet hours", () => {
    expect(warned({ at: new Date("2026-03-02T14:00:00Z") })).toContain("quiet hours, 22:00-08:00");
    expect(warned({ at: new Date("2026-03-02T14:00:00Z"), quietHours: null })).toBe("");
  });
  test("of followers listed long ago, or never", () => {
    expect(warned({ syncedAt: null })).toContain("never listed");
    expect(warned({ syncedAt: new Date("2026-02-20T04:00:00Z") })).toContain("10 days ago");
  });
  test("in Chinese, too, with the same numbers", () => {
    const facts = {
      batches: 100,
      callsLeft: 60,
      approvedCount: 90,
      syncedAt: null,
      callsFromWeChat: false,
      at: new Date("2026-03-02T14:00:00Z"),
    };
    const warnings = forecastWarnings({ ...FINE, ...facts, sameContent: [{ name: "上新", recipients: 12, at: NOW }] });
    expect(warnings).toHaveLength(6);
    for (const { zh } of warnings) expect(zh).toMatch(/[一-鿿].*。$/);
    expect(warnings.map(({ zh }) => zh.match(/\d+/g)?.join())).toEqual(["100,60", "100", "1,12,24", "100,10", "22,00,08,00", undefined]);
  });
  test("of a group of WeChat's that could not be taken", () =>
    expect(warned({ doubts: [words("why", "为何")] })).toContain("mass/sendall: why"));
});

test.each([
  ["2026-03-01T13:59:59Z", false],
  ["2026-03-01T14:00:00Z", true],
  ["2026-03-01T23:59:59Z", true],
  ["2026-03-02T00:00:00Z", false],
])("%s is quiet: %s", (at, quiet) => {
  expect(isQuiet(USUAL, new Date(at))).toBe(quiet);
  expect(isQuiet({ from: 14 * 60, to: 15 * 60 }, new Date("2026-03-01T06:30:00Z"))).toBe(true);
  expect(quietHoursText({ from: 65, to: 600 })).toBe("01:05-10:00");
});
