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

const KINDS = ["wait", "move", "speed", "schedule", "call off"] as const;
const BY = { wait: 5000, move: 50_000, speed: 5, schedule: 500_000, "call off": 20 };
const SPEEDS = [0, 0.5, 1, 7, 60, 3600];
type Step = { what: (typeof KINDS)[number]; by: number };
const steps = fc.array(
  fc.constantFrom(...KINDS).chain((what) => fc.record({ what: fc.constant(what), by: fc.nat(BY[what]) })),
  { maxLength: 40 },
);

/** A clock with what was done to it and what happened since. */
class Trial {
  readonly clock = new Clock();
  readonly made: { at: number; ran: number; off: boolean; cancel: () => void }[] = [];
  /** When those that the last step brought were due, in the order they came. */
  came: number[] = [];

  do({ what, by }: Step): void {
    this.came = [];
    if (what === "wait") vi.advanceTimersByTime(by);
    if (what === "move") this.clock.advance(by);
    if (what === "speed") this.clock.setSpeed(SPEEDS[by] ?? 1);
    if (what === "schedule") this.schedule(this.clock.now() + by);
    if (what === "call off") this.callOff(by);
  }

  private schedule(at: number): void {
    const one = { at, ran: 0, off: false, cancel: (): void => undefined };
    one.cancel = this.clock.schedule(at, () => {
      one.ran++;
      this.came.push(at);
      expect(this.clock.now()).toBeGreaterThanOrEqual(at);
    });
    this.made.push(one);
  }

  private callOff(index: number): void {
    const one = this.made[index];
    if (!one || one.ran > 0) return;
    one.cancel();
    one.off = true;
  }
}

describe("whatever is done to the clock", () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it("it never goes back, and what is scheduled comes once, in order, not early, and within a millisecond", () => {
    fc.assert(
      fc.property(steps, (todo) => {
        vi.setSystemTime(0);
        const trial = new Trial();
        let last = 0;
        for (const step of todo) {
          trial.do(step);
          const now = trial.clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          expect(trial.came).toEqual(trial.came.toSorted((a, b) => a - b));
          // A timer's millisecond is `speed` of the clock's; what was just scheduled for this very moment comes by a timer too.
          const certain = step.what === "schedule" ? Number.NEGATIVE_INFINITY : now - Math.max(1, trial.clock.speed);
          const wrong = trial.made.filter(({ at, ran, off }) => ran > 1 || (off || at > now ? ran > 0 : at < certain && ran === 0));
          expect(wrong).toEqual([]);
          last = now;
        }
        trial.clock.stop();
      }),
      { numRuns: 500 },
    );
  });
});
