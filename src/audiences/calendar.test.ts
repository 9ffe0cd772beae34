import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { birthDaysOfAge, dayNumber, isDate, isMonthDay, LAST_DAY_NUMBER, monthDayNumber, shanghaiDate } from "./calendar.js";

const anyDay = fc.integer({ min: 0, max: 80_000 }).map((days) => new Date(Date.UTC(1850, 0, 1 + days)).toISOString().slice(0, 10));

describe("calendar", () => {
  it("takes the day of Shanghai", () => {
    expect(shanghaiDate(new Date("2026-02-28T15:59:59Z"))).toBe("2026-02-28");
    expect(shanghaiDate(new Date("2026-02-28T16:00:00Z"))).toBe("2026-03-01");
  });

  it("numbers days one after the other, and keeps what lies outside at the ends", () => {
    expect(["1800-01-01", "1800-01-02", "1800-03-01"].map(dayNumber)).toEqual([0, 1, 59]);
    expect(["1799-12-31", "0001-01-01", "9999-12-31"].map(dayNumber)).toEqual([0, 0, LAST_DAY_NUMBER]);
  });

  it("knows which days there are", () => {
    const days = [
      "2024-02-29",
      "2026-02-29",
      "1900-02-29",
      "2000-02-29",
      "0050-12-31",
      "2026-13-01",
      "2026-00-10",
      "2026-04-31",
      "2026-4-1",
    ];
    expect(days.filter(isDate)).toEqual(["2024-02-29", "2000-02-29", "0050-12-31"]);
    expect(["02-29", "02-30", "12-31", "00-01", "04-31", "1-1"].filter(isMonthDay)).toEqual(["02-29", "12-31"]);
  });

  it("orders the days of a year by their numbers", () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        const [one, other] = [a.slice(5), b.slice(5)];
        expect(Math.sign(monthDayNumber(one) - monthDayNumber(other))).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });

  it("turns ages into birth dates: each born day is of exactly one age, the one that birthdays count", () => {
    fc.assert(
      fc.property(anyDay, anyDay, (born, today) => {
        fc.pre(born <= today);
        const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (born.slice(5) <= today.slice(5) ? 0 : 1);
        const inside = (min: number, max: number) => {
          const { from, to } = birthDaysOfAge(min, max, today);
          return from <= dayNumber(born) && dayNumber(born) <= to;
        };
        expect([inside(years, years), inside(years + 1, years + 1), years > 0 && inside(years - 1, years - 1)]).toEqual([
          true,
          false,
          false,
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("lets those born on 29 February turn on 1 March where there is none", () => {
    const born = dayNumber("2000-02-29");
    const isOfAge = (age: number, today: string) => {
      const { from, to } = birthDaysOfAge(age, age, today);
      return from <= born && born <= to;
    };
    expect([isOfAge(25, "2026-02-28"), isOfAge(26, "2026-02-28"), isOfAge(26, "2026-03-01"), isOfAge(28, "2028-02-29")]).toEqual([
      ...[true, false, true, true],
    ]);
  });
});
