import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

  it.each([-1, Number.NaN, 1e9])("does not take %d for a speed", (speed) => {
    expect(() => new Clock().setSpeed(speed)).toThrow(RangeError);
  });

  it("turns days and months at midnight in China", () => {
    const before = Date.parse("2026-01-31T15:59:59.999Z");
    expect([chinaDay(before), chinaMonth(before)]).toEqual(["2026-01-31", "2026-01"]);
    expect([chinaDay(before + 1), chinaMonth(before + 1)]).toEqual(["2026-02-01", "2026-02"]);
  });
});

describe("the clock's speed", () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it("lets an hour pass in a second", () => {
    const clock = new Clock();
    clock.setSpeed(3600);
    const ran: number[] = [];
    clock.schedule(3_600_000, () => ran.push(Date.now()));
    vi.advanceTimersByTime(5000);
    expect([ran, clock.now()]).toEqual([[1000], 18_000_000]);
  });

  it("brings what is under way sooner, or later, when it changes", () => {
    const clock = new Clock();
    const ran: number[] = [];
    clock.schedule(10_000, () => ran.push(Date.now()));
    vi.advanceTimersByTime(4000);
    clock.setSpeed(2);
    vi.advanceTimersByTime(1000);
    clock.setSpeed(0.5);
    vi.advanceTimersByTime(7999);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ran).toEqual([13_000]);
  });

  it("0 stops it, until it runs again or is moved", () => {
    const clock = new Clock();
    const ran: number[] = [];
    clock.schedule(1000, () => ran.push(clock.now()));
    clock.schedule(2000, () => ran.push(clock.now()));
    clock.setSpeed(0);
    vi.advanceTimersByTime(86_400_000);
    expect([ran, clock.now()]).toEqual([[], 0]);
    clock.advance(1500);
    expect(ran).toEqual([1500]);
    clock.setSpeed(1);
    vi.advanceTimersByTime(500);
    expect(ran).toEqual([1500, 2000]);
  });

  it("goes on after a restart as if it had never stopped", () => {
    const before = new Clock(5000);
    before.setSpeed(60);
    const standing = before.standing();
    vi.advanceTimersByTime(1000);
    const after = new Clock();
    after.restore(standing);
    expect([after.now(), after.speed]).toEqual([65_000, 60]);
  });
});

const steps = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant("wait" as const), by: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ what: fc.constant("move" as const), by: fc.integer({ min: 0, max: 50_000 }) }),
    fc.record({ what: fc.constant("speed" as const), by: fc.constantFrom(0, 0.5, 1, 7, 60, 3600) }),
    fc.record({ what: fc.constant("schedule" as const), by: fc.integer({ min: 0, max: 500_000 }) }),
    fc.record({ what: fc.constant("call off" as const), by: fc.nat(20) }),
  ),
  { maxLength: 40 },
);

describe("whatever is done to the clock", () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it("it never goes back, and each appointment comes once, in order, not early, and by the millisecond it is due", () => {
    fc.assert(
      fc.property(steps, (todo) => {
        vi.setSystemTime(0);
        const clock = new Clock();
        const made: { at: number; ran: number; off: boolean; cancel: () => void }[] = [];
        const ranAt: number[] = [];
        let last = 0;
        for (const { what, by } of todo) {
          ranAt.length = 0;
          if (what === "wait") vi.advanceTimersByTime(by);
          if (what === "move") clock.advance(by);
          if (what === "speed") clock.setSpeed(by);
          if (what === "schedule") {
            const one = { at: clock.now() + by, ran: 0, off: false, cancel: (): void => undefined };
            one.cancel = clock.schedule(one.at, () => {
              one.ran++;
              ranAt.push(one.at);
              expect(clock.now()).toBeGreaterThanOrEqual(one.at);
            });
            made.push(one);
          }
          const chosen = made[by];
          if (what === "call off" && chosen && chosen.ran === 0) {
            chosen.cancel();
            chosen.off = true;
          }
          expect(clock.now()).toBeGreaterThanOrEqual(last);
          last = clock.now();
          expect(ranAt).toEqual(ranAt.toSorted((a, b) => a - b));
          // A timer's millisecond is `speed` of the clock's: what is due longer than that has come.
          const certain = clock.now() - Math.max(1, clock.speed);
          for (const one of made) {
            if (one.off || one.at > clock.now()) expect(one.ran).toBe(0);
            else if (one.at < certain && what !== "schedule") expect(one.ran).toBe(1);
            expect(one.ran).toBeLessThanOrEqual(1);
          }
        }
        clock.stop();
      }),
      { numRuns: 500 },
    );
  });
});
