import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TokenModel } from "../wechat/token-model-world.js";

const MINUTE = 60_000;
const PROCESSES = 3;

type Event = (model: TokenModel) => Promise<void> | void;

const who = fc.nat(PROCESSES - 1);
/** Named, so that a counterexample can be read. */
const event = (name: string, act: Event) => Object.assign(act, { toString: () => name });
const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: who.map((n) => event(`call(${n})`, (model) => model.call(n))) },
  {
    weight: 2,
    arbitrary: fc.tuple(who, fc.boolean()).map(([n, force]) => event(`refresh(${n}, ${force})`, (model) => model.refresh(n, force))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(who, fc.boolean()).map(([n, good]) => event(`replace(${n}, ${good})`, (model) => model.replace(n, good))),
  },
  { weight: 1, arbitrary: who.map((n) => event(`crash(${n})`, (model) => model.crash(n))) },
  { weight: 1, arbitrary: fc.constant(event("expire", (model) => model.expire())) },
  { weight: 1, arbitrary: fc.constant(event("anotherSystemForces", (model) => model.anotherSystemForces())) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 6 }).map((times) =>
      event(`lag(${times})`, (model) => {
        model.lagging = times;
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map((down) =>
      event(`wechatDown(${down})`, (model) => {
        model.down = down;
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map((down) =>
      event(`databaseDown(${down})`, (model) => {
        model.store.down = down;
      }),
    ),
  },
);
/** Each event is begun before the one before it has ended, where `await` does not say otherwise. */
const steps = fc.array(
  fc.record({
    event: events,
    wait: fc.boolean(),
    passMinutes: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 130 })),
    /** The computer's clock is set, by whoever. */
    setClockMinutes: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -600, max: 600 })),
  }),
  { maxLength: 40, size: "max" },
);

describe("keepers of several processes, whatever happens", { timeout: 120_000 }, () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("never give an older token after a newer one, nor two of one version, and ask WeChat one at a time", async () => {
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const model = new TokenModel(PROCESSES);
        const underWay: Promise<unknown>[] = [];
        for (const { event: act, wait, passMinutes, setClockMinutes } of history) {
          if (passMinutes > 0) vi.advanceTimersByTime(passMinutes * MINUTE);
          if (setClockMinutes !== 0) vi.setSystemTime(Date.now() + setClockMinutes * MINUTE);
          const done = Promise.resolve(act(model)).catch(() => undefined);
          underWay.push(done);
          if (wait) await done;
        }
        await Promise.all(underWay);
        expect(model.broken).toEqual([]);
        expect(model.store.versions).toEqual([...new Set(model.store.versions)].sort((a, b) => a - b));
        // All is well again: so is every process, once the longest wait is over.
        Object.assign(model, { down: false, lagging: 0 });
        model.store.down = false;
        vi.advanceTimersByTime(MINUTE);
        for (let n = 0; n < PROCESSES; n++) await model.call(n);
        expect(model.broken).toEqual([]);
        calls += history.length;
      }),
      { numRuns: 1_000 },
    );
    expect(calls).toBeGreaterThan(10_000);
  });
});
