import { type Appointment, Appointments } from "./appointments.js";

const CHINA_OFFSET_MS = 8 * 3600_000;
/** setTimeout fires at once beyond this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A day in less than a tenth of a second; beyond it a timer's millisecond is worth hours. */
export const FASTEST_CLOCK = 1_000_000;

/** Where a clock stands: at `real` (milliseconds since 1970 of this machine) it showed `simulated` and ran `speed` times as fast. */
export interface ClockPosition {
  simulated: number;
  real: number;
  speed: number;
}

/**
 * The simulator's time: it can be moved forward, runs any number of times as fast as real time, and can stand still. Whatever
 * happens later is scheduled here, so that moving or speeding up the clock makes it happen.
 */
export class Clock {
  private position: ClockPosition;
  private readonly appointments = new Appointments();
  private timer: NodeJS.Timeout | undefined;

  /** `offsetMs`: how far ahead of real time the clock starts. */
  constructor(
    offsetMs = 0,
    private readonly realNow: () => number = Date.now,
  ) {
    const real = realNow();
    this.position = { simulated: real + offsetMs, real, speed: 1 };
  }

  /** How far it is ahead of real time. */
  get offsetMs(): number {
    return this.now() - this.realNow();
  }

  /** 1: as fast as real time. 0: it stands still. */
  get speed(): number {
    return this.position.speed;
  }

  /** Milliseconds since 1970, whole. */
  now(): number {
    return Math.floor(this.exactly());
  }

  /** What `restore` needs to go on from here. */
  standing(): ClockPosition {
    return { simulated: this.exactly(), real: this.realNow(), speed: this.speed };
  }

  /** Goes on as if it had never stopped: the time since then passed at its speed. */
  restore(position: ClockPosition): void {
    this.position = position;
    this.runDue();
  }

  /** Moves time forward and runs what has fallen due, in its order. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError("the clock moves forward only");
    const { simulated, ...rest } = this.standing();
    this.restore({ ...rest, simulated: simulated + milliseconds });
  }

  /** From now on `speed` times as fast as real time; what is scheduled comes sooner or later accordingly. */
  setSpeed(speed: number): void {
    if (!(speed >= 0 && speed <= FASTEST_CLOCK)) throw new RangeError(`the clock's speed is from 0 to ${FASTEST_CLOCK}`);
    this.restore({ ...this.standing(), speed });
  }

  /** Runs `run` once at `at` (milliseconds since 1970); returns how to call it off. */
  schedule(at: number, run: () => void): () => void {
    const appointment: Appointment = { at, run, calledOff: false };
    this.appointments.add(appointment);
    if (this.appointments.peek() === appointment) this.arm();
    return () => {
      appointment.calledOff = true;
    };
  }

  /** Resolves after so much of the simulator's time. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.exactly() + milliseconds, resolve);
    });
  }

  /** Calls everything off. */
  stop(): void {
    clearTimeout(this.timer);
    this.appointments.clear();
  }

  private exactly(): number {
    const { simulated, real, speed } = this.position;
    return simulated + (this.realNow() - real) * speed;
  }

  private runDue(): void {
    // Only what is due already: what these schedule for this very moment comes by the timer, so that none can hold up the rest.
    for (const appointment of this.appointments.takeDue(this.exactly())) if (!appointment.calledOff) appointment.run();
    this.arm();
  }

  /** One timer, for the earliest. It may fire a millisecond early, and far ones are reached in steps: `runDue` looks again. */
  private arm(): void {
    clearTimeout(this.timer);
    const first = this.appointments.peek();
    if (!first) return;
    const left = first.at - this.exactly();
    if (left > 0 && this.speed === 0) return;
    const wait = left <= 0 ? 0 : Math.min(Math.ceil(left / this.speed), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.runDue(), wait);
  }
}

/** The day in Asia/Shanghai, YYYY-MM-DD. China has kept UTC+8 without summer time since 1991. */
export function chinaDay(at: number): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The month in Asia/Shanghai, YYYY-MM. */
export function chinaMonth(at: number): string {
  return chinaDay(at).slice(0, 7);
}
