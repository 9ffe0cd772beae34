import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MinuteCounter } from "./minute-counter.js";

describe("counting per minute", () => {
  it("agrees with a list of all that happened, however long nothing did", () => {
    const happenings = fc.array(fc.record({ later: fc.integer({ min: 0, max: 600_000 }), count: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(happenings, fc.integer({ min: 0, max: 5_000_000 }), fc.integer({ min: 1, max: 60 }), (all, quiet, minutes) => {
        let now = 1_700_000_000_000;
        const counter = new MinuteCounter(() => now);
        const model: { minute: number; count: number }[] = [];
        for (const { later, count } of all) {
          now += later;
          counter.add(count);
          model.push({ minute: Math.floor(now / 60_000), count });
        }
        now += quiet;
        const latest = Math.floor(now / 60_000);
        const expected = Array.from({ length: minutes }, (_, i) => latest - minutes + 1 + i).map((minute) =>
          model.filter((one) => one.minute === minute).reduce((sum, one) => sum + one.count, 0),
        );
        expect(counter.last(minutes)).toEqual(expected);
      }),
    );
  });
});
