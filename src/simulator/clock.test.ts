import { describe, expect, it } from "vitest";
import { Clock, chinaDay, chinaMonth } from "./clock.js";

describe("the clock", () => {
  it("runs what falls due, in its order, when it is moved", () => {
    const clock = new Clock(0, () => 1000);
    const ran: string[] = [];
    clock.schedule(5000, () => ran.push("second"));
    clock.schedule(3000, () => ran.push("first"));
    clock.schedule(9000, () => ran.push("later"));
    const cancel = clock.schedule(4000, () => ran.push("called off"));
    cancel();
    clock.advance(4000);
    expect(ran).toEqual(["first", "second"]);
    expect(clock.now()).toBe(5000);
    clock.stop();
  });

  it("runs by itself when real time comes", async () => {
    const clock = new Clock(1_000_000);
    await clock.sleep(5);
    expect(clock.offsetMs).toBe(1_000_000);
  });

  it("does not go back", () => {
    expect(() => new Clock().advance(-1)).toThrow(RangeError);
  });

  it("turns days and months at midnight in China", () => {
    const before = Date.parse("2026-01-31T15:59:59.999Z");
    expect([chinaDay(before), chinaMonth(before)]).toEqual(["2026-01-31", "2026-01"]);
    expect([chinaDay(before + 1), chinaMonth(before + 1)]).toEqual(["2026-02-01", "2026-02"]);
  });
});
